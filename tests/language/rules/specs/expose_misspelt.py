from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE «WBESITE» localhost:80",
    "EXPOSE «WEBSITES» localhost:80",
    "EXPOSE «WEBSTIE» localhost:80",
    "expose «wbesite» localhost:80",
    "EXPOSE «TPC» 5432",
    "EXPOSE «WEB» localhost:80",
    "EXPOSE «WEBISTE»",
]
PASSES = [*EXPOSE, "EXPOSE 80", "EXPOSE localhost:80", "EXPOSE http://localhost", "EXPOSE something"]
FIXES = [
    ("EXPOSE WBESITE localhost:80 /WBESITE", "EXPOSE WEBSITE localhost:80 /WBESITE"),
    ("EXPOSE TPC 5432", "EXPOSE TCP 5432"),
]
