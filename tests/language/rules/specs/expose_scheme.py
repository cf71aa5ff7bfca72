from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE «htpps»://localhost:443",
    "EXPOSE WEBSITE «httpp»://localhost:443",
    "EXPOSE WEBSITE «htp»://localhost",
    "EXPOSE WEBSITE «ws://localhost:80»",
    "EXPOSE WEBSITE «tcp://localhost:80»",
]
PASSES = [*EXPOSE, "EXPOSE WEBSITE HTTP://localhost", "EXPOSE WEBSITE https:localhost", "EXPOSE TCP tcp://localhost:80"]
FIXES = [
    ("EXPOSE WEBSITE htpps://localhost:443 /api", "EXPOSE WEBSITE https://localhost:443 /api"),
    ("EXPOSE WEBSITE httpp://localhost:443", "EXPOSE WEBSITE https://localhost:443"),
    ("EXPOSE WEBSITE htpp://localhost:80", "EXPOSE WEBSITE http://localhost:80"),
]
