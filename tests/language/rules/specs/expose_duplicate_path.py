from tests.language.rules.right_lines import EXPOSE

CATCHES = [
    "EXPOSE WEBSITE localhost:80\nEXPOSE WEBSITE «localhost:81»\nEXPOSE WEBSITE «localhost:82 /»",
    "EXPOSE WEBSITE localhost:80 /api\nRUN a\nEXPOSE WEBSITE «localhost:81 api/»",
    "EXPOSE WEBSITE localhost:80 /a /b\nEXPOSE WEBSITE «localhost:81 /a /c»",
    "EXPOSE WEBSITE localhost:80\nEXPOSE WEBSITE «localhost:80»",
    "EXPOSE WEBSITE 80\nEXPOSE WEBSITE «localhost:81/»",
]
PASSES = [
    *EXPOSE,
    "EXPOSE WEBSITE localhost:80 /a$SPLIT\nEXPOSE WEBSITE localhost:81 /a$SPLIT",
    "EXPOSE WEBSITE localhost:80\nEXPOSE WEBSITE localhost:81 /admin\nEXPOSE TCP 80",
    "EXPOSE WEBSITE localhost:80\nEXPOSE WEBSITE localhost:5432",
    "EXPOSE WEBSITE localhost:80\nEXPOSE WEBSITE localhost : 81",
    "EXPOSE WEBSITE localhost:80\nEXPOSE WEBSITE localhost:81/api",
]
FIXES = [("EXPOSE WEBSITE localhost:80\nRUN a\nEXPOSE WEBSITE localhost:80\n", "EXPOSE WEBSITE localhost:80\nRUN a\n")]
