from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF «$A»=b",
    "SKIP REMAINING IF «${A}»!=b AND «$C»=~d",
    'SKIP REMAINING IF «"$A"»=b',
    "SKIP REMAINING IF «$A» = b",
    'SKIP REMAINING IF «"$A"» != "b" AND C=d',
    "SKIP REMAINING IF «$A» =b",
]
PASSES = [
    *SKIP,
    "SKIP REMAINING IF $A",
    "SKIP REMAINING IF $A b",
    "SKIP REMAINING IF A=$B",
    "SKIP REMAINING IF $$=b",
    "SKIP REMAINING IF $(a)=b",
]
FIXES = [
    ("SKIP REMAINING IF $A=b", "SKIP REMAINING IF A=b"),
    ("SKIP REMAINING IF X=y AND ${A}!=b", "SKIP REMAINING IF X=y AND A!=b"),
    ('SKIP REMAINING IF "$A" = b', "SKIP REMAINING IF A = b"),
]
