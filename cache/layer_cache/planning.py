"""Which recordings a run builds on, lane by lane, so that the least is left to run.

The shards of a SPLIT come from one machine. So for all of them one recording of the last RUN before it is chosen: what
that RUN left is then the same for every shard, and none sees what another run of it left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layer_cache import starting
from layer_cache.checkpoints import is_run
from layer_cache.holding import Held, Levels, chain
from layer_cache.identity import NO_SECRETS, beginning, continued
from layer_cache.records import Recording, Records
from layer_cache.starting import is_restorable

if TYPE_CHECKING:
    from layer_cache.tree import SourceTree
    from layerfile.program import Lane, Program, Step

#: How many recordings of the last RUN before a SPLIT are tried, the newest ones.
MOST_FORKS = 16


@dataclass(frozen=True, slots=True)
class Node:
    """A lane with what is known of it: the identities of its own steps, and those RUNs that hold."""

    lane: Lane
    names: tuple[str, ...]
    runs: tuple[Step, ...]
    levels: Levels
    held: Held
    nodes: tuple[Node, ...]
    #: RUNs in it and in all lanes below.
    total: int

    def name(self, step: Step) -> str:
        """The identity of one of its own steps."""
        return self.names[step.number - self.lane.first]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a run of a lane and those below it builds on.

    `hits` are recordings of its first RUNs; `is_whole`: of all. `restore` is what its machine starts from, if it needs
    one (None: from where its lane forks off): the last of `hits`, or the own last run of the step `repeats`, which then
    runs in that. `end` is what the lanes below go on from, if it is whole. `held` has all recordings that hold after
    what was chosen before. `misses` counts RUNs to do, `agains` those that go on from their own last run, in it and
    below.
    """

    node: Node
    hits: tuple[Recording, ...]
    restore: Recording | None
    end: Recording | None
    is_whole: bool
    misses: int
    held: list[list[Recording]] = field(default_factory=list)
    choices: tuple[Choice, ...] = ()
    repeats: Step | None = None

    @property
    def agains(self) -> int:
        return (self.repeats is not None) + sum(choice.agains for choice in self.choices)

    @property
    def is_fork(self) -> bool:
        """Whether a machine, its own or one below, must start where the lane forks off."""
        if not self.is_whole:
            return self.restore is None
        return not self.node.runs and any(choice.is_fork for choice in self.choices)


def nodes(
    program: Program,
    image_digest: str,
    records: Records,
    tree: SourceTree,
    secrets: Mapping[str, str] = NO_SECRETS,
) -> Node:
    """All lanes of a program; `secrets` has the keyed digests of those that it names.

    Raises LayerfileError where a COPY cannot work, TreeError.
    """
    start = beginning(program, image_digest)
    return _node(program.lane, start, None, Levels(tree, records), records, secrets)


def _node(
    lane: Lane, before: str, shard: int | None, levels: Levels, records: Records, secrets: Mapping[str, str]
) -> Node:
    levels = levels.after(lane.own)
    names = continued(before, shard, lane.own, secrets)
    last = names[-1] if names else before
    numbers = {step.number: name for step, name in zip(lane.own, names, strict=True)}
    runs = tuple(filter(is_run, lane.own))
    held = Held([(step, numbers[step.number]) for step in runs], levels, records)
    below = tuple(_node(each, last, lane.shard, levels, records, secrets) for each in lane.lanes)
    return Node(lane, names, runs, levels, held, below, len(runs) + sum(node.total for node in below))


def choose(node: Node, after: Recording | None, snapshot_ok: Callable[[str], bool]) -> Choice:
    """The choice for a lane, if what it forks off from is as `after` left it (None: the image)."""
    held = node.held.after({None if after is None else after.id})
    if len(held) == len(node.runs):
        best = _best_whole(node, after, held, snapshot_ok)
        if best is not None:
            return best
    begin = starting.start(node.held, held, None if after is None else after.id, snapshot_ok)
    hits = () if begin.after is None else tuple(chain(held, begin.after))
    misses = node.total - len(hits)
    below = tuple(map(nothing_known, node.nodes))
    return Choice(node, hits, begin.recording, None, False, misses, held, below, begin.repeats)


def nothing_known(node: Node) -> Choice:
    """The choice where all is to run."""
    if not node.runs:
        return Choice(node, (), None, None, True, node.total, choices=tuple(map(nothing_known, node.nodes)))
    return Choice(node, (), None, None, False, node.total, choices=tuple(map(nothing_known, node.nodes)))


def _best_whole(
    node: Node, after: Recording | None, held: list[list[Recording]], snapshot_ok: Callable[[str], bool]
) -> Choice | None:
    """The choice in which nothing of the lane runs; None where a machine would be needed that cannot be had."""
    best: Choice | None = None
    for end in _ends(node, after, held, snapshot_ok):
        choices = tuple(choose(each, end, snapshot_ok) for each in node.nodes)
        misses = sum(choice.misses for choice in choices)
        # Without a RUN of its own it is for the lane above to see to the machine.
        lacks = bool(node.runs) and end is not None and not is_restorable(end, snapshot_ok)
        if lacks and any(choice.is_fork for choice in choices):
            continue
        # Of two with as many misses, the one from which more steps go on from their own last run.
        agains = sum(choice.agains for choice in choices)
        if best is None or (misses, -agains) < (best.misses, -best.agains):
            hits = tuple(chain(held, end)) if node.runs and end is not None else ()
            restore = end if node.runs and end is not None and not lacks else None
            best = Choice(node, hits, restore, end, True, misses, held, choices)
        if misses == 0:
            break
    return best


def _ends(
    node: Node, after: Recording | None, held: list[list[Recording]], snapshot_ok: Callable[[str], bool]
) -> Sequence[Recording | None]:
    """What the lanes below could go on from, best first."""
    if not node.runs:
        return [after]
    restorable = next((one for one in held[-1] if is_restorable(one, snapshot_ok)), None)
    if not node.nodes:
        # Nothing will run, so no snapshot is needed.
        return [restorable or held[-1][0]]
    ends = held[-1][:MOST_FORKS]
    return ends if restorable is None or restorable in ends else [*ends, restorable]
