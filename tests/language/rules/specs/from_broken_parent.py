CATCHES = [
    {"Layerfile": "«FROM ./a»\n", "a/Layerfile": "FROM vm/debian:12\nRNU x\n"},
    {"Layerfile": "«FROM ./a»\nRUN b\n", "a/Layerfile": "FROM /b\n", "b/Layerfile": "FROM node:18\n"},
]
PASSES = [
    {"Layerfile": "FROM ./a\n", "a/Layerfile": "FROM vm/debian:12\nrun x\n"},
    {"Layerfile": "FROM ./a\nnope", "a/Layerfile": "FROM vm/debian:12\n"},
    {"Layerfile": "FROM ./a\n"},
    "FROM vm/debian:12",
]
