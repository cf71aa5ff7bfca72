"""The lines of an event log as values: docs/events.md, in Python.

Whatever a newer `layer` adds is passed over, and what cannot be understood becomes `Unknown`: a reader of old and new
logs never fails on one.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

Number = Annotated[int, Meta(ge=0)]
#: A duration, or a time since 1970.
Seconds = Annotated[float, Meta(ge=0, le=1e11)]


class Reason(Struct, frozen=True, kw_only=True):
    """Why a step was predicted to run: the fields of `layer_cache.reasons.Reason`."""

    kind: str
    path: str = ""
    detail: str = ""
    old: str = ""
    new: str = ""


class PlannedShard(Struct, frozen=True, kw_only=True):
    """What was predicted of a step in one shard."""

    shard: Number
    predicted: str = "unknown"
    seconds: Seconds | None = None
    reason: Reason | None = None


class PlannedStep(Struct, frozen=True, kw_only=True):
    """A step as it was predicted; `seconds` is what it took before, or None. `shards`: after SPLIT, each."""

    step: Number
    line: Number
    layerfile: str = ""
    text: str = ""
    predicted: str = "unknown"
    seconds: Seconds | None = None
    reason: Reason | None = None
    shards: tuple[PlannedShard, ...] = ()


class SnapshotCost(Struct, frozen=True, kw_only=True):
    """What a snapshot cost: the whole pause and its parts in seconds, and the bytes to be written."""

    pause: Seconds = 0.0
    state: Seconds = 0.0
    memory: Seconds = 0.0
    disk: Seconds = 0.0
    bytes: Number = 0


class _Event(Struct, frozen=True, kw_only=True, tag_field="event"):
    """`at` is seconds since the log was begun."""

    at: Seconds = 0.0


class RunStarted(_Event, frozen=True, kw_only=True, tag="run_started"):
    """The first event; `time` is seconds since 1970, `cache` false where all steps were told to run.

    `group` is the id of the runs that it is one of, where several Layerfiles were run together. `labels` are what LABEL
    says of it.
    """

    version: int = 1
    run: str = ""
    time: Seconds = 0.0
    layerfile: str = ""
    cache: bool = True
    group: str | None = None
    labels: dict[str, str] = {}
    steps: tuple[PlannedStep, ...] = ()


class Note(_Event, frozen=True, kw_only=True, tag="note"):
    """Something slow that is no step has begun."""

    text: str


class Cloned(_Event, frozen=True, kw_only=True, tag="cloned"):
    """A repository that the run places the commit `commit` of, which `branch` was at when it was `asked` (seconds since
    1970). That and what was fetched took `seconds`.
    """

    repository: str
    branch: str = ""
    commit: str = ""
    asked: Seconds = 0.0
    fetched: bool = False
    seconds: Seconds = 0.0


class Restored(_Event, frozen=True, kw_only=True, tag="restored"):
    """A machine is there, as it was after the step at `line`; `parts` in seconds, `memory` in bytes."""

    line: Number = 0
    snapshot: str = ""
    seconds: Seconds
    parts: dict[str, Seconds] = {}
    memory: Number = 0
    accelerator: str = ""
    shard: int | None = None


class Attached(_Event, frozen=True, kw_only=True, tag="attached"):
    """The machine's agent answered."""

    seconds: Seconds
    shard: int | None = None


class FirstCommand(_Event, frozen=True, kw_only=True, tag="first_command"):
    """The first command after a restore has ended, `seconds` after that began."""

    seconds: Seconds
    parts: dict[str, Seconds] = {}
    shard: int | None = None


class Forked(_Event, frozen=True, kw_only=True, tag="forked"):
    """So many machines were forked off from one snapshot, taken after the step at `line`: the first command of each had
    ended after `seconds`; none had more than `unshared` bytes of memory of its own while it was idle, and of those
    `translated` were code that software emulation had made.
    """

    line: Number = 0
    snapshot: str = ""
    machines: Number
    seconds: Seconds
    unshared: Number = 0
    translated: Number = 0


class StepStarted(_Event, frozen=True, kw_only=True, tag="step_started"):
    """A step is being done."""

    step: Number
    line: Number = 0
    text: str = ""
    shard: int | None = None


class Output(_Event, frozen=True, kw_only=True, tag="output"):
    """Something was printed; not cleaned of control sequences."""

    step: Number
    line: Number = 0
    data: str
    shard: int | None = None


class Button(_Event, frozen=True, kw_only=True, tag="button"):
    """A step waits until somebody presses its button."""

    step: Number
    line: Number = 0
    message: str = ""
    shard: int | None = None


class Sample(_Event, frozen=True, kw_only=True, tag="sample"):
    """What a machine used in the last second: `cpu` of all its processors (0 to 1), `memory` of `total` bytes, and the
    bytes a second that were `read` from disks and `written`.
    """

    step: Number
    line: Number = 0
    cpu: Annotated[float, Meta(ge=0, le=1)] = 0.0
    memory: Number = 0
    total: Number = 0
    read: Number = 0
    written: Number = 0
    shard: int | None = None


class StepFinished(_Event, frozen=True, kw_only=True, tag="step_finished"):
    """A step is over; of a hit `seconds` is what was saved, and `recording` what was held to be true."""

    step: Number
    line: Number = 0
    layerfile: str = ""
    text: str = ""
    verdict: str
    seconds: Seconds = 0.0
    exit: int | None = None
    signal: int | None = None
    snapshot: SnapshotCost | None = None
    recording: Number | None = None
    identity: str = ""
    shard: int | None = None


class Exposed(_Event, frozen=True, kw_only=True, tag="exposed"):
    """A port of a machine is shown outside, until that machine ends; `kind` is "website" or "tcp"."""

    step: Number
    line: Number = 0
    kind: str = ""
    address: str
    port: Number = 0
    shard: int | None = None


class Recorded(_Event, frozen=True, kw_only=True, tag="recorded"):
    """What a step observed is in the records, under this number."""

    step: Number
    line: Number = 0
    recording: Number
    identity: str = ""
    shard: int | None = None


class FailureWaiting(_Event, frozen=True, kw_only=True, tag="failure_waiting"):
    """A step failed, its machine is paused, and the run waits for one of `answers` (`failures.answer`).

    `terminal`: also on its own terminal, where there are more. `problem` is what was wrong with the answer before.
    """

    step: Number
    line: Number = 0
    layerfile: str = ""
    answers: tuple[str, ...] = ()
    terminal: bool = False
    problem: str = ""
    shard: int | None = None


class FailureAnswered(_Event, frozen=True, kw_only=True, tag="failure_answered"):
    """What became of it: `retry`, `edit`, `continue` or `quit`."""

    step: Number
    line: Number = 0
    answer: str
    shard: int | None = None


class Kept(_Event, frozen=True, kw_only=True, tag="kept"):
    """The machine as the step that failed left it was kept, for `layer shell`."""

    step: Number
    line: Number = 0
    layerfile: str = ""
    text: str = ""
    snapshot: str
    shard: int | None = None


class PlannedAgain(_Event, frozen=True, kw_only=True, tag="planned_again"):
    """The run goes on from a new plan: all of `steps` are reported anew."""

    steps: tuple[PlannedStep, ...] = ()


class NotCached(_Event, frozen=True, kw_only=True, tag="not_cached"):
    """From this step on nothing is recorded."""

    step: Number
    line: Number = 0
    reason: str
    shard: int | None = None


class GuestLog(_Event, frozen=True, kw_only=True, tag="guest_log"):
    """The agent says something about itself."""

    level: str = ""
    message: str = ""
    shard: int | None = None


class RunFinished(_Event, frozen=True, kw_only=True, tag="run_finished"):
    """The last event."""

    ok: bool
    seconds: Seconds = 0.0
    vms_started: Number = 0
    error: str | None = None
    interrupted: bool = False
    timed_out: bool = False


class RunDied(_Event, frozen=True, kw_only=True, tag="run_died"):
    """The run's process is gone and wrote no end. In no log: who reads one finds out (`reading.Reader`)."""


class Unknown(_Event, frozen=True, kw_only=True, tag="unknown"):
    """An event named `name` of a newer version, or a line that is damaged."""

    name: str = ""


Event = (
    RunStarted
    | Note
    | Cloned
    | Restored
    | Attached
    | FirstCommand
    | Forked
    | StepStarted
    | Output
    | Button
    | Sample
    | StepFinished
    | Exposed
    | Recorded
    | FailureWaiting
    | FailureAnswered
    | Kept
    | PlannedAgain
    | NotCached
    | GuestLog
    | RunFinished
    | RunDied
    | Unknown
)

_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def of_line(line: bytes) -> Event:
    """The event that a line of a log says. Never raises."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        # Takes the escapes that file names which are not UTF-8 are written with; msgspec does not.
        return of_record(json.loads(line))
    except (ValueError, RecursionError):
        return Unknown()


def of_record(record: Any) -> Event:
    """The event that a line's object is, as `layer_runner.run.events.EventLog` hands it on. Never raises."""
    try:
        event: Event = msgspec.convert(record, Event)
        return event
    except msgspec.ValidationError:
        name = record.get("event") if isinstance(record, dict) else None
        return Unknown(name=name if isinstance(name, str) else "")
