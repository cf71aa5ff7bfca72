from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE «localhost:5432»",
    "EXPOSE WEBSITE «http://localhost:3306»",
    "EXPOSE WEBSITE «6379» # cache",
    "EXPOSE WEBSITE «localhost:27017»",
]
PASSES = [*EXPOSE, "EXPOSE WEBSITE localhost:5432 /sql", "EXPOSE WEBSITE localhost:5430", "EXPOSE WEBSITE db:5432"]
FIXES = [("EXPOSE WEBSITE localhost:5432 # a", "EXPOSE TCP 5432 # a"), ("expose website 6379", "EXPOSE TCP 6379")]
