CATCHES = [
    {"Layerfile": "FROM «./a»\n", "a/Layerfile": "FROM /\n"},
    {"Layerfile": "FROM «./a»\n", "a/Layerfile": "FROM /b\n", "b/Layerfile": "FROM ..\n"},
]
PASSES = [
    {"Layerfile": "FROM ./a\n", "a/Layerfile": "FROM vm/debian:12\n"},
    {"Layerfile": "FROM ./a\n", "a/Layerfile": "FROM /b\n", "b/Layerfile": "FROM /a\n"},
    {"Layerfile": "FROM .\n"},
    "FROM vm/debian:12",
]
