CATCHES = [
    {"Layerfile": "FROM «../x»\n", ".git/HEAD": ""},
    {"Layerfile": "FROM «a/../../x/Layerfile»\n", ".git/HEAD": ""},
]
PASSES = [{"Layerfile": "FROM ../x\n"}, {"Layerfile": "FROM ./x\n", ".git/HEAD": ""}, "FROM vm/debian:12"]
