"""What one step saw differently in two of its runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layer_cache.observations import Kind, Observation
from layer_cache.reasons import TELLING, Reason, describe


@dataclass(frozen=True, slots=True)
class Differences:
    """Of run A and run B: what both looked at and saw differently, the most telling of each path, and the paths that
    only one of them looked at. Paths are the machine's.
    """

    changed: tuple[Reason, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.only_a or self.only_b)


def differences(a: Iterable[Observation], b: Iterable[Observation]) -> Differences:
    """What differs between the observations of two recordings of a step."""
    seen_a, seen_b = _by_question(a), _by_question(b)
    changed: dict[str, Reason] = {}
    for kind, path in sorted(seen_a.keys() & seen_b.keys(), key=lambda question: TELLING[question[0]]):
        old, new = seen_a[kind, path], seen_b[kind, path]
        if old.value != new.value and path not in changed:
            changed[path] = Reason(kind, path, describe(old, path, new.value), old.value, new.value)
    paths_a, paths_b = ({path for _, path in seen} for seen in (seen_a, seen_b))
    return Differences(
        tuple(changed[path] for path in sorted(changed)),
        tuple(sorted(paths_a - paths_b)),
        tuple(sorted(paths_b - paths_a)),
    )


def _by_question(observations: Iterable[Observation]) -> dict[tuple[Kind, str], Observation]:
    return {(observation.kind, observation.path): observation for observation in observations}
