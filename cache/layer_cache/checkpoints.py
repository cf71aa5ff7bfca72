"""Where a run takes snapshots, and how it goes on from one that a CHECKPOINT took.

By default there is a snapshot after every step that runs something. CHECKPOINT takes one where the machine is not as
the last one left it, and has then a recording of its own, whose parent is that of the RUN before it, as that of the RUN
after it is: a CHECKPOINT that comes or goes changes nothing for the steps around it. What was observed up to it belongs
to the RUN after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from layer_cache.identity import of_checkpoint
from layer_cache.observations import Observation
from layerfile.directives import Checkpoint, Directive, Run
from layerfile.env_commands import runs_commands

if TYPE_CHECKING:
    from layer_cache.holding import Levels
    from layer_cache.records import Recording, Records
    from layerfile.program import Program, Step

#: What leaves the machine as it is.
_LEAVE = frozenset(
    {"FROM", "ENV", "SECRET ENV", "BUILD ENV", "SETUP FILE", "MEMORY", "LABEL", "SKIP REMAINING IF", "WAIT"}
)


def is_run(step: Step) -> bool:
    """Whether the step executes something, and so has recordings."""
    return isinstance(step.directive, Run) or runs_commands(step.directive)


def snapshotted(program: Program) -> frozenset[int]:
    """The numbers of the steps after which a run takes a snapshot."""
    found: set[int] = set()
    enabled, is_kept = True, True
    for step in program.steps:
        directive: Directive = step.directive
        if isinstance(directive, Checkpoint):
            enabled = not directive.disabled
            if enabled and not is_kept:
                found.add(step.number)
                is_kept = True
        elif is_run(step):
            is_kept = enabled
            if enabled:
                found.add(step.number)
        elif directive.keyword not in _LEAVE:
            is_kept = False
    return frozenset(found)


def newest_restorable(
    program: Program,
    names: Sequence[str],
    held: Sequence[Sequence[Recording]],
    levels: Levels,
    records: Records,
    is_usable: Callable[[str], bool],
) -> tuple[Recording, Recording | None] | None:
    """The recording whose snapshot a run starts from, and that of the last RUN before it (itself, if it is one's).

    The last place that there is one for counts, and there the newest. `names` are the identities of the steps.
    """
    runs = [step.number for step in program.steps if is_run(step)]
    for count in range(len(held), -1, -1):
        level = held[count - 1] if count else ()
        parents = {recording.id: recording for recording in level}
        start = runs[count - 1] if count else -1
        end = runs[count] if count < len(runs) else len(program.steps)
        for step in reversed(program.steps[start + 1 : end]):
            if not isinstance(step.directive, Checkpoint):
                continue
            for recording in records.candidates(of_checkpoint(names[step.number])):
                stands = recording.parent in parents if count else recording.parent is None
                if stands and _restores(recording, is_usable) and levels.of(step).agrees(recording):
                    return recording, None if recording.parent is None else parents[recording.parent]
        for recording in level:
            if _restores(recording, is_usable):
                return recording, recording
    return None


def position(program: Program, names: Sequence[str], recording: Recording) -> int | None:
    """The number of the step that a recording is of."""
    for step in reversed(program.steps):
        name = names[step.number]
        if recording.identity == (of_checkpoint(name) if isinstance(step.directive, Checkpoint) else name):
            return step.number
    return None


def continued(step: Step, recording: Recording) -> tuple[int | None, tuple[Observation, ...]]:
    """The parent of the next recording in a machine that goes on from this one, and what that is to begin with."""
    if isinstance(step.directive, Checkpoint):
        return recording.parent, recording.observations
    return recording.id, ()


def together(carried: Iterable[Observation], seen: Iterable[Observation]) -> list[Observation]:
    """All observations, each once."""
    return sorted({*carried, *seen})


def _restores(recording: Recording, is_usable: Callable[[str], bool]) -> bool:
    return recording.snapshot is not None and is_usable(recording.snapshot)
