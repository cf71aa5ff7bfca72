CATCHES = [
    "«run» make",
    "«Copy» a b",
    "«run background» x",
    "RUN «background» x",
    "«build env» A",
    "«skip \\\n remaining if» A=b",
    "SPLIT «unordered» 2",
    "THEN «run» x",
]
PASSES = [
    "RUN make",
    "RUN BACKGROUND x",
    "nope",
    "cmd x",
    "SKIP  REMAINING IF A=b",
    "SPLIT UNORDERED 2",
    "RUN \\\n BACKGROUND x",
]
FIXES = [
    ("run make\n", "RUN make\n"),
    ("Run background \\\n  x\n", "RUN BACKGROUND \\\n  x\n"),
    ("skip \\\n remaining if A=b\n", "SKIP \\\n REMAINING IF A=b\n"),
]
