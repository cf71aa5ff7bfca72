"""Where the output of the run that made a recording is."""

from __future__ import annotations

import time
from pathlib import Path

from layer_runs.events import Recorded
from layer_runs.folder import run_ids, step_log
from layer_runs.reading import read

#: Runs that are looked through, from the one that had begun last when the recording was made.
MOST_RUNS = 20


def log_of(runs: Path, recording: int, identity: str, created: float) -> Path | None:
    """What the step printed when that was recorded, at `created` (seconds since 1970), under that number.

    None where the run is gone. There is no such file where the step printed nothing.
    """
    # Ids sort by time, and begin with it.
    before = time.strftime("%Y%m%d-%H%M%S", time.gmtime(created + 1))
    begun = [name for name in run_ids(runs) if name[: len(before)] <= before]
    for name in reversed(begun[-MOST_RUNS:]):
        try:
            events = list(read(runs / name, output=False))
        except OSError:
            continue
        for event in events:
            if isinstance(event, Recorded) and (event.recording, event.identity) == (recording, identity):
                return runs / name / step_log(event.step, event.line, event.shard)
    return None
