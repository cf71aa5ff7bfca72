"""Which steps are hits on the tree in front of us, and what the rest will cost.

`predict` is a function of the program, the image's digest, the records, the tree, which snapshots
can be restored and the digests of secrets; nothing else. `layer run` plans with it, so what was
predicted is what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from layer_cache import reasons
from layer_cache.checkpoints import is_run, snapshotted
from layer_cache.identity import NO_SECRETS, alone, build_alone, without
from layer_cache.planning import Choice, Node, choose, nodes, nothing_known
from layer_cache.reasons import Reason, ReasonKind
from layer_cache.records import Recording, Records

if TYPE_CHECKING:
    from layer_cache.placed_tree import PlacedTree
    from layer_cache.tree import SourceTree
    from layerfile.program import Lane, Program, Step

__all__ = [
    "LanePrediction",
    "Prediction",
    "Reason",
    "ReasonKind",
    "StepPrediction",
    "Verdict",
    "kept_by",
    "predict",
]

#: Of "skipped" steps none is done, as a SKIP REMAINING IF before them ends the run: they are neither hits nor misses.
Verdict = Literal["hit", "miss", "unknown", "free", "skipped"]


@dataclass(frozen=True, slots=True)
class StepPrediction:
    """The verdict on one step.

    `seconds` is what a hit took when it ran, and what a miss took the last time (None if it never
    ran). `recording` is that of a hit, `again` that of the own last run from which a miss goes on (RUN REPEATABLE).
    After SPLIT `shards` has the verdict on each shard; what is said of the step as a whole is then true of the first
    that must run, if any must.
    """

    step: Step
    identity: str
    verdict: Verdict
    seconds: float | None
    recording: Recording | None
    reason: Reason | None
    again: Recording | None = None
    shards: tuple[StepPrediction, ...] = ()
    #: For `explain`: the tree that the step sees, and the recording that a miss was compared with.
    placed: PlacedTree | None = field(default=None, repr=False, compare=False)
    compared: Recording | None = field(default=None, repr=False, compare=False)

    @property
    def each(self) -> tuple[StepPrediction, ...]:
        """The verdict in each machine that comes to the step."""
        return self.shards or (self,)


@dataclass(frozen=True, slots=True)
class LanePrediction:
    """What a run would do in one lane.

    `steps` are the lane's own. Where all its RUNs are hits (`is_whole`), none of them is done, and the lanes below
    start from `end`'s snapshot (None: from what this lane forks off from). Where not, a machine starts from the
    snapshot of `restore` (None: likewise), and they start from what it leaves; `restore` is the recording of a hit, or
    that of the own last run of `again`. `skipped` come after the last of `steps`, and are not done.
    """

    lane: Lane
    steps: tuple[StepPrediction, ...]
    restore: Recording | None
    end: Recording | None
    is_whole: bool
    lanes: tuple[LanePrediction, ...] = ()
    skipped: tuple[StepPrediction, ...] = ()

    @property
    def again(self) -> StepPrediction | None:
        """Its step that goes on from its own last run."""
        return next((step for step in self.steps if step.again is not None), None)

    def walk(self) -> Iterator[LanePrediction]:
        """Itself and all lanes below, each after the one that it comes from."""
        yield self
        for lane in self.lanes:
            yield from lane.walk()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a run would do.

    `restore` is the recording whose snapshot its first machine starts from (None: from the image, or there is no
    machine before SPLIT): that of a hit, or of a step that goes on from its own last run. `first_to_run` is the index
    of the first step that must execute (None: all are hits and nothing starts). Durations in seconds; shards run side
    by side, so of what they are to run the longest counts. `seconds_unknown` says that some step to run never ran
    before.
    """

    steps: tuple[StepPrediction, ...]
    restore: Recording | None
    first_to_run: int | None
    seconds_saved: float
    seconds_to_run: float
    seconds_unknown: bool
    lane: LanePrediction | None = field(default=None, repr=False, compare=False)
    #: For `explain`: what the prediction was made from.
    records: Records | None = field(default=None, repr=False, compare=False)

    @property
    def each(self) -> Iterator[StepPrediction]:
        """Every step in every machine that comes to it."""
        return (one for step in self.steps for one in step.each)


def predict(
    program: Program,
    image_digest: str | None,
    records: Records,
    tree: SourceTree,
    snapshot_ok: Callable[[str], bool],
    secrets: Mapping[str, str] = NO_SECRETS,
    use_cache: bool = True,
) -> Prediction:
    """What `layer run` would do now; `image_digest` is None where the image is not built yet, and
    `secrets` has the keyed digest of each secret that the program names.

    Without `use_cache` nothing is a hit. Raises LayerfileError where a COPY cannot work, TreeError, StoreError.
    """
    root = nodes(program, image_digest or "", records, tree, secrets)
    known = use_cache and image_digest is not None
    choice = choose(root, None, snapshot_ok) if known else nothing_known(root)
    told = _Told(program, image_digest, secrets, records, tree)
    lane = told.lane(choice, (), (), [], None)
    records.digests.flush()
    steps = _steps(lane)
    to_run = [step for step in steps if step.verdict == "miss"]
    return Prediction(
        steps,
        choice.restore,
        to_run[0].step.number if to_run else None,
        sum(one.seconds or 0.0 for step in steps for one in step.each if one.verdict == "hit"),
        _longest(lane),
        any(one.seconds is None for step in steps for one in step.each if one.verdict == "miss"),
        lane,
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
    found: dict[int, frozenset[int]] = {}
    _keep(nodes(program, image_digest, records, tree, secrets), {None}, found)
    return [found[number] for number in sorted(found)]


def _keep(node: Node, after: set[int | None], found: dict[int, frozenset[int]]) -> None:
    held = node.held.after(after)
    for step, level in zip(node.runs, held, strict=False):
        found[step.number] = found.get(step.number, frozenset()) | {recording.id for recording in level}
    if len(held) == len(node.runs):
        for below in node.nodes:
            _keep(below, {recording.id for recording in held[-1]} if held else after, found)


def _steps(lane: LanePrediction) -> tuple[StepPrediction, ...]:
    """Every step once; shards of one step together."""
    found: dict[int, list[StepPrediction]] = {}
    for each in lane.walk():
        for step in (*each.steps, *each.skipped):
            found.setdefault(step.step.number, []).append(step)
    return tuple(_together(found[number]) for number in sorted(found))


def _together(shards: Sequence[StepPrediction]) -> StepPrediction:
    if shards[0].step.shard is None:
        return shards[0]
    told = min(shards, key=lambda shard: _TELLING.get(shard.verdict, 1))
    times = [shard.seconds for shard in shards if shard.verdict == told.verdict and shard.seconds is not None]
    return replace(told, seconds=max(times, default=None), shards=tuple(shards))


#: Of the verdicts on a step's shards, which is told of the step as a whole.
_TELLING: Mapping[Verdict, int] = {"miss": 0, "skipped": 2}


def _longest(lane: LanePrediction) -> float:
    """Seconds that a run of a lane and those below takes, were there a processor for each machine."""
    own = sum(step.seconds or 0.0 for step in lane.steps if step.verdict == "miss")
    return own + max(map(_longest, lane.lanes), default=0.0)


@dataclass(slots=True)
class _Told:
    """Says what was chosen, step by step, and why what must run must."""

    program: Program
    image_digest: str | None
    secrets: Mapping[str, str]
    records: Records
    tree: SourceTree

    def lane(
        self,
        choice: Choice,
        names: tuple[str, ...],
        runs: tuple[Step, ...],
        held: list[list[Recording]],
        broken: Step | None,
    ) -> LanePrediction:
        """What is to be said of a lane. Before it come `names` and `runs`, of which `held` hold, and `broken` runs."""
        node = choice.node
        names += node.names
        runs += node.runs
        misses = _Misses(self, node.lane.steps, names, runs, held + choice.held, broken, snapshotted(node.lane))
        hits = dict(zip((step.number for step in node.runs), choice.hits, strict=False))
        steps = tuple(_verdict(step, choice, hits, misses) for step in node.lane.own)
        if not choice.is_whole:
            broken = broken or node.runs[len(choice.hits)]
        chosen = held + [[hit] for hit in choice.hits]
        below = tuple(self.lane(each, names, runs, chosen, broken) for each in choice.choices)
        skipped = tuple(_skipped(step, node) for step in node.lane.skipped)
        return LanePrediction(node.lane, steps, choice.restore, choice.end, choice.is_whole, below, skipped)


def _verdict(step: Step, choice: Choice, hits: dict[int, Recording], misses: _Misses) -> StepPrediction:
    name, placed = choice.node.name(step), choice.node.levels.of(step).placed
    if not is_run(step):
        return StepPrediction(step, name, "free", None, None, None, placed=placed)
    hit = hits.get(step.number)
    if hit is not None:
        return StepPrediction(step, name, "hit", hit.seconds, hit, None, placed=placed)
    reason, compared = misses.reason(step, placed)
    again = choice.restore if step is choice.repeats else None
    return StepPrediction(
        step, name, "miss", misses.seconds(step), None, reason, again, placed=placed, compared=compared
    )


def _skipped(step: Step, node: Node) -> StepPrediction:
    reason = Reason("skipped", "", node.lane.skipped_because)
    return StepPrediction(step, "", "skipped", None, None, reason, placed=node.levels.of(step).placed)


@dataclass(slots=True)
class _Misses:
    """What is to be said of those of the `steps` of a lane that must run; `broken` is a RUN of a lane before it that
    must; after `kept` a snapshot may be taken.
    """

    told: _Told
    steps: tuple[Step, ...]
    names: tuple[str, ...]
    runs: tuple[Step, ...]
    held: list[list[Recording]]
    broken: Step | None
    kept: frozenset[int]

    def seconds(self, step: Step) -> float | None:
        """What the step took when it ran last, under this identity or else in this place."""
        records, root = self.told.records, str(self.told.tree.root)
        known = records.candidates(self.names[step.number])
        if known:
            return known[0].seconds
        latest = records.latest_for_text(step.layerfile, step.text, root) or records.latest_for_line(
            step.layerfile, step.line, root
        )
        return None if latest is None else latest.seconds

    def reason(self, step: Step, placed: PlacedTree) -> tuple[Reason, Recording | None]:
        """Why the step must run, and what it was compared with."""
        if self.told.image_digest is None:
            return Reason("image", "", f"{self.told.program.image} is not built on this machine yet"), None
        if self.broken is not None:
            return reasons.of_later_step(step, self.broken), None
        index = [run.number for run in self.runs].index(step.number)
        if index < len(self.held):
            if any(recording.snapshot is None for recording in self.held[index]):
                gone = f"no snapshot was taken after it{self._why_none(step)}"
            else:
                gone = "its snapshot is gone or cannot be restored here"
            return Reason("snapshot", "", f"{gone}, and a later step must run"), None
        if index > len(self.held):
            return reasons.of_later_step(step, self.runs[len(self.held)]), None
        return self._of_first(step, index, placed)

    def _why_none(self, step: Step) -> str:
        if step.number not in self.kept:
            return " (CHECKPOINT disabled)"
        if any(earlier.directive.keyword == "CACHE" for earlier in self.steps[: step.number]):
            return ", as it was over so soon or used what CACHE keeps"
        return ", as it was over so soon"

    def _of_first(self, step: Step, index: int, placed: PlacedTree) -> tuple[Reason, Recording | None]:
        """Why the first step after all that hold does not hold."""
        records = self.told.records
        known = records.candidates(self.names[step.number])
        if not known:
            root = str(self.told.tree.root)
            reason = self._of_circumstances(step, root)
            return reason or reasons.of_unknown_step(step, self.told.program, self.names, records, root), None
        parents: set[int | None] = {None}
        if self.held:
            parents = {recording.id for recording in self.held[-1]}
        related = [recording for recording in known if recording.parent in parents]
        if not related:
            before = reasons.place(self.runs[index - 1], step)
            return Reason("parent", "", f"it never ran after this result of {before}"), None
        if placed.unknown:
            return Reason("clone", "", placed.unknown), None
        return reasons.of_recording(related[0], records, placed), related[0]

    def _of_circumstances(self, step: Step, root: str) -> Reason | None:
        """The reason, if that is a secret or a variable."""
        told, context, number = self.told, step.context, step.number
        if not (context.secrets or context.build) or told.records.seen(self.names[number]):
            return None
        steps, image = self.steps[: number + 1], told.image_digest or ""
        return reasons.of_circumstances(
            step,
            without(told.program, image, steps)[number],
            {name: names[number] for name, names in alone(told.program, image, told.secrets, steps).items()},
            {name: names[number] for name, names in build_alone(told.program, image, steps).items()},
            told.records,
            root,
        )
