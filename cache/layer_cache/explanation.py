"""All there is to say about one line: what `layer why` shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from layer_cache import reasons
from layer_cache.joined_tree import JoinedTree, Wanted
from layer_cache.observations import Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.prediction import Prediction, StepPrediction, Verdict
from layer_cache.reasons import Reason

#: How many reasons or paths are shown.
MOST = 20

#: What says most of what a step depends on.
_TELLING = ("content", "link", "stat", "listing", "absence", "entry")


@dataclass(frozen=True, slots=True)
class ShardVerdict:
    """What is known of a step in one shard: in brief what an explanation says of the step."""

    shard: int
    verdict: Verdict
    seconds: float | None
    reason: Reason | None


def shards_of(shards: Sequence[ShardVerdict] | Sequence[StepPrediction]) -> str:
    """How many shards are hits, and which must run: `3 of 5 shards hit; 1 and 4 would run`."""
    misses = [number(each) for each in shards if each.verdict == "miss"]
    said = f"{len(shards) - len(misses)} of {len(shards)} shards hit"
    if not misses or len(misses) == len(shards):
        return said
    *most, last = [str(one) for one in misses[:MOST]]
    listed = f"{', '.join(most)} and {last}" if most else last
    more = f" and {len(misses) - MOST} more" if len(misses) > MOST else ""
    return f"{said}; {listed}{more} would run"


def number(of: ShardVerdict | StepPrediction) -> int | None:
    """The shard that a verdict is on."""
    return of.shard if isinstance(of, ShardVerdict) else of.step.shard


@dataclass(frozen=True, slots=True)
class Cloned:
    """What a CLONE would place: `commit` of `branch`, as the repository said when it was `asked` (seconds since 1970);
    or in words why that is not known here (`missing`).
    """

    repository: str
    branch: str
    commit: str
    asked: float
    missing: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of a miss: `reasons`, the most telling first. Of a hit: how many observations of each kind
    hold (`observed`) and the most telling `paths`.

    `recorded` is when the run that it was compared with was made (seconds since 1970), `seconds`
    how long the step took, `first_miss` the line of the first step that must run and
    `first_miss_layerfile` the file it is in. `again`: when the own last run was made that the step goes on from
    (RUN REPEATABLE). After SPLIT `shards` has the verdict on each; the rest is then about all that are hits, or about
    the first that is none. Of a CLONE `clones` are what it would place, of each shard its own.
    """

    layerfile: str
    line: int
    text: str
    verdict: Verdict
    seconds: float | None
    reasons: tuple[Reason, ...]
    recorded: float | None
    first_miss: int | None
    first_miss_layerfile: str | None
    observed: dict[str, int]
    paths: tuple[str, ...]
    shards: tuple[ShardVerdict, ...] = ()
    again: float | None = None
    clones: tuple[Cloned, ...] = ()


def explain(prediction: Prediction, line: int, layerfile: str | None = None) -> Explanation:
    """What is known of the step at `line`: of the Layerfile asked for, or of a parent named
    `layerfile`.

    Raises KeyError where no step starts there. The records that the prediction was made from must
    be open.
    """
    for step in prediction.steps:
        wanted = step.step.own if layerfile is None else step.step.layerfile == layerfile
        if wanted and step.step.line == line:
            return _explain(prediction, step)
    raise KeyError(line)


def _explain(prediction: Prediction, found: StepPrediction) -> Explanation:
    step = found.step
    placed = found.placed
    observed: tuple[Observation, ...] = ()
    if found.verdict == "hit":
        # What is read by many shards is told once.
        recordings = [each.recording for each in found.each if each.recording is not None]
        observed = tuple(dict.fromkeys(seen for recording in recordings for seen in recording.observations))
    compared = found.recording or found.compared
    first = prediction.first_to_run
    miss = None if first is None else prediction.steps[first].step
    return Explanation(
        step.layerfile,
        step.line,
        step.text,
        found.verdict,
        found.seconds,
        _reasons(prediction, found),
        None if compared is None else compared.created,
        None if miss is None else miss.line,
        None if miss is None else miss.layerfile,
        dict(Counter(kind for kind, _, _ in observed)),
        () if placed is None else _telling_paths(observed, placed),
        tuple(map(_shard, found.shards)),
        None if found.again is None else found.again.created,
        tuple(dict.fromkeys(_cloned(found))),
    )


def _cloned(found: StepPrediction) -> Iterator[Cloned]:
    for each in found.each:
        tree = None if each.placed is None else each.placed.tree
        if each.step.directive.keyword != "CLONE" or not isinstance(tree, JoinedTree):
            continue
        clone = tree.clones.get(Wanted.by(each.step))
        # One that is skipped is not looked for.
        if clone is not None:
            yield Cloned(clone.repository, clone.branch, clone.commit, clone.asked, clone.missing)


def _shard(found: StepPrediction) -> ShardVerdict:
    assert found.step.shard is not None
    return ShardVerdict(found.step.shard, found.verdict, found.seconds, found.reason)


def _reasons(prediction: Prediction, found: StepPrediction) -> tuple[Reason, ...]:
    compared, placed = found.compared, found.placed
    if compared is not None and placed is not None and prediction.records is not None:
        false = reasons.false_observations(compared, prediction.records, placed)
        if false:
            # The most telling kind comes first; that a file which was read has another size too is no news.
            first = {observation.path: observation for observation in reversed(false)}
            told = [observation for observation in false if first[observation.path] is observation]
            return tuple(reasons.of_observation(each, placed) for each in told[:MOST])
    return () if found.reason is None else (found.reason,)


def looked_at(observed: Sequence[Observation]) -> tuple[dict[str, int], tuple[str, ...]]:
    """How many observations of each kind there are, and the most telling of the machine's paths, at most `MOST`."""
    paths = (one.path for kind in _TELLING for one in observed if one.kind == kind)
    return dict(Counter(kind for kind, _, _ in observed)), tuple(islice(dict.fromkeys(paths), MOST))


def _telling_paths(observed: tuple[Observation, ...], placed: PlacedTree) -> tuple[str, ...]:
    paths: dict[str, None] = {}
    for kind in _TELLING:
        for observation in observed:
            if observation.kind == kind and len(paths) < MOST:
                source = placed.source_of(observation.path)
                paths[observation.path if source is None else source or "."] = None
    return tuple(paths)
