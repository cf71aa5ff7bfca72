CATCHES = [
    {"Layerfile": "FROM «.»\n"},
    {"Layerfile": "FROM «./Layerfile»\n"},
    {"Layerfile": "FROM «/»\n", ".git/HEAD": ""},
]
PASSES = [
    {"Layerfile": "FROM /Layerfile\n"},
    {"Layerfile": "FROM ./a\n", "a/Layerfile": "FROM /\n"},
    "FROM vm/debian:12",
    {"Layerfile": "FROM ..\n"},
]
