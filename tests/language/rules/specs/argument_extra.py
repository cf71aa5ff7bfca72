CATCHES = [
    "WORKDIR /a «b»",
    "USER a «b c»",
    "MEMORY 2 «G»",
    "SPLIT 2 «3»",
    "SPLIT UNORDERED 2 «x»",
    "MEMORY 2 «GB»",
    "MEMORY 2 «G x»",
]
PASSES = [
    "WORKDIR /a # b",
    'WORKDIR "/a b"',
    "WORKDIR /a\\ b",
    "USER a",
    "MEMORY 2G",
    "ARTIFACT PUBLIC a b",
    "WORKDIR /a \\\n",
]
FIXES = [("MEMORY 2 GB\n", "MEMORY 2G\n"), ("MEMORY 512 \\\n  MiB\n", "MEMORY 512M\n")]
