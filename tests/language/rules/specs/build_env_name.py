CATCHES = [
    "BUILD ENV «$GIT_BRANCH»",
    "BUILD ENV A «${B}»",
    "BUILD ENV «a-b»",
    "BUILD ENV «A,» B",
    "BUILD ENV «é»",
    "BUILD ENV «'A'»",
]
PASSES = [
    "BUILD ENV GIT_BRANCH",
    "BUILD ENV A=b",
    "BUILD ENV _x1",
    "BUILD ENV A # b-c",
    "BUILD ENV a-b 'c",
    "BUILD ENV a b",
]
FIXES = [
    ("BUILD ENV $GIT_BRANCH\n", "BUILD ENV GIT_BRANCH\n"),
    ("BUILD ENV A, B\n", "BUILD ENV A B\n"),
    ('BUILD ENV "${A}"\n', "BUILD ENV A\n"),
]
