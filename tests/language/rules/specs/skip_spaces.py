from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF GIT_COMMIT_TITLE=~«skip tests»",
    "SKIP REMAINING IF A = «b c d» AND E=f",
    "SKIP REMAINING IF A=«b \\\n  c»",
    "SKIP REMAINING IF A=~«[skip tests]»",
    "SKIP REMAINING IF A=«b c» D=e",
]
PASSES = [
    *SKIP,
    "SKIP REMAINING IF A b",
    "SKIP REMAINING IF A=b && C=d",
    "SKIP REMAINING IF A = $B",
    "SKIP REMAINING IF A == b",
]
FIXES = [
    ("SKIP REMAINING IF A=~skip tests", 'SKIP REMAINING IF A=~"skip tests"'),
    ("SKIP REMAINING IF A = b  c AND D=e # f", 'SKIP REMAINING IF A = "b c" AND D=e # f'),
    ("SKIP REMAINING IF A=~[skip tests]", 'SKIP REMAINING IF A=~"\\[skip tests\\]"'),
]
