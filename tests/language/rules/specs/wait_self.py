CATCHES = ["WAIT «.»", "WAIT «/» «Layerfile» «./Layerfile»"]
PASSES = [
    "WAIT a",
    {"Layerfile": "FROM vm/debian:12\nWAIT a", "a/Layerfile": ""},
    "WAIT",
    "WAIT $X",
    "WAIT ''",
    "WAIT ..",
]
FIXES = [("WAIT .\nRUN a\n", "RUN a\n"), ("WAIT . a\n", "WAIT a\n"), ("WAIT a . b\n", "WAIT a b\n")]
