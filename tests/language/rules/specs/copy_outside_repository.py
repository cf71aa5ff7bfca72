_GIT = {".git/HEAD": ""}
_FROM = "FROM vm/debian:12\n"
CATCHES = [
    {"Layerfile": _FROM + "COPY «../x» .\n", **_GIT},
    {"Layerfile": _FROM + "COPY a «b/../../c» d/\n", **_GIT},
    {"Layerfile": _FROM + "COPY «..» .\n", **_GIT},
    {"Layerfile": _FROM + "COPY «/../x» .\n", **_GIT},
    {"Layerfile": _FROM + "COPY «'../a b'» «../*.py» c/\n", **_GIT},
    {"a/Layerfile": _FROM + "COPY ../b «../../c» d/\n", **_GIT},
]
PASSES = [
    {"Layerfile": _FROM + "COPY ../x .\n"},
    {"Layerfile": _FROM + "COPY a/../x b..c ..d .\n", **_GIT},
    {"Layerfile": _FROM + "COPY ../$X .\n", **_GIT},
    {"Layerfile": _FROM + "COPY ../x 'b\n", **_GIT},
    {"Layerfile": _FROM + "COPY a ../x\n", **_GIT},
    {"a/b/Layerfile": _FROM + "COPY ../.. ../../x /y .\n", **_GIT},
    "COPY . .",
]
