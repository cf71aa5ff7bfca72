from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE localhost:80 /a /b «/c»",
    "EXPOSE WEBSITE localhost:80 /a /b «and more» # c",
    "EXPOSE TCP 1 2 «3»",
]
PASSES = [*EXPOSE, "EXPOSE TCP 1 2 # 3", "EXPOSE 1 2 3 4"]
