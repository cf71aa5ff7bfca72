CATCHES = [
    "SPLIT 2\n«SPLIT 3»",
    "SPLIT 2\n«SPLIT UNORDERED 3»\nRUN a\n«SPLIT 2»",
    {"Layerfile": "FROM a\n«SPLIT 2»", "a/Layerfile": "FROM vm/debian:12\nSPLIT 2"},
]
PASSES = [
    "SPLIT 2",
    "SPLIT 2\nSPLIT 1",
    "SPLIT\nSPLIT x\nSPLIT 2",
    {"Layerfile": "FROM a\nSPLIT 2", "a/Layerfile": "FROM vm/debian:12"},
]
