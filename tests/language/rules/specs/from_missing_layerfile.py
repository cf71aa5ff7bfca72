_BASE = {"base/Layerfile": "FROM vm/debian:12\n"}
_WHOLE = {".git/HEAD": "", **_BASE}
CATCHES = [
    {"Layerfile": "FROM «./Layerfiel»\n", ".git/HEAD": ""},
    {"Layerfile": "FROM «./bsae»\n", **_BASE},
    {"Layerfile": "FROM «/nowhere»\n", **_WHOLE},
    {"Layerfile": "FROM «./empty»\n", "empty/x": "", **_BASE},
    {"Layerfile": "FROM «nowhere»\n", **_WHOLE},
]
PASSES = [
    {"Layerfile": "FROM ./Layerfiel\n"},
    {"Layerfile": "FROM ./base\n", **_BASE},
    {"Layerfile": "FROM /base/Layerfile\n", **_WHOLE},
    {"Layerfile": "FROM ../base\n"},
    {"Layerfile": "FROM /elsewhere\n", **_BASE},
    {"Layerfile": "FROM ../../x\n", **_WHOLE},
    "FROM vm/debian:12",
    "FROM org/name:tag",
]
FIXES = [({"Layerfile": "FROM ./bsae\n", **_BASE}, {"Layerfile": "FROM ./base\n"})]
