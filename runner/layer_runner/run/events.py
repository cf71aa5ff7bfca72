"""The event log of a run: append-only NDJSON, of which every front end is a reader.

Each line is one object with `event` and, from `run_started` on, fields as `docs/events.md` lists them. Fields are
only ever added; a change of meaning raises `VERSION`. Times are seconds, sizes bytes, lines those of the Layerfile;
`at` is the time since the log was begun. No secret that the log's `masker` knows is in any of it.
"""

from __future__ import annotations

import codecs
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from layer_runner.engine.parts import RestoreParts, SnapshotParts
from layer_runner.run.masking import Masker, StreamMask
from layerfile.program import Step

VERSION = 1

#: Fields with words in them; the others are numbers, and names that readers compare.
_WORDS = frozenset({"text", "error", "reason", "message"})

Event = dict[str, Any]
Sink = Callable[[Event], None]


def run_id(now: float | None = None) -> str:
    """A new run's id: sorts by time, and is unique on this machine."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
    return f"{stamp}-{os.urandom(3).hex()}"


class EventLog:
    """Writes a run's folder, and hands each event to `sink` as it happens.

    runs/ID/events.ndjson                 all events
    runs/ID/step-NUMBER-line-LINE.log     what that step printed, byte for byte, but for secrets

    `masker` knows the secrets of the run; it is set before anything is logged that may hold one.
    """

    def __init__(self, folder: Path, sink: Sink) -> None:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        self.folder = folder
        self._sink = sink
        # A file name that is not UTF-8 becomes JSON's own escape for its odd bytes.
        self._file = (folder / "events.ndjson").open("a", encoding="utf-8", errors="backslashreplace")
        self.masker = Masker()
        self._masks: dict[int, StreamMask] = {}
        self._decoders: dict[int, codecs.IncrementalDecoder] = {}
        self._began = time.perf_counter()

    def close(self) -> None:
        self._file.close()

    def emit(self, event: str, **fields: Any) -> None:
        """Append one event and pass it on."""
        record: Event = {"event": event, **self._masked(fields), "at": round(time.perf_counter() - self._began, 4)}
        self._file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._file.flush()
        self._sink(record)

    def output(self, number: int, line: int, data: bytes) -> None:
        """What step `number`, at `line`, printed: kept as it is in the step's log, as text in the event.

        What may be the beginning of a secret waits for more, or for `output_ended`.
        """
        self._keep(number, line, self._masks.setdefault(number, self.masker.stream()).feed(data))

    def output_ended(self, number: int, line: int) -> None:
        """The step's command prints nothing more."""
        mask = self._masks.pop(number, None)
        if mask is not None:
            self._keep(number, line, mask.finish())

    def _keep(self, number: int, line: int, data: bytes) -> None:
        if not data:
            return
        with (self.folder / f"step-{number}-line-{line}.log").open("ab") as file:
            file.write(data)
        decoder = self._decoders.setdefault(number, codecs.getincrementaldecoder("utf-8")("replace"))
        text = decoder.decode(data)
        if text:
            self.emit("output", line=line, step=number, data=text)

    def _masked(self, value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return self.masker.text(value) if name in _WORDS else value
        if isinstance(value, dict):
            return {key: self._masked(each, key) for key, each in value.items()}
        return [self._masked(each) for each in value] if isinstance(value, list) else value


def snapshot_fields(parts: SnapshotParts) -> dict[str, float | int]:
    """A snapshot's cost for `step_finished`."""
    return {name: value if name == "bytes" else round(value, 4) for name, value in asdict(parts).items()}


def restore_fields(parts: RestoreParts) -> dict[str, float]:
    """A restore's cost for `restored`."""
    return {name: round(value, 4) for name, value in asdict(parts).items()}


def step_finished(log: EventLog, step: Step, verdict: str, seconds: float, **fields: object) -> None:
    """Say that a step is over: `verdict` is hit, ran, failed or skipped."""
    log.emit(
        "step_finished",
        line=step.line,
        step=step.number,
        layerfile=step.layerfile,
        text=step.text,
        verdict=verdict,
        seconds=round(seconds, 4),
        **fields,
    )
