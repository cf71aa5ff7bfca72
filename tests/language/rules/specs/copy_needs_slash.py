CATCHES = ["COPY a b «c»", "COPY a b «/srv/app»", "COPY a b c «'x y'»", "COPY a b «../c»", "COPY *.js a \\\n  «b»"]
PASSES = [
    "COPY a b",
    "COPY *.js b",
    "COPY a b c/",
    "COPY a b 'x y/'",
    "COPY a b .",
    "COPY a b ..",
    "COPY a b ../..",
    "COPY a b ~",
    "COPY a b ~/",
    "COPY a b /",
    "COPY a b $C",
    "COPY a b ${C}/d",
    "COPY a b ./",
    "COPY a b /x/..",
    "COPY a 'b c",
    'COPY a b "$X/y"',
    "COPY a b # c",
]
FIXES = [("COPY a b c # d\n", "COPY a b c/ # d\n"), ("COPY a b \\\n  c\n", "COPY a b \\\n  c/\n")]
