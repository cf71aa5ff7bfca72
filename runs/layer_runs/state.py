"""What is known of a run, as one value that never changes: `folding.fold` makes the next one.

Durations are seconds. Everything has a default, so that a log without its first lines is a run like any other.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from layer_runs.events import (
    Attached,
    Button,
    Cloned,
    Exposed,
    FailureWaiting,
    FirstCommand,
    Forked,
    Kept,
    NotCached,
    Note,
    PlannedShard,
    Reason,
    Restored,
    SnapshotCost,
)
from layer_runs.folder import VERSION
from layer_runs.tail import Tail
from layer_runs.usage import Peak, Usage

RunResult = Literal["running", "passed", "failed", "error", "interrupted", "died"]
StepPhase = Literal["waiting", "running", "finished", "stopped"]

#: Of the shards of a step, the verdict that is the step's: the first of these that any has.
_WORST = ("failed", "skipped", "ran", "hit")


class Execution(Struct, frozen=True):
    """A step as it was done in one machine: in `shard`, or in the only one (None).

    `started` is when, in seconds since the log was begun; so are `finished`, after the snapshot's pause, and
    `recorded`, when its files were written too. `phase` is "stopped" where the run ended before the step.
    `recording` is the number of what it observed, in the records. `peak` is None where nothing was sampled.
    """

    shard: int | None = None
    phase: StepPhase = "running"
    started: float | None = None
    verdict: str | None = None
    seconds: float | None = None
    exit: int | None = None
    signal: int | None = None
    snapshot: SnapshotCost | None = None
    recording: int | None = None
    identity: str = ""
    tail: Tail = Tail()
    finished: float | None = None
    recorded: float | None = None
    peak: Peak | None = None


class Step(Struct, frozen=True):
    """A step of the program: what was predicted, with the `expected` seconds, of each shard in `planned`, and
    what became of it.

    `executions` has none where it did not begin, one for each shard (sorted) after SPLIT, and else one.
    """

    number: int
    line: int = 0
    layerfile: str = ""
    text: str = ""
    predicted: str = "unknown"
    expected: float | None = None
    reason: Reason | None = None
    executions: tuple[Execution, ...] = ()
    planned: tuple[PlannedShard, ...] = ()

    @property
    def phase(self) -> StepPhase:
        """Running while any shard runs."""
        phases = {execution.phase for execution in self.executions}
        if not phases:
            return "waiting"
        return "running" if "running" in phases else "stopped" if "stopped" in phases else "finished"

    @property
    def verdict(self) -> str | None:
        """What became of it: hit, ran, failed or skipped; None before it is over. Of shards, the worst."""
        verdicts = [execution.verdict for execution in self.executions if execution.verdict is not None]
        return next((word for word in _WORST if word in verdicts), verdicts[0] if verdicts else None)

    @property
    def seconds(self) -> float | None:
        """What it took, or saved; of shards, which run side by side, the longest."""
        return max((each.seconds for each in self.executions if each.seconds is not None), default=None)

    @property
    def failed(self) -> Execution | None:
        """The first execution that failed."""
        return next((each for each in self.executions if each.verdict == "failed"), None)

    @property
    def as_predicted(self) -> bool | None:
        """Whether it was a hit where that was predicted, and ran where not; None where neither can be said."""
        actual = {"hit": "hit", "ran": "miss", "failed": "miss"}.get(self.verdict or "")
        if actual is None or self.predicted not in ("hit", "miss"):
            return None
        return actual == self.predicted


class Run(Struct, frozen=True):
    """A run. `begun` is in seconds since 1970, `at` the time of the newest event in seconds since the log was begun,
    `seconds` what it took to the end, `doing` what it said last that it does between steps (of `notes`).

    `waiting` is a step that failed, while the run asks what to do; `kept` are machines as such steps left them.
    `cache` is false where every step was told to run; `not_cached` says from where on nothing was recorded. `group` is
    the id of the runs that it is one of, `clones` the commits of other repositories that it placed. `exposed` is what
    was shown outside, each until its machine ended. `usage` is what each machine used (sorted by shard), `buttons` are
    those that wait to be pressed. `labels` are what LABEL says of it.
    """

    id: str = ""
    version: int = VERSION
    layerfile: str = ""
    begun: float | None = None
    cache: bool = True
    result: RunResult = "running"
    steps: tuple[Step, ...] = ()
    restores: tuple[Restored, ...] = ()
    attached: tuple[Attached, ...] = ()
    first_commands: tuple[FirstCommand, ...] = ()
    forks: tuple[Forked, ...] = ()
    not_cached: NotCached | None = None
    waiting: FailureWaiting | None = None
    kept: tuple[Kept, ...] = ()
    doing: str = ""
    at: float = 0.0
    seconds: float | None = None
    vms_started: int = 0
    error: str | None = None
    group: str | None = None
    exposed: tuple[Exposed, ...] = ()
    clones: tuple[Cloned, ...] = ()
    notes: tuple[Note, ...] = ()
    usage: tuple[Usage, ...] = ()
    buttons: tuple[Button, ...] = ()
    labels: dict[str, str] = {}

    @property
    def title(self) -> str:
        """What it is called: its Layerfile, behind the name that LABEL gives it."""
        name = self.labels.get("display_name")
        return f"{name} ({self.layerfile})" if name else self.layerfile

    @property
    def is_hidden(self) -> bool:
        """Whether LABEL says that it is not listed unless somebody asks for all."""
        return self.labels.get("status") == "hidden"

    @property
    def saved(self) -> float:
        """What the steps that were hits took when they ran."""
        executions = (each for step in self.steps for each in step.executions if each.verdict == "hit")
        return sum(each.seconds or 0.0 for each in executions)

    @property
    def is_newer(self) -> bool:
        """Whether a newer `layer` wrote it, so that some of it may be missing here."""
        return self.version > VERSION

    @property
    def verdicts(self) -> list[str]:
        """The verdicts of all steps that are over."""
        return [step.verdict for step in self.steps if step.verdict is not None]
