from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE «localhost:8000/api»",
    "EXPOSE WEBSITE «http://localhost/api»",
    "EXPOSE WEBSITE «localhost 80»",
    "EXPOSE WEBSITE «http://localhost 3000»",
    "EXPOSE WEBSITE localhost:80 «localhost:81»",
    "EXPOSE WEBSITE localhost:80 «http://localhost:81»",
]
PASSES = [*EXPOSE, "EXPOSE WEBSITE localhost:80 8", "EXPOSE WEBSITE example.com/a", "EXPOSE WEBSITE localhost : 80"]
FIXES = [
    ("EXPOSE WEBSITE localhost:8000/api", "EXPOSE WEBSITE localhost:8000 /api"),
    ("EXPOSE WEBSITE http://localhost 3000", "EXPOSE WEBSITE http://localhost:3000"),
]
