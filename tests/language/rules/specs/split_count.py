CATCHES = [
    "SPLIT «two»",
    "SPLIT «0»",
    "SPLIT UNORDERED «000»",
    "SPLIT «$N»",
    "SPLIT «-1»",
    "SPLIT «2.5»",
    'SPLIT «""»',
    "SPLIT «UNORDRED» 3",
]
PASSES = [
    "SPLIT 2",
    "SPLIT UNORDERED 3",
    "SPLIT",
    "SPLIT UNORDERED",
    'SPLIT "3"',
    'SPLIT "3',
    "SPLIT 99999999999999",
    "split 2",
    "SPLIT 1",
]
FIXES = [("SPLIT UNORDRED 3", "SPLIT UNORDERED 3")]
