_TREE = {
    ".git/HEAD": "",
    ".gitignore": "node_modules/\n*.log\n!keep.log\n",
    "node_modules/x": "",
    "a.log": "",
    "keep.log": "",
    "a": "",
}
_FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"Layerfile": _FROM + "COPY «node_modules» x\n", **_TREE},
    {"Layerfile": _FROM + "COPY a «a.log» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «node_modules/x» y\n", **_TREE},
]
PASSES = [
    {"Layerfile": _FROM + "COPY . a keep.log .git x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY *.log x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY nope.log x\n", **_TREE},
    {"Layerfile": _FROM + "COPY a.log x\n", "a.log": "", ".gitignore": "*.log"},
]
