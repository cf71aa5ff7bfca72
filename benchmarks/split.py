"""Forking five machines of 2 GB must cost little more than restoring one: SPLIT 5 against no SPLIT, in one run.

Prints, as medians of interleaved rounds, the seconds from the begin of one restore to the end of its first command
(`true`), those until all five forks have done theirs, the ratio, and the most memory that an idle fork shares with
nobody. Under software emulation a good part of that is code which QEMU has translated, and which each process has for
itself; it is told apart.
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
SHARDS = 5

START = "FROM vm/debian:12\nMEMORY 2G\nCOPY . .\nRUN cat data > /var/tmp/x\n"


def run(folder: Path, text: str) -> list[dict[str, Any]]:
    """Run the steps of START and then `text`; the events."""
    (folder / "Layerfile").write_text(START + text)
    done = subprocess.run([*LAYER, "run", "--json", str(folder)], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def only(events: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The one event of a kind."""
    found = [event for event in events if event["event"] == kind]
    assert len(found) == 1, f"{len(found)} events {kind}"
    return found[0]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="layer-bench-") as root:
        folder = Path(root)
        (folder / "data").write_text("data\n")
        run(folder, f"SPLIT {SHARDS}\nRUN true\n")
        single: list[float] = []
        ratios: list[float] = []
        forked: list[dict[str, Any]] = []
        # Interleaved, so that a busy neighbour hurts both.
        for _ in range(ROUNDS):
            # A step that no earlier benchmark has run.
            number = time.time_ns()
            single.append(only(run(folder, f"RUN true {number}\n"), "first_command")["seconds"])
            forked.append(only(run(folder, f"SPLIT {SHARDS}\nRUN true {number}\n"), "forked"))
            ratios.append(forked[-1]["seconds"] / single[-1])
    one = statistics.median(single)
    five = statistics.median(event["seconds"] for event in forked)
    print(f"restore to first command, one machine of 2 GB: median {one:.3f} s")
    print(f"SPLIT {SHARDS}, until all have done a first command: median {five:.3f} s")
    print(f"ratio: {statistics.median(ratios):.2f} (at most 3), rounds {', '.join(f'{r:.2f}' for r in sorted(ratios))}")
    unshared, translated = (statistics.median(event[name] for event in forked) for name in ("unshared", "translated"))
    print(f"memory of its own of an idle fork, the most of {SHARDS}: median {unshared / 1024**2:.0f} MB (at most 30)")
    print(f"of that, code that software emulation has translated: {translated / 1024**2:.0f} MB (none with KVM)")


if __name__ == "__main__":
    main()
