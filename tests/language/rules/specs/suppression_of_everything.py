CATCHES = [
    "«# layer: ignore»\nSPLIT 1",
    "«# layer: ignore[] why»\nSPLIT 1",
    "«#layer: ignore: it is so»\nSPLIT 1",
    "«# layer: ignore - why»",
    "SPLIT 1 «# layer: ignore»",
]
PASSES = [
    "# layer: ignore[split-one]\nSPLIT 1",
    "# layer: ignore the next line\nSPLIT 1",
    "# layer: ignored by git\nSPLIT 1",
    "# layer: ignore-me\nSPLIT 1",
    "# layer: x",
]
