"""The event log of a run: append-only NDJSON, of which every front end is a reader.

Each line is one object with `event` and, from `run_started` on, fields as `docs/events.md` lists them; `layer_runs`
reads them. Fields are only ever added; a change of meaning raises `VERSION`. Times are seconds, sizes bytes, lines
those of the Layerfile; `at` is the time since the log was begun. No secret that the log's
`masker` knows is in any of it.
"""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from layer_cache.prediction import Prediction, StepPrediction
from layer_runner.engine.parts import RestoreParts, SnapshotParts
from layer_runner.run.masking import Masker, StreamMask
from layer_runs.folder import VERSION, Shard, create_log, run_id, step_log
from layer_runs.writing import to_line
from layerfile.labels import labels_of
from layerfile.program import Step

__all__ = [
    "EventLog",
    "hit",
    "planned_again",
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


class Emits(Protocol):
    """Takes events."""

    def emit(self, event: str, **fields: Any) -> None:
        """Append one event."""


class Log(Emits, Protocol):
    """Where the events of one machine go."""

    @property
    def folder(self) -> Path:
        """The run's folder."""

    def output(self, number: int, line: int, data: bytes) -> None:
        """What step `number`, at `line`, printed."""

    def output_ended(self, number: int, line: int) -> None:
        """The step's command prints nothing more."""


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
        #: Shards print side by side: each stream has its own mask and decoder.
        self._masks: dict[tuple[int, Shard], StreamMask] = {}
        self._decoders: dict[tuple[int, Shard], codecs.IncrementalDecoder] = {}
        self._began = time.perf_counter()

    def close(self) -> None:
        """End the log, and with it the run."""
        self._file.close()

    def emit(self, event: str, **fields: Any) -> None:
        """Append one event and pass it on."""
        record: Event = {"event": event, **self._masked(fields), "at": round(time.perf_counter() - self._began, 4)}
        self._file.buffer.write(to_line(record))
        self._file.flush()
        self._sink(record)

    def output(self, number: int, line: int, data: bytes, shard: Shard = None) -> None:
        """What step `number`, at `line`, printed: kept as it is in the step's log, as text in the event.

        What may be the beginning of a secret waits for more, or for `output_ended`.
        """
        mask = self._masks.get((number, shard))
        if mask is None:
            mask = self._masks[number, shard] = self.masker.stream()
        self._keep(number, line, mask.feed(data), shard)

    def output_ended(self, number: int, line: int, shard: Shard = None) -> None:
        """The step's command prints nothing more."""
        mask = self._masks.pop((number, shard), None)
        if mask is not None:
            self._keep(number, line, mask.finish(), shard)

    def _keep(self, number: int, line: int, data: bytes, shard: Shard) -> None:
        if not data:
            return
        with (self.folder / step_log(number, line, shard)).open("ab") as file:
            file.write(data)
        decoder = self._decoders.setdefault((number, shard), codecs.getincrementaldecoder("utf-8")("replace"))
        text = decoder.decode(data)
        if text:
            self.emit("output", line=line, step=number, data=text, **_of(shard))

    def of(self, shard: Shard) -> Log:
        """The log for one shard: each event says which it is of. None: before any SPLIT."""
        return self if shard is None else ShardLog(self, shard)

    def _masked(self, value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return self.masker.text(value) if name in _WORDS else value
        if isinstance(value, dict):
            return {key: self._masked(each, key) for key, each in value.items()}
        return [self._masked(each) for each in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class ShardLog:
    """Writes one shard's events into the log of the run."""

    log: EventLog
    shard: int

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return self.log.folder

    def emit(self, event: str, **fields: Any) -> None:
        """Append one event."""
        self.log.emit(event, **fields, **_of(self.shard))

    def output(self, number: int, line: int, data: bytes) -> None:
        """What a step printed in this shard."""
        self.log.output(number, line, data, self.shard)

    def output_ended(self, number: int, line: int) -> None:
        """A step's command prints nothing more in this shard."""
        self.log.output_ended(number, line, self.shard)


def _of(shard: Shard) -> dict[str, int]:
    return {} if shard is None else {"shard": shard}


def snapshot_fields(parts: SnapshotParts) -> dict[str, float | int]:
    """A snapshot's cost for `step_finished`."""
    return {name: value if name == "bytes" else round(value, 4) for name, value in asdict(parts).items()}


def restore_fields(parts: RestoreParts) -> dict[str, float]:
    """A restore's cost for `restored`."""
    return {name: round(value, 4) for name, value in asdict(parts).items()}


def run_started(
    log: EventLog, number: str, layerfile: str, prediction: Prediction, use_cache: bool, group: str | None = None
) -> None:
    """Say which run this is, of which `group` of runs, and what is predicted of each of its steps."""
    labels = labels_of(step.step for step in prediction.steps)
    log.emit(
        "run_started",
        version=VERSION,
        run=number,
        time=round(time.time(), 3),
        layerfile=layerfile,
        cache=use_cache,
        **({} if group is None else {"group": group}),
        **({"labels": labels} if labels else {}),
        steps=[_planned(step) for step in prediction.steps],
    )


def planned_again(log: EventLog, prediction: Prediction) -> None:
    """Say that the run goes on from a new plan, and what is predicted of each step of it."""
    log.emit("planned_again", steps=[_planned(step) for step in prediction.steps])


def _planned(prediction: StepPrediction) -> dict[str, Any]:
    step = prediction.step
    fields = {"step": step.number, "line": step.line, "layerfile": step.layerfile, "text": step.text}
    fields |= _predicted(prediction)
    if prediction.shards:
        fields["shards"] = [{"shard": shard.step.shard, **_predicted(shard)} for shard in prediction.shards]
    return fields


def _predicted(prediction: StepPrediction) -> dict[str, Any]:
    reason = prediction.reason
    return {
        "predicted": prediction.verdict,
        "seconds": prediction.seconds,
        "reason": None if reason is None else asdict(reason),
    }


def hit(log: Log, prediction: StepPrediction) -> None:
    """Say that a step need not be done, and which recording says so."""
    known: dict[str, object] = {"identity": prediction.identity}
    if prediction.recording is not None:
        known["recording"] = prediction.recording.id
    step_finished(log, prediction.step, "hit", prediction.seconds or 0.0, **known)


def step_finished(log: Log, step: Step, verdict: str, seconds: float, **fields: object) -> None:
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
