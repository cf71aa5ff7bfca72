CATCHES = [
    "CACHE a\nCACHE «a»",
    "CACHE ~/.npm «~/.npm/»",
    "CACHE /a b\nRUN x\nCACHE c «/a»",
    "CACHE /a/b\nCACHE «/a//./b» «'/a/b'»",
]
PASSES = [
    "CACHE a b\nCACHE c",
    "CACHE a\nWORKDIR /x\nCACHE a",
    "CACHE ~/x\nUSER b\nCACHE ~/x",
    "CACHE /a /ab",
    "CACHE /a\nCACHE /a/b",
    "ENV V=a\nCACHE /$V\nENV V=b\nCACHE /$V",
    "CACHE /a\nCACHE '/a",
    "CACHE '' ''",
]
FIXES = [
    ("CACHE a\nCACHE a\nRUN b\n", "CACHE a\nRUN b\n"),
    ("CACHE a\nCACHE b a c # d\n", "CACHE a\nCACHE b c # d\n"),
    ("CACHE a\nCACHE a b\n", "CACHE a\nCACHE b\n"),
    ("CACHE a\nCACHE a a\nRUN b\n", "CACHE a\nRUN b\n"),
]
