CATCHES = ["FROM vm/debian:12 «# c d»", "FROM vm/debian:12 «x»", "FROM a/b:c «d \\\n e»"]
PASSES = ["FROM vm/debian:12", "FROM vm/debian:12 AS x", "FROM x#y", "FROM 'a b"]
FIXES = [
    ("FROM vm/debian:12 # the base\nRUN a\n", "# the base\nFROM vm/debian:12\nRUN a\n"),
    ("  FROM vm/debian:12   # c d\n", "  # c d\nFROM vm/debian:12\n"),
]
