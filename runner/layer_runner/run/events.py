"""The event log of a run: append-only NDJSON, of which every front end is a reader.

Each line is one object with `event` and, from `run_started` on, fields as `docs/events.md` lists them; `layer_runs`
reads them. Fields are only ever added; a change of meaning raises `VERSION`. Times are seconds, sizes bytes, lines
those of the Layerfile; `at` is the time since the log was begun. No secret that the log's
`masker` knows is in any of it.
"""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from layer_cache.prediction import Prediction, StepPrediction
from layer_runner.engine.parts import RestoreParts, SnapshotParts
from layer_runner.run.masking import Masker, StreamMask
from layer_runs.folder import VERSION, create_log, run_id, step_log
from layerfile.program import Step

__all__ = [
    "Event",
    "EventLog",
    "Sink",
    "hit",
    "restore_fields",
    "run_id",
    "run_started",
    "snapshot_fields",
    "step_finished",
]

#: Fields with words in them; the others are numbers, and names that readers compare.
_WORDS = frozenset({"text", "error", "reason", "message", "detail", "old", "new"})

Event = dict[str, Any]
Sink = Callable[[Event], None]


class EventLog:
    """Writes a run's folder (`layer_runs.folder`), and hands each event to `sink` as it happens.

    Until it is closed, or the process ends, the run counts as one that goes on.

    `masker` knows the secrets of the run; it is set before anything is logged that may hold one.
    """

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.folder = folder
        self._sink = sink
        self._file = create_log(folder)
        self.masker = Masker()
        self._masks: dict[int, StreamMask] = {}
        self._decoders: dict[int, codecs.IncrementalDecoder] = {}
        self._began = time.perf_counter()

    def close(self) -> None:
        """End the log, and with it the run."""
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
        with (self.folder / step_log(number, line)).open("ab") as file:
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


def run_started(log: EventLog, number: str, layerfile: str, prediction: Prediction, use_cache: bool) -> None:
    """Say which run this is, and what is predicted of each of its steps."""
    log.emit(
        "run_started",
        version=VERSION,
        run=number,
        time=round(time.time(), 3),
        layerfile=layerfile,
        cache=use_cache,
        steps=[_planned(step) for step in prediction.steps],
    )


def _planned(prediction: StepPrediction) -> dict[str, Any]:
    step, reason = prediction.step, prediction.reason
    return {
        "step": step.number,
        "line": step.line,
        "layerfile": step.layerfile,
        "text": step.text,
        "predicted": prediction.verdict,
        "seconds": prediction.seconds,
        "reason": None if reason is None else asdict(reason),
    }


def hit(log: EventLog, prediction: StepPrediction) -> None:
    """Say that a step need not be done, and which recording says so."""
    known: dict[str, object] = {"identity": prediction.identity}
    if prediction.recording is not None:
        known["recording"] = prediction.recording.id
    step_finished(log, prediction.step, "hit", prediction.seconds or 0.0, **known)


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
