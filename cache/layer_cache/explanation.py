"""All there is to say about one line: what `layer why` shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from layer_cache import reasons
from layer_cache.observations import Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.prediction import Prediction, StepPrediction, Verdict
from layer_cache.reasons import Reason

#: How many reasons or paths are shown.
MOST = 20

#: What says most of what a step depends on.
_TELLING = ("content", "link", "stat", "listing", "absence", "entry")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of a miss: `reasons`, the most telling first. Of a hit: how many observations of each kind
    hold (`observed`) and the most telling `paths`.

    `recorded` is when the run that it was compared with was made (seconds since 1970), `seconds`
    how long the step took, `first_miss` the line of the first step that must run and
    `first_miss_layerfile` the file it is in. `again`: when the own last run was made that the step goes on from
    (RUN REPEATABLE).
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
    again: float | None = None


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
    placed = prediction.placed[step.number]
    observed: tuple[Observation, ...] = ()
    if found.recording is not None:
        observed = found.recording.observations
    compared = found.recording or prediction.compared.get(step.number)
    first = prediction.first_to_run
    miss = None if first is None else prediction.steps[first].step
    return Explanation(
        step.layerfile,
        step.line,
        step.text,
        found.verdict,
        found.seconds,
        _reasons(prediction, found, placed),
        None if compared is None else compared.created,
        None if miss is None else miss.line,
        None if miss is None else miss.layerfile,
        dict(Counter(kind for kind, _, _ in observed)),
        _telling_paths(observed, placed),
        None if found.again is None else found.again.created,
    )


def _reasons(prediction: Prediction, found: StepPrediction, placed: PlacedTree) -> tuple[Reason, ...]:
    compared = prediction.compared.get(found.step.number)
    if compared is not None and prediction.records is not None:
        false = reasons.false_observations(compared, prediction.records, placed)
        if false:
            # The most telling kind comes first; that a file which was read has another size too is no news.
            first = {observation.path: observation for observation in reversed(false)}
            told = [observation for observation in false if first[observation.path] is observation]
            return tuple(reasons.of_observation(each, placed) for each in told[:MOST])
    return () if found.reason is None else (found.reason,)


def _telling_paths(observed: tuple[Observation, ...], placed: PlacedTree) -> tuple[str, ...]:
    paths: dict[str, None] = {}
    for kind in _TELLING:
        for observation in observed:
            if observation.kind == kind and len(paths) < MOST:
                source = placed.source_of(observation.path)
                paths[observation.path if source is None else source or "."] = None
    return tuple(paths)
