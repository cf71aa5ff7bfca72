FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"Layerfile": "FROM b\nWAIT «b»", "b/Layerfile": FROM},
    {"Layerfile": "FROM b\nWAIT x «/c/Layerfile»", "b/Layerfile": "FROM ../c\n", "c/Layerfile": FROM},
]
PASSES = [
    {"Layerfile": "FROM b\nWAIT c", "b/Layerfile": FROM, "c/Layerfile": FROM},
    {"Layerfile": FROM + "WAIT b", "b/Layerfile": FROM},
    {"Layerfile": "FROM b\nWAIT b"},
]
FIXES = [({"Layerfile": "FROM b\nWAIT b\nRUN a\n", "b/Layerfile": FROM}, {"Layerfile": "FROM b\nRUN a\n"})]
