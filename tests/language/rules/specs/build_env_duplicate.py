CATCHES = ["BUILD ENV A «A»", "BUILD ENV A\nRUN x\nBUILD ENV B «A»"]
PASSES = [
    "BUILD ENV A B",
    "BUILD ENV A\nSECRET ENV A",
    "BUILD ENV a A",
    "BUILD ENV A\nENV A=b",
    "BUILD ENV 'A\nBUILD ENV 'A",
]
FIXES = [
    ("BUILD ENV A A\n", "BUILD ENV A\n"),
    ("BUILD ENV A\nBUILD ENV A B # c\n", "BUILD ENV A\nBUILD ENV B # c\n"),
    ("BUILD ENV A\nBUILD ENV A\nRUN b\n", "BUILD ENV A\nRUN b\n"),
]
