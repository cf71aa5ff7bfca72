_GIT = {".git/HEAD": ""}
CATCHES = [
    {"Layerfile": "FROM vm/debian:12\nCOPY «../x» .\n", **_GIT},
    {"Layerfile": "FROM vm/debian:12\nCOPY a «b/../../c» d/\n", **_GIT},
]
PASSES = [
    {"Layerfile": "FROM vm/debian:12\nCOPY ../x .\n"},
    {"Layerfile": "FROM vm/debian:12\nCOPY a/../x b..c .\n", **_GIT},
    {"Layerfile": "FROM vm/debian:12\nCOPY ../$X .\n", **_GIT},
    "COPY . .",
]
