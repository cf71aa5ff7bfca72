"""What a step prints must cost it little: 50 MB/s to our output against the same to /dev/null, in one run.

For each way to show a run (plain lines into a pipe, the live view on a terminal, NDJSON): the seconds of a step that
prints 50 MB/s, by those of the same step with its output in /dev/null; and how much larger our own process grew at its
peak. Then the most that a step can print in a second, and whether 10,000 numbered lines a second reach the step's log,
all and in order.
"""

from __future__ import annotations

import json
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layer_cache.state import State
from layer_runs.folder import run_id

LAYER = [sys.executable, "-m", "layer_cli"]
ROUNDS = 3
MB = 1024**2
#: Megabytes that the paced step prints in all, and in a second.
TOTAL, PACE = 200, 50

#: Prints TOTAL megabytes of lines, a hundredth of PACE each hundredth of a second as far as it can keep up.
PACED = (
    "perl -MTime::HiRes=time,sleep -e '"
    f'$b = ("x" x 99 . "\\n") x {PACE * MB // 10000}; $t = time; for $i (1 .. {TOTAL * 100 // PACE}) {{ $o = 0;'
    " while ($o < length $b) { $o += syswrite(STDOUT, $b, length($b) - $o, $o) }"
    " $d = $t + $i * 0.01 - time; sleep $d if $d > 0 }'"
)
UNPACED = f"head -c {TOTAL * MB} /dev/zero | tr '\\0' '\\n'"
LINES, LINES_A_SECOND = 100_000, 10_000
NUMBERED = (
    "perl -MTime::HiRes=time,sleep -e '$| = 1; $t = time;"
    f' for $i (1 .. {LINES}) {{ print "line $i\\n"; if ($i % 100 == 0)'
    f" {{ $d = $t + $i / {LINES_A_SECOND} - time; sleep $d if $d > 0 }} }}'"
)


@dataclass
class Measured:
    """Seconds of the step, bytes of our process at its peak, and what is in the step's log."""

    seconds: float
    peak: int
    log: Path

    @property
    def megabytes(self) -> float:
        """What was printed."""
        return self.log.stat().st_size / MB


def measure(folder: Path, runs: Path, command: str, display: str) -> Measured:
    """Run one step and look at it from outside."""
    (folder / "Layerfile").write_text(f"FROM vm/debian:12\nENV ONCE={time.time_ns()}\nRUN {command}\n")
    number = run_id()
    words = [*LAYER, "run", "--run-id", number, *(["--json"] if display == "json" else []), str(folder)]
    ours, theirs = pty.openpty() if display == "live" else os.pipe()
    process = subprocess.Popen(words, stdout=theirs, stderr=theirs if display == "live" else None)
    os.close(theirs)
    drain = threading.Thread(target=_drain, args=(ours,))
    drain.start()
    peak = 0
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        time.sleep(0.05)
    drain.join()
    os.close(ours)
    assert process.returncode == 0, f"the run ended with {process.returncode}"
    finished = [event for event in _events(runs / number) if event["event"] == "step_finished"]
    return Measured(finished[-1]["seconds"], peak, runs / number / "step-2-line-3.log")


def _drain(descriptor: int) -> None:
    """Read what is shown as fast as it comes, as a good terminal does."""
    try:
        while os.read(descriptor, MB):
            pass
    except OSError:
        # How the end of a terminal is told.
        pass


def _peak(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def _events(folder: Path) -> list[dict[str, Any]]:
    with (folder / "events.ndjson").open("rb") as file:
        return [json.loads(line) for line in file if not line.startswith(b'{"event":"output"')]


def main() -> None:
    """Measure and print."""
    runs = State().runs
    with tempfile.TemporaryDirectory(prefix="layer-bench-") as root:
        folder = Path(root)
        measure(folder, runs, "true", "plain")
        for display in sys.argv[1:] or ("plain", "live", "json"):
            ratios, growths, quiets, louds = [], [], [], []
            for _ in range(ROUNDS):
                quiet = measure(folder, runs, f"{PACED} > /dev/null", display)
                loud = measure(folder, runs, PACED, display)
                ratios.append(loud.seconds / quiet.seconds)
                growths.append((loud.peak - quiet.peak) / MB)
                quiets.append(TOTAL / quiet.seconds)
                louds.append(loud.megabytes / loud.seconds)
            print(
                f"{display}: {statistics.median(louds):.0f} MB/s printed, {statistics.median(quiets):.0f} MB/s to"
                f" /dev/null; time ratio {statistics.median(ratios):.2f}, at best {min(ratios):.2f} (at most 2);"
                f" our process grew by {statistics.median(growths):.0f} MB (at most 50)",
                flush=True,
            )
        most = measure(folder, runs, UNPACED, "plain")
        print(f"the most: {most.megabytes / most.seconds:.0f} MB/s, plain")
        for display in ("plain", "live"):
            numbered = measure(folder, runs, NUMBERED, display)
            lines = numbered.log.read_text().splitlines()
            whole = lines == [f"line {number}" for number in range(1, LINES + 1)]
            rate = LINES / numbered.seconds
            print(f"{display}: {rate:.0f} numbered lines/s (of {LINES_A_SECOND}), {'all there' if whole else 'LOST'}")


if __name__ == "__main__":
    main()
