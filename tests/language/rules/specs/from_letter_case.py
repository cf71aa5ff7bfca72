_BASE = {"base/Layerfile": "FROM vm/debian:12\n"}
CATCHES = [
    {"Layerfile": "FROM «./layerfile»\n"},
    {"Layerfile": "FROM «./Base»\n", **_BASE},
    {"Layerfile": "FROM «base/layerfile»\n", **_BASE},
    {"Layerfile": "FROM «/BASE/LayerFile»\n", ".git/HEAD": "", **_BASE},
]
PASSES = [{"Layerfile": "FROM ./base\n", **_BASE}, {"Layerfile": "FROM ./bsae\n", **_BASE}, "FROM vm/debian:12"]
FIXES = [({"Layerfile": "FROM ./Base\n", **_BASE}, {"Layerfile": "FROM ./base\n"})]
