from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF GIT_COMMIT_TITLE=~«[skip-tests]»",
    "SKIP REMAINING IF GIT_COMMIT_TITLE=~«[skip-ci]»",
    'SKIP REMAINING IF GIT_COMMIT_TITLE =~ «"[skip tests]"»',
    "SKIP REMAINING IF A=~«'.*[ci skip].*'»",
    "SKIP REMAINING IF A=~«[wip]» AND B!=~«[WIP]»",
]
PASSES = [
    *SKIP,
    "SKIP REMAINING IF A=~[a-z]+ AND B=~^[A-Za-z0-9_-]+$ AND C=~[Mm]ain AND D=~[aeiou]",
    "SKIP REMAINING IF A=[wip] AND B!=[skip-tests]",
    "SKIP REMAINING IF A=~\\[skip-tests\\]",
    'SKIP REMAINING IF A=~"[skip tests',
    "SKIP REMAINING IF A=~[a-fA-F]+ AND B=~[ab-cd] AND C=~[a-z-] AND D=~[abc]",
    "SKIP REMAINING IF A=~[skip tests]",
]
FIXES = [
    ("SKIP REMAINING IF A=~[no-tests]", 'SKIP REMAINING IF A=~"\\[no-tests\\]"'),
    ('SKIP REMAINING IF A =~ "x [skip ci]"', 'SKIP REMAINING IF A =~ "x \\[skip ci\\]"'),
    ("SKIP REMAINING IF A=~'[wip]' AND B=c", "SKIP REMAINING IF A=~'\\[wip\\]' AND B=c"),
]
