CATCHES = ["«# layer: ignore[split-one]»\nSPLIT 1", "SPLIT 1 «# layer: ignore[split-one] -»"]
PASSES = ["# layer: ignore[split-one] why\nSPLIT 1", "# layer: ignore[split-one]: why\nSPLIT 1", "# layer: ignore"]
