from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF A«==»b",
    "SKIP REMAINING IF A«!==»b AND C «==» d",
    'SKIP REMAINING IF A«==»"b c"',
    "SKIP REMAINING IF A«===»b",
    "SKIP REMAINING IF A«==» b",
]
PASSES = [
    *SKIP,
    'SKIP REMAINING IF A="=b"',
    "SKIP REMAINING IF A=~=b",
    "SKIP REMAINING IF A=b=c",
    "SKIP REMAINING IF A !=~ b",
]
FIXES = [
    ("SKIP REMAINING IF A==b", "SKIP REMAINING IF A=b"),
    ("SKIP REMAINING IF A == b", "SKIP REMAINING IF A = b"),
    ("SKIP REMAINING IF A!==b", "SKIP REMAINING IF A!=b"),
    ('SKIP REMAINING IF A=="b c"', 'SKIP REMAINING IF A="b c"'),
    ("SKIP REMAINING IF A==~b", "SKIP REMAINING IF A=~b"),
]
