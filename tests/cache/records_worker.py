"""A process that writes recordings, for `test_records`: `records_worker.py DATABASE NAME COUNT`."""

from __future__ import annotations

import sys
from pathlib import Path

from layer_cache.observations import Observation
from layer_cache.records import Records

path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Records(path) as records:
    parent = None
    for number in range(count):
        shared = [Observation("content", f"/w/f{each}", "x") for each in range(300)]
        parent = records.add(
            identity=f"step{number}",
            layerfile="Layerfile",
            line=number,
            text=f"RUN {number}",
            seconds=1.0,
            observations=[*shared, Observation("content", "/w/own", name)],
            parent=parent,
        )
        print(parent, flush=True)
