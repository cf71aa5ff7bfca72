from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE «localhost:0»",
    "EXPOSE WEBSITE «http://localhost:65536» /api",
    "EXPOSE WEBSITE «80000»",
    "EXPOSE TCP «0»",
    "EXPOSE TCP :5432 «:99999»",
]
PASSES = [*EXPOSE, "EXPOSE TCP localhost:99999", "EXPOSE 99999"]
