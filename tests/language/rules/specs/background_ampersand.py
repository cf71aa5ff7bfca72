CATCHES = [
    "RUN BACKGROUND ./server «&»",
    "RUN BACKGROUND ./server«&»",
    "RUN BACKGROUND nohup ./server > log 2>&1 «&»  ",
    "RUN BACKGROUND cd x && ./server «&»",
    "RUN BACKGROUND a & b «&»",
]
PASSES = [
    "RUN BACKGROUND ./server",
    "RUN ./server &",
    "RUN BACKGROUND a & b",
    "RUN BACKGROUND a & wait",
    "RUN BACKGROUND a &&",
    "RUN BACKGROUND echo 'x &'",
    "RUN BACKGROUND echo x \\&",
    "RUN BACKGROUND (a &)",
    "RUN BACKGROUND ./server # &",
    "RUN BACKGROUND &",
]
FIXES = [
    ("RUN BACKGROUND ./server &\n", "RUN BACKGROUND ./server\n"),
    ("RUN BACKGROUND cd x && ./server&\n", "RUN BACKGROUND cd x && ./server\n"),
    ("RUN BACKGROUND ./server \\\n  &\n", "RUN BACKGROUND ./server\n"),
]
