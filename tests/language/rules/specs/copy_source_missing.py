_TREE = {".git/HEAD": "", "package.json": "", "src/app.py": "", "src/[id].js": ""}
_FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"Layerfile": _FROM + "COPY «pakcage.json» .\n", **_TREE},
    {"Layerfile": _FROM + "COPY src «/nope» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «src/*.rs» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «'a b'» x\n", **_TREE},
]
PASSES = [
    {"Layerfile": _FROM + "COPY package.json src . x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY src/*.py src/**/*.py /src/app.py x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY src/[id].js x\n", **_TREE},
    {"Layerfile": _FROM + "COPY $X ../out ~/x y/\n", **_TREE},
    {"Layerfile": _FROM + "COPY nope .\n"},
    {"Layerfile": _FROM + "COPY nope\n", **_TREE},
]
FIXES = [({"Layerfile": _FROM + "COPY pakcage.json .\n", **_TREE}, {"Layerfile": _FROM + "COPY package.json .\n"})]
