from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE «https:localhost:444»",
    "EXPOSE WEBSITE «https://localhost : 443»",
    "EXPOSE WEBSITE «localhost : 443»",
    "EXPOSE WEBSITE «localhost :443» /api",
    "EXPOSE WEBSITE «localhost: 443»",
    "EXPOSE WEBSITE «http:/localhost:80»",
    "EXPOSE WEBSITE «http//localhost:80»",
    "EXPOSE WEBSITE «:8080»",
    "EXPOSE WEBSITE «8080:80»",
    "EXPOSE WEBSITE «localhost:»",
    "EXPOSE WEBSITE «[::1]:80»",
    "EXPOSE WEBSITE «/app»",
    "EXPOSE WEBSITE «./app» /api",
    "EXPOSE WEBSITE «http://»",
    "EXPOSE WEBSITE «localhost;80»",
    "EXPOSE WEBSITE «!»",
    "EXPOSE WEBSITE «http: //localhost:80»",
]
PASSES = [
    *EXPOSE,
    "EXPOSE WEBSITE htpp://localhost",
    "EXPOSE WEBSITE example.com",
    "EXPOSE WEBSITE localhost 80",
    "EXPOSE 80",
]
FIXES = [
    ("EXPOSE WEBSITE https:localhost:444", "EXPOSE WEBSITE https://localhost:444"),
    ("EXPOSE WEBSITE https://localhost : 443", "EXPOSE WEBSITE https://localhost:443"),
    ("EXPOSE WEBSITE localhost: 80 /api", "EXPOSE WEBSITE localhost:80 /api"),
    ("EXPOSE WEBSITE :8080 /api", "EXPOSE WEBSITE localhost:8080 /api"),
    ("EXPOSE WEBSITE http//localhost:80", "EXPOSE WEBSITE http://localhost:80"),
    ("EXPOSE WEBSITE localhost;80", "EXPOSE WEBSITE localhost:80"),
    ("EXPOSE WEBSITE http: //localhost:80", "EXPOSE WEBSITE http://localhost:80"),
]
