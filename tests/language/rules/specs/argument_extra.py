CATCHES = ["WORKDIR /a «b»", "USER a «b c»", "MEMORY 2 «G»", "SPLIT 2 «3»", "SPLIT UNORDERED 2 «x»"]
PASSES = [
    "WORKDIR /a # b",
    'WORKDIR "/a b"',
    "WORKDIR /a\\ b",
    "USER a",
    "MEMORY 2G",
    "ARTIFACT PUBLIC a b",
    "WORKDIR /a \\\n",
]
