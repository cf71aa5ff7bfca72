from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF A=b «C»=d",
    "SKIP REMAINING IF A=b \\\n  «C»=d «E»!=~f",
    "SKIP REMAINING IF A='b c' «D» = e AND F=g",
]
PASSES = [*SKIP, "SKIP REMAINING IF A=b && C=d", "SKIP REMAINING IF A=b, C=d", "SKIP REMAINING IF A=b c C=d"]
FIXES = [
    ("SKIP REMAINING IF A=b C=d", "SKIP REMAINING IF A=b AND C=d"),
    ("SKIP REMAINING IF A=b \\\n  C=d", "SKIP REMAINING IF A=b \\\n  AND C=d"),
]
