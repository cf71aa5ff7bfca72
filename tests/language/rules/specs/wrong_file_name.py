FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"layerfile": "«»" + FROM},
    {"a/LayerFile": "«»" + FROM},
    {"a/layerfile.web": "«»# nothing\n" + FROM},
    {"web.layerfile": "«»" + FROM},
    {"LAYERFILE": "«»"},
]
PASSES = [
    {"Layerfile": FROM},
    {"layerfile/Layerfile": FROM},
    {"Layerfile.web": FROM},
    {"web.Layerfile": FROM},
    {"Layerfile.layerfile": FROM},
    {"Layerfile2": FROM},
    {"x.txt": FROM},
    {"layerfile": "# layer: ignore[wrong-file-name] it is another tool's\n" + FROM},
]
