CATCHES = [
    "ENV «MY-NAME» value",
    "ENV «1A» b",
    "ENV A b «c.d» e",
    "ENV «a-b=c»",
    "ENV X=1 «y.z=2»",
    "ENV «$A=b»",
    "ENV «${A}» b",
    'ENV «"A"=b»',
    "ENV «'A'» b",
    "ENV «é=b»",
    "ENV «A:» b",
    "ENV «a-b=c» «d.e=f»",
]
PASSES = [
    "ENV A b",
    "ENV A=b",
    "ENV _a1 b",
    "ENV A",
    "ENV A =b",
    "ENV A b-c",
    "ENV A a-b=c",
    "ENV NODE_OPTIONS --max-old-space-size=8192",
    "ENV A 'B=c'",
    "ENV A $B C ${D}",
    "ENV A=--b=1 --c=2",
    "ENV a-b='c",
    "ENV a=b-c=d",
]
FIXES = [
    ("ENV $A=b\n", "ENV A=b\n"),
    ("ENV ${A} b\n", "ENV A b\n"),
    ('ENV "A"="b c" # d\n', 'ENV A="b c" # d\n'),
]
