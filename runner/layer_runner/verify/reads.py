"""What a run looked at, compared with what is recorded of the run that is taken for it."""

from __future__ import annotations

from collections.abc import Iterable

from layer_cache.folding import implied
from layer_cache.observations import Kind, Observation


def unknown(recorded: Iterable[Observation], seen: Iterable[Observation]) -> tuple[Observation, ...]:
    """What a run looked at and the recording does not know of: an edit there would not have been noticed.

    What follows from something that is recorded of the same path (who has the size of a file has found it) is known.
    """
    known: set[tuple[Kind, str]] = set()
    for kind, path, value in recorded:
        known.add((_question(kind), path))
        known.update((_question(other), path) for other in implied(kind, value))
    found = {(_question(one.kind), one.path): one for one in seen if (_question(one.kind), one.path) not in known}
    return tuple(sorted(found.values(), key=lambda one: (one.path, one.kind)))


def unrepeated(recorded: Iterable[Observation], seen: Iterable[Observation]) -> tuple[str, ...]:
    """The paths that are recorded and that the run did not look at. They make nothing stale."""
    looked = {path for _, path, _ in seen}
    return tuple(sorted({path for _, path, _ in recorded} - looked))


def _question(kind: Kind) -> Kind:
    """Looking for a file is one question, whatever the answer."""
    return "entry" if kind == "absence" else kind
