CATCHES = [
    "«ENV A = b»",
    "«ENV A =b»",
    "«ENV A= b»",
    "«ENV A = b C = d»",
    "«ENV A=b C =d»",
    "«ENV X=1 A = b c»",
    "«ENV =b»",
]
PASSES = [
    "ENV A=b",
    "ENV A b",
    "ENV A=",
    "ENV A=b C=",
    "ENV A= C=d",
    "ENV A==b",
    "ENV A '='",
    "ENV A '=b'",
    'ENV A="" b',
    "ENV A = 'b",
    "ENV A=b # = c",
]
FIXES = [
    ("ENV A = b\n", "ENV A=b\n"),
    ("ENV A =b\n", "ENV A=b\n"),
    ("ENV A= b # c\n", "ENV A=b # c\n"),
    ('ENV A = "b c"\n', 'ENV A="b c"\n'),
    ("ENV A = b C = d\n", "ENV A=b C=d\n"),
    ("ENV A=b C= d E =f\n", "ENV A=b C=d E=f\n"),
]
