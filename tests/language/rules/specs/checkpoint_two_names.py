CATCHES = ["CHECKPOINT a «b»", "CHECKPOINT a «b c» # d", "CHECKPOINT disabled «x»", "CHECKPOINT a \\\n  «b»"]
PASSES = [
    "CHECKPOINT",
    "CHECKPOINT a",
    "CHECKPOINT a # b",
    "CHECKPOINT disabled",
    'CHECKPOINT "a b"',
    'CHECKPOINT a "b',
]
