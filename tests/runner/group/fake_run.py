"""In the place of `layer run --json FILE`: says that it ran, as the Layerfile's own text tells it to.

    # sleep SECONDS   before it ends
    # after NAME      goes on when the run of NAME has begun
    # exit STATUS     what it ends with; 1 fails its step
    # stubborn        ^C does not end it
    # says TEXT       to standard error
    # large           an event of some megabytes
    # silent          no event at all

What began and ended when is appended to FAKE_RUNS, a line each.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

FILE = Path(sys.argv[-1])
ORDERS = [line[2:].partition(" ") for line in FILE.read_text().splitlines() if line.startswith("# ")]
ORDER = {word: rest for word, _, rest in ORDERS}


def _note(what: str) -> None:
    with open(os.environ["FAKE_RUNS"], "a") as file:
        file.write(f"{what} {FILE.parent.name}\n")


def _emit(event: str, **fields: object) -> None:
    if "silent" not in ORDER:
        print(json.dumps({"event": event, "at": 0.5, **fields}), flush=True)


def main() -> int:
    """Pretend; the exit status."""
    try:
        return _pretend()
    except KeyboardInterrupt:
        _note("interrupted")
        _emit("run_finished", ok=False, seconds=0.1, interrupted=True)
        return 130


def _pretend() -> int:
    number = f"run-of-{FILE.parent.name}"
    group = sys.argv[sys.argv.index("--group") + 1] if "--group" in sys.argv else None
    step = {"step": 0, "line": 1, "layerfile": str(FILE), "text": "RUN it"}
    _note("begin")
    _emit("run_started", run=number, layerfile=str(FILE), group=group, time=1e9, steps=[{**step, "predicted": "miss"}])
    _emit("step_started", **step)
    _emit("output", **step, data="x" * 3_000_000 + "\n" if "large" in ORDER else "hello\n")
    print(ORDER.get("says", ""), file=sys.stderr)
    status = int(ORDER.get("exit", 0))
    while "after" in ORDER and f"begin {ORDER['after']}\n" not in Path(os.environ["FAKE_RUNS"]).read_text():
        time.sleep(0.01)
    time.sleep(float(ORDER.get("sleep", 0)))
    if status in (0, 1):
        _emit("step_finished", **step, verdict="failed" if status else "ran", seconds=0.1, exit=status)
        _emit("run_finished", ok=not status, seconds=0.1, vms_started=1)
    else:
        _emit("run_finished", ok=False, seconds=0.1, error="what went wrong")
    _note("end")
    return status


if "stubborn" in ORDER:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
if __name__ == "__main__":
    sys.exit(main())
