CATCHES = [
    "# layer: ignore[«split-noe»]\nSPLIT 1",
    "# layer: ignore[split-one, «LF5020»,«x»] why\nSPLIT 1",
    "SPLIT 1 # layer: ignore[«Split_One»]",
    "# layer: ignore[«SC20»]",
]
PASSES = [
    "# layer: ignore[split-one, LF502, SC2086]\nSPLIT 1",
    "# layer: ignore\nSPLIT 1",
    "# layer: ignore[]\nSPLIT 1",
    "# ignore[x]\n# layer: ignored[x]\n# player: ignore[x]\nSPLIT 1",
    "RUN echo # layer: ignore[x]",
]
FIXES = [
    ("# layer: ignore[split-noe] why\nSPLIT 1", "# layer: ignore[split-one] why\nSPLIT 1"),
    ("# layer: ignore[lf502]\nSPLIT 1", "# layer: ignore[LF502]\nSPLIT 1"),
]
