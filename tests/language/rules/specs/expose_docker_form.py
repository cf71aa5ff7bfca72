from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "«EXPOSE 8000»",
    "«EXPOSE https://localhost:443»",
    "«EXPOSE localhost:80»",
    "«expose 3000»",
    "«EXPOSE 80/tcp»",
    "«EXPOSE 8000 8001»",
    "«EXPOSE $PORT»",
    "«EXPOSE»",
    "«EXPOSE 53/udp»",
    "«EXPOSE 80#This is another file»",
    "«EXPOSE something»",
]
PASSES = [*EXPOSE, "EXPOSE WBESITE localhost:80", "CMD 80", "ADD a b"]
FIXES = [
    ("EXPOSE 8000", "EXPOSE WEBSITE localhost:8000"),
    ("EXPOSE https://localhost:443", "EXPOSE WEBSITE https://localhost:443"),
    ("EXPOSE  http://localhost:3000/api", "EXPOSE WEBSITE http://localhost:3000 /api"),
    ("expose 3000 # web", "EXPOSE WEBSITE localhost:3000 # web"),
    ("EXPOSE 5432", "EXPOSE TCP 5432"),
    ("EXPOSE 80/tcp", "EXPOSE WEBSITE localhost:80"),
]
