"""Which steps are hits on the tree in front of us, and what the rest will cost.

`predict` is a function of the program, the image's digest, the records, the tree, which snapshots
can be restored and the digests of secrets; nothing else. `layer run` plans with it, so what was
predicted is what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from layer_cache import reasons
from layer_cache.checkpoints import is_run, newest_restorable, position
from layer_cache.holding import Levels, chain, holding
from layer_cache.identity import NO_SECRETS, alone, build_alone, identities, without
from layer_cache.reasons import Reason, ReasonKind
from layer_cache.records import Recording, Records

if TYPE_CHECKING:
    from layer_cache.placed_tree import PlacedTree
    from layer_cache.tree import SourceTree
    from layerfile.program import Program, Step

__all__ = ["Prediction", "Reason", "ReasonKind", "StepPrediction", "Verdict", "is_run", "predict"]

#: Of "skipped" steps none is done, as a SKIP REMAINING IF before them ends the run: they are neither hits nor misses.
Verdict = Literal["hit", "miss", "unknown", "free", "skipped"]


@dataclass(frozen=True, slots=True)
class StepPrediction:
    """The verdict on one step.

    `seconds` is what a hit took when it ran, and what a miss took the last time (None if it never
    ran). `recording` is that of a hit.
    """

    step: Step
    identity: str
    verdict: Verdict
    seconds: float | None
    recording: Recording | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a run would do.

    `restore` is the recording whose snapshot it starts from (None: from the image), `first_to_run`
    the index of the first step that must execute (None: all are hits and nothing starts).
    Durations in seconds; `seconds_unknown` says that some step to run never ran before.
    """

    steps: tuple[StepPrediction, ...]
    restore: Recording | None
    first_to_run: int | None
    seconds_saved: float
    seconds_to_run: float
    seconds_unknown: bool
    #: For `explain`: the tree that each step sees, by number the recordings that misses were
    #: compared with, and the records they are from.
    placed: tuple[PlacedTree, ...] = field(default=(), repr=False, compare=False)
    compared: dict[int, Recording] = field(default_factory=dict, repr=False, compare=False)
    records: Records | None = field(default=None, repr=False, compare=False)


def predict(
    program: Program,
    image_digest: str | None,
    records: Records,
    tree: SourceTree,
    snapshot_ok: Callable[[str], bool],
    secrets: Mapping[str, str] = NO_SECRETS,
) -> Prediction:
    """What `layer run` would do now; `image_digest` is None where the image is not built yet, and
    `secrets` has the keyed digest of each secret that the program names.

    Raises LayerfileError where a COPY cannot work, TreeError, StoreError.
    """
    names = identities(program, image_digest or "", secrets)
    levels = Levels(program, tree, records)
    runs = [step for step in program.steps if is_run(step)]
    held = [] if image_digest is None else holding(runs, names, levels, records)
    restore, last = newest_restorable(program, names, held, levels, records, snapshot_ok) or (None, None)
    if image_digest is None:
        restore = last = None
    if held and len(held) == len(runs) and last not in held[-1]:
        # All are hits: nothing will run, so no snapshot is needed.
        last = held[-1][0]
    hits = {} if last is None else dict(zip(_numbers(runs), chain(held, last), strict=False))
    misses = _Misses(program, image_digest, names, secrets, records, tree, levels, runs, held)
    steps = tuple(_verdict(step, names[step.number], hits, misses) for step in program.steps)
    if restore is not None and restore is not last:
        # One that a CHECKPOINT took.
        at = position(program, names, restore)
        steps = tuple(replace(one, recording=restore) if one.step.number == at else one for one in steps)
    steps += tuple(_skipped(step, program) for step in program.skipped)
    records.digests.flush()
    to_run = [step for step in steps if step.verdict == "miss"]
    return Prediction(
        steps,
        restore,
        to_run[0].step.number if to_run else None,
        sum(step.seconds or 0.0 for step in steps if step.verdict == "hit"),
        sum(step.seconds or 0.0 for step in to_run),
        any(step.seconds is None for step in to_run),
        tuple(levels.of(step).placed for step in (*program.steps, *program.skipped)),
        misses.compared,
        records,
    )


def kept_by(
    program: Program,
    image_digest: str | None,
    records: Records,
    tree: SourceTree,
    secrets: Mapping[str, str] = NO_SECRETS,
) -> list[frozenset[int]]:
    """For each RUN of a program, until one has none, the recordings that hold on a tree: what a run of that leaves.

    Raises as `predict` does.
    """
    if image_digest is None:
        return []
    levels = Levels(program, tree, records)
    runs = [step for step in program.steps if is_run(step)]
    held = holding(runs, identities(program, image_digest, secrets), levels, records)
    return [frozenset(recording.id for recording in level) for level in held]


def _numbers(runs: Sequence[Step]) -> list[int]:
    return [step.number for step in runs]


def _verdict(step: Step, identity: str, hits: dict[int, Recording], misses: _Misses) -> StepPrediction:
    if not is_run(step):
        return StepPrediction(step, identity, "free", None, None, None)
    hit = hits.get(step.number)
    if hit is not None:
        return StepPrediction(step, identity, "hit", hit.seconds, hit, None)
    return StepPrediction(step, identity, "miss", misses.seconds(step), None, misses.reason(step))


def _skipped(step: Step, program: Program) -> StepPrediction:
    return StepPrediction(step, "", "skipped", None, None, Reason("skipped", "", program.skipped_because))


@dataclass(slots=True)
class _Misses:
    """What is to be said of the steps that must run."""

    program: Program
    image_digest: str | None
    names: tuple[str, ...]
    secrets: Mapping[str, str]
    records: Records
    tree: SourceTree
    levels: Levels
    runs: list[Step]
    held: list[list[Recording]]
    compared: dict[int, Recording] = field(default_factory=dict)

    def seconds(self, step: Step) -> float | None:
        """What the step took when it ran last, under this identity or else in this place."""
        known = self.records.candidates(self.names[step.number])
        if known:
            return known[0].seconds
        root = str(self.tree.root)
        latest = self.records.latest_for_text(step.layerfile, step.text, root) or self.records.latest_for_line(
            step.layerfile, step.line, root
        )
        return None if latest is None else latest.seconds

    def reason(self, step: Step) -> Reason:
        """Why the step must run."""
        if self.image_digest is None:
            return Reason("image", "", f"{self.program.image} is not built on this machine yet")
        index = _numbers(self.runs).index(step.number)
        if index < len(self.held):
            if any(recording.snapshot is None for recording in self.held[index]):
                why = "no snapshot was taken after it (CHECKPOINT disabled)"
            else:
                why = "its snapshot is gone or cannot be restored here"
            return Reason("snapshot", "", f"{why}, and a later step must run")
        if index > len(self.held):
            return reasons.of_later_step(step, self.runs[len(self.held)])
        return self._of_first(step, index)

    def _of_first(self, step: Step, index: int) -> Reason:
        """Why the first step after all that hold does not hold."""
        known = self.records.candidates(self.names[step.number])
        if not known:
            root = str(self.tree.root)
            return self._of_circumstances(step, root) or reasons.of_unknown_step(
                step, self.program, self.names, self.records, root
            )
        parents: set[int | None] = {None}
        if self.held:
            parents = {recording.id for recording in self.held[-1]}
        related = [recording for recording in known if recording.parent in parents]
        if not related:
            before = reasons.place(self.runs[index - 1], step)
            return Reason("parent", "", f"it never ran after this result of {before}")
        self.compared[step.number] = related[0]
        return reasons.of_recording(related[0], self.records, self.levels.of(step).placed)

    def _of_circumstances(self, step: Step, root: str) -> Reason | None:
        """The reason, if that is a secret or a variable."""
        context, number = step.context, step.number
        if not (context.secrets or context.build) or self.records.seen(self.names[number]):
            return None
        image = self.image_digest or ""
        secrets = {name: names[number] for name, names in alone(self.program, image, self.secrets).items()}
        variables = {name: names[number] for name, names in build_alone(self.program, image).items()}
        return reasons.of_circumstances(
            step, without(self.program, image)[number], secrets, variables, self.records, root
        )
