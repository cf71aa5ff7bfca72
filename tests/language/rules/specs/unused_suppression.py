WITH = ("split-one", "checkpoint-duplicate")
CATCHES = [
    "# layer: ignore[«split-one»]\nSPLIT 2",
    "# layer: ignore[«LF502»] it is so\nSPLIT 2",
    "# layer: ignore[«split-one, checkpoint-duplicate»]\nSPLIT 2",
    "# layer: ignore[split-one, «checkpoint-duplicate»]\nSPLIT 1",
    "SPLIT 2 # layer: ignore[«split-one»]",
    "SPLIT 1\n# layer: ignore[«split-one»]\n",
    "# layer: ignore[«split-one»]\nRUN a\nSPLIT 1",
    "RUN a && \\\n  # layer: ignore[«split-one»]\n  b",
]
PASSES = [
    "# layer: ignore[split-one]\nSPLIT 1",
    "# layer: ignore[LF502]\nSPLIT 1",
    "SPLIT \\\n  # layer: ignore[split-one]\n  1",
    "SPLIT 1 # layer: ignore[split-one]",
    "# layer: ignore[split-one]\n\n# another comment\nSPLIT 1",
    "CHECKPOINT a\n# layer: ignore[checkpoint-duplicate]\nCHECKPOINT a",
    "# layer: ignore[split-count, SC2086, no-such-rule]\nRUN a",
    "# layer: ignore[unused-suppression, split-one]\nRUN a",
    "# layer: ignore\nSPLIT 2",
    "RUN echo # layer: ignore[split-one]",
]
FIXES = [
    ("RUN a\n# layer: ignore[split-one] why\nSPLIT 2\n", "RUN a\nSPLIT 2\n"),
    ("SPLIT 2  # layer: ignore[split-one]\nRUN a\n", "SPLIT 2\nRUN a\n"),
    (
        "# layer: ignore[split-one, checkpoint-duplicate] why\nSPLIT 1\n",
        "# layer: ignore[split-one] why\nSPLIT 1\n",
    ),
    (
        "# layer: ignore[checkpoint-duplicate, split-one] why\nSPLIT 1\n",
        "# layer: ignore[split-one] why\nSPLIT 1\n",
    ),
    ("# layer: ignore[split-one,LF512]\nSPLIT 2\n", "SPLIT 2\n"),
    ("RUN a && \\\n  # layer: ignore[split-one]\n  b\n", "RUN a && \\\n  b\n"),
]
