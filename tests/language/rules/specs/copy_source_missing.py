_TREE = {
    ".git/HEAD": "",
    "package.json": "",
    "package-lock.json": "",
    "src/app.py": "",
    "src/[id].js": "",
    "src/^x": "",
    "Docs/a.md": "",
}
_FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"Layerfile": _FROM + "COPY «pakcage.json» .\n", **_TREE},
    {"Layerfile": _FROM + "COPY src «/nope» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «src/*.rs» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «'a b'» x\n", **_TREE},
    {"Layerfile": _FROM + "COPY «docs» «Src/app.py» x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY «**/*.rs» x/\n", **_TREE},
    {"a/Layerfile": _FROM + "COPY «package.json» .\n", **_TREE},
]
PASSES = [
    {"Layerfile": _FROM + "COPY package.json src . x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY src/*.py src/**/*.py /src/app.py x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY src/[id].js x\n", **_TREE},
    {"Layerfile": _FROM + "COPY src/[^a]* src/?pp.py */*.md x/\n", **_TREE},
    {"Layerfile": _FROM + "COPY $X ../out ~/x {a,b} y/\n", **_TREE},
    {"Layerfile": _FROM + "COPY nope .\n"},
    {"Layerfile": _FROM + "COPY nope\n", **_TREE},
    {"Layerfile": _FROM + "COPY nope 'x\n", **_TREE},
    {"Layerfile": _FROM + "COPY nope $(date) `date` '' x/\n"},
    {"Layerfile": _FROM + "COPY src/ ./src/../package.json x/\n", **_TREE},
    {"a/Layerfile": _FROM + "COPY ../package.json /package.json .. / x/\n", **_TREE},
]
FIXES = [
    ({"Layerfile": _FROM + "COPY pakcage.json .\n", **_TREE}, {"Layerfile": _FROM + "COPY package.json .\n"}),
    ({"Layerfile": _FROM + "COPY ./SRC/ .\n", **_TREE}, {"Layerfile": _FROM + "COPY ./src/ .\n"}),
    ({"Layerfile": _FROM + "COPY docs/A.md .\n", **_TREE}, {"Layerfile": _FROM + "COPY Docs/a.md .\n"}),
    (
        {"a/Layerfile": _FROM + "COPY x/../../pakage.json .\n", **_TREE},
        {"a/Layerfile": _FROM + "COPY x/../../package.json .\n"},
    ),
]
