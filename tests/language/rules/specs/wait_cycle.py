FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"Layerfile": FROM + "WAIT «/b»", "b/Layerfile": FROM + "WAIT /"},
    {"Layerfile": FROM + "WAIT «b»", "b/Layerfile": "FROM ..\n"},
    {"Layerfile": FROM + "WAIT c «b»", "b/Layerfile": FROM + "WAIT ../d", "c/Layerfile": FROM, "d/Layerfile": "FROM /"},
    {"Layerfile": "FROM «b»\n", "b/Layerfile": FROM + "WAIT ../"},
]
PASSES = [
    {"Layerfile": FROM + "WAIT b", "b/Layerfile": FROM},
    {"Layerfile": FROM + "WAIT b c", "b/Layerfile": FROM + "WAIT /c", "c/Layerfile": FROM},
    {"Layerfile": FROM + "WAIT b", "b/Layerfile": FROM + "WAIT /c", "c/Layerfile": FROM + "WAIT /b"},
    {"Layerfile": "FROM b\n", "b/Layerfile": "FROM ..\n"},
    {"Layerfile": FROM + "WAIT .\nWAIT x"},
    {"Layerfile": "FROM b\nWAIT b", "b/Layerfile": FROM},
    {"Layerfile": FROM + "WAIT $B", "b/Layerfile": FROM + "WAIT /"},
]
