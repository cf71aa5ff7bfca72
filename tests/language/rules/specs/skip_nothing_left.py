CATCHES = [
    "RUN a\n«SKIP REMAINING IF A=b»",
    "«SKIP REMAINING IF A=b AND \\\n  C=d»\n\n# nothing here\n",
]
PASSES = [
    "SKIP REMAINING IF A=b\nRUN a",
    "SKIP REMAINING IF A=b\nEXPOSE WEBSITE localhost:80",
    "SKIP REMAINING IF A=b\nSKIP REMAINING IF C=d\nRUN a",
    "RUN a",
    "# nothing",
]
FIXES = [("RUN a\nSKIP REMAINING IF A=b\n# c\n", "RUN a\n# c\n")]
