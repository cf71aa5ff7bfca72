_FILES = {"deploy.sh": "", "bin/x": "", ".git/HEAD": ""}
CATCHES = [
    {"Layerfile": "FROM vm/debian:12\nRUN «./deploy.sh» now", **_FILES},
    {"Layerfile": "FROM vm/debian:12\nRUN echo a && «./bin/x»\nCOPY . .\nRUN ./deploy.sh", **_FILES},
    {"Layerfile": "FROM ./base\nRUN «./deploy.sh»", "base": "FROM vm/debian:12\nRUN a", **_FILES},
]
PASSES = [
    {"Layerfile": "FROM vm/debian:12\nCOPY . .\nRUN ./deploy.sh", **_FILES},
    {"Layerfile": "FROM vm/debian:12\nCLONE https://example.com/x.git /x\nRUN ./deploy.sh", **_FILES},
    {"Layerfile": "FROM ./base\nRUN ./deploy.sh", "base": "FROM vm/debian:12\nCOPY . .", **_FILES},
    {"Layerfile": "FROM org/base:1\nRUN ./deploy.sh", **_FILES},
    {"Layerfile": "FROM ../missing\nRUN ./deploy.sh", **_FILES},
    {"Layerfile": "FROM vm/debian:12\nRUN ./other.sh", **_FILES},
    {"Layerfile": "FROM vm/debian:12\nRUN [ -f deploy.sh ] && ./deploy.sh", **_FILES},
    {"Layerfile": "FROM vm/debian:12\nRUN $X/deploy.sh ../deploy.sh", **_FILES},
]
FIXES = [
    (
        {"Layerfile": "FROM vm/debian:12\nRUN ./deploy.sh", **_FILES},
        {"Layerfile": "FROM vm/debian:12\nCOPY deploy.sh .\nRUN ./deploy.sh", **_FILES},
    )
]
