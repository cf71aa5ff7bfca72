from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE TCP «localhost:5432»",
    "EXPOSE TCP «5432/tcp»",
    "EXPOSE TCP «5432:5432» «postgres»",
    "EXPOSE TCP «5432:5433»",
    "EXPOSE TCP 1 «53/udp»",
    "EXPOSE TCP «tcp://localhost:1»",
]
PASSES = [*EXPOSE, "EXPOSE TCP 0", 'EXPOSE TCP "1', "EXPOSE TCP localhost:$X"]
FIXES = [
    ("EXPOSE TCP localhost:5432 5433", "EXPOSE TCP 5432 5433"),
    ("EXPOSE TCP 5432:5432", "EXPOSE TCP 5432"),
    ("EXPOSE TCP 5432/tcp", "EXPOSE TCP 5432"),
]
