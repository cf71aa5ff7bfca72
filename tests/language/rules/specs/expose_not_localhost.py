from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE https://«example.com»",
    "EXPOSE WEBSITE https://«example.com»/a/b",
    "EXPOSE WEBSITE «127.0.0.1»:80",
    "EXPOSE WEBSITE http://«0.0.0.0»:80 /api",
    "EXPOSE WEBSITE «web»:3000",
    "EXPOSE WEBSITE «locahost»:80",
    "EXPOSE WEBSITE «localhost3000»",
    "EXPOSE WEBSITE «Localhost»:3000",
]
PASSES = [*EXPOSE, "EXPOSE WEBSITE $HOST", "EXPOSE WEBSITE http//localhost:80", "EXPOSE TCP example.com:80"]
FIXES = [
    ("EXPOSE WEBSITE 127.0.0.1:80", "EXPOSE WEBSITE localhost:80"),
    ("EXPOSE WEBSITE http://locahost:80 /api", "EXPOSE WEBSITE http://localhost:80 /api"),
    ("EXPOSE WEBSITE localhost3000", "EXPOSE WEBSITE localhost:3000"),
]
