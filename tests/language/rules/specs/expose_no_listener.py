CATCHES = ["RUN make\n«EXPOSE WEBSITE localhost:80»", "«EXPOSE WEBSITE localhost:80»\n«EXPOSE TCP 1»"]
PASSES = [
    "RUN BACKGROUND a\nEXPOSE WEBSITE localhost:80",
    "RUN a &\nEXPOSE WEBSITE localhost:80",
    "RUN REPEATABLE docker compose up -d\nEXPOSE WEBSITE localhost:80",
    {"Layerfile": "FROM a\nEXPOSE WEBSITE localhost:80", "a/Layerfile": "FROM vm/debian:12\nRUN BACKGROUND b"},
    {"Layerfile": "FROM a\nEXPOSE WEBSITE localhost:80"},
    "RUN a",
]
