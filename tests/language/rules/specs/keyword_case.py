CATCHES = [
    "«run» make",
    "«Copy» a b",
    "«run background» x",
    "RUN «background» x",
    "«build env» A",
    "«skip \\\n remaining if» A=b",
    "SPLIT «unordered» 2",
    "THEN «run» x",
    "«Run\x0c\\\n Background» x",
    "RUN a \x0b\u2028b\n«run\\\n background» x",
    "«run \\\r\n background» x",
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
    ("Run\x0c\\\n Background x\n", "RUN\x0c\\\n BACKGROUND x\n"),
    ("RUN \\\n # c\n background x\n", "RUN \\\n # c\n BACKGROUND x\n"),
    ("  Split \\\n  Unordered 2\n", "  SPLIT \\\n  UNORDERED 2\n"),
]
