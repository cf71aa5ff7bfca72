"""How long it takes to read a run's log and fold it into what is known of the run: `fold.py [EVENTS]`.

Prints milliseconds, the least of three, for 200,000 lines of output of 1 step, of 30 steps, and of 16 and 1000 shards.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layer_runs.folder import create_log
from layer_runs.folding import fold_all
from layer_runs.reading import read

COUNT = 200_000


def main() -> None:
    """Write logs, and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    for what, steps, shards in (("1 step", 1, 0), ("30 steps", 30, 0), ("16 shards", 4, 16), ("1000 shards", 4, 1000)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            size = write(folder, count, steps, shards)
            events = list(read(folder))
            folded = best(lambda events=events: fold_all(events))
            both = best(lambda folder=folder: fold_all(read(folder)))
            summary = best(lambda folder=folder: fold_all(read(folder, output=False)))
        print(
            f"{count} events, {what}, {size / 1024**2:.0f} MB: fold {folded * 1000:.0f} ms,"
            f" read and fold {both * 1000:.0f} ms, without output {summary * 1000:.0f} ms"
        )


def write(folder: Path, count: int, steps: int, shards: int) -> int:
    """A log of `count` events; its size in bytes."""
    planned = [{"step": step, "line": step + 1, "layerfile": "Layerfile", "text": "RUN make"} for step in range(steps)]

    def record(number: int) -> dict[str, Any]:
        step = number * steps // count
        shard = {"shard": number % shards} if shards else {}
        data = f"line {number} of a build that says what it compiles: module{number % 977}.c\n"
        return {"event": "output", "line": step + 1, "step": step, "data": data, **shard, "at": number / 1000}

    with create_log(folder) as log:
        records = [{"event": "run_started", "version": 1, "run": "r", "steps": planned}]
        records += [record(number) for number in range(count - 2)]
        records += [{"event": "run_finished", "ok": True, "seconds": 200.0, "vms_started": 1}]
        log.writelines(json.dumps(each, separators=(",", ":")) + "\n" for each in records)
        return log.tell()


def best(action: Callable[[], object]) -> float:
    """Seconds of the fastest of three calls."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
