"""Restoring must not grow with the machine's memory: the same step in machines of 512 MB and of 2 GB, in one run.

Prints seconds from the begin of a restore to the end of the first command (`true`), the parts, and the ratio. Also: the
time of a run in which every step is a hit, and of `layer predict`.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LAYER = [sys.executable, "-m", "layer_cli"]
ROUNDS = 7


def first_command(folder: Path, number: int) -> dict[str, Any]:
    """Change the last step, run, and return the event that tells how long it took."""
    text = (folder / "Layerfile").read_text().splitlines()
    text[-1] = f"RUN true {number}"
    (folder / "Layerfile").write_text("\n".join(text) + "\n")
    done = subprocess.run([*LAYER, "run", "--json", str(folder)], capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return next(event for event in events if event["event"] == "first_command")


def timed(command: list[str]) -> float:
    """Seconds of wall time of a command."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="layer-bench-") as root:
        sizes = {"512M": Path(root, "small"), "2G": Path(root, "large")}
        for size, folder in sizes.items():
            folder.mkdir()
            text = f"FROM vm/debian:12\nMEMORY {size}\nCOPY . .\nRUN cat data > /var/tmp/x\nRUN true\n"
            (folder / "Layerfile").write_text(text)
            (folder / "data").write_text("data\n")
            subprocess.run([*LAYER, "run", str(folder)], check=True, capture_output=True)
        medians = {}
        # Interleaved, so that a busy neighbour hurts both.
        measured: dict[str, list[dict[str, Any]]] = {size: [] for size in sizes}
        for number in range(ROUNDS):
            for size, folder in sizes.items():
                measured[size].append(first_command(folder, number))
        for size, events in measured.items():
            medians[size] = statistics.median(event["seconds"] for event in events)
            parts = {part: statistics.median(e["parts"][part] for e in events) for part in events[0]["parts"]}
            print(f"restore to first command, {size}: median {medians[size]:.3f} s, parts {parts}")
        print(f"ratio 2G / 512M: {medians['2G'] / medians['512M']:.2f} (at most 1.3)")
        folder = sizes["512M"]
        for verb, bar in (("run", 0.6), ("predict", 0.4)):
            times = [timed([*LAYER, verb, str(folder)]) for _ in range(ROUNDS)]
            print(f"layer {verb}, all hits: median {statistics.median(times):.3f} s (at most {bar})")


if __name__ == "__main__":
    main()
