CATCHES = ["COPY a b «c»", "COPY a b «/srv/app»", "COPY a b c «'x y'»", "COPY a b «../c»"]
PASSES = [
    "COPY a b",
    "COPY a b c/",
    "COPY a b .",
    "COPY a b ~",
    "COPY a b $C",
    "COPY a b ./",
    "COPY a b /x/..",
    "COPY a 'b c",
    'COPY a b "$X/y"',
]
FIXES = [("COPY a b c # d\n", "COPY a b c/ # d\n")]
