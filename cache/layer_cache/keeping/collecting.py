"""What goes first when the store is too large: a pure function of what is there.

What no run can ever find goes whatever the size. Then, until enough is free: what cannot be restored here; results
of which there is a newer one of the same instruction, or that were forgotten for a month; then the newest results, then
what is shown as the website of a branch that is still there, and at last machines that a person had kept, which no run
can make again.
Within each of these the least valuable first. A snapshot goes only after all that stand on it: before that hardly
anything would be gained.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from layer_cache.keeping.worth import Fact, Remains, saved, superseded, value


@dataclass(frozen=True, slots=True)
class Removal:
    """A snapshot to remove: the bytes that this frees, the seconds that it costs, and why it is this one."""

    snapshot: str
    bytes: int
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What to remove, in this order; `missing` are the bytes that nothing could be found for."""

    removals: tuple[Removal, ...] = ()
    missing: int = 0


def decide(
    facts: Mapping[str, Fact],
    sizes: Mapping[str, int],
    need: int,
    held: frozenset[str],
    now: float,
    remains: Mapping[str, Remains] | None = None,
) -> Decision:
    """What to remove so that `need` bytes become free.

    `sizes` are bytes by name of file, `held` the snapshots that runs use, `now` is in seconds since 1970, `remains`
    are what is left of removed ones.
    """
    return _Choice(facts, sizes, held, now, remains or {}).decide(need)


class _Choice:
    def __init__(
        self,
        facts: Mapping[str, Fact],
        sizes: Mapping[str, int],
        held: frozenset[str],
        now: float,
        remains: Mapping[str, Remains],
    ) -> None:
        self.facts = facts
        self.sizes = sizes
        self.held = held
        self.now = now
        self.remains = remains
        self.old = superseded((fact for fact in facts.values() if _useful(fact)), now)
        self.users = Counter(name for fact in facts.values() for name in fact.needs | fact.own)
        #: Who needs a file: looked through again when one of them goes.
        self.needing: dict[str, set[str]] = {}
        for fact in facts.values():
            for name in fact.needs | fact.own:
                self.needing.setdefault(name, set()).add(fact.id)
        self.queue: list[tuple[int, float, float, str]] = []
        self.queued: set[str] = set()

    def decide(self, need: int) -> Decision:
        for name in self.facts:
            self._offer(name)
        removals: list[Removal] = []
        while self.queue and (need > 0 or self.queue[0][0] == 0):
            tier, _, _, name = heapq.heappop(self.queue)
            freed, seconds = self._freed(name), self._seconds(name)
            removals.append(Removal(name, freed, seconds, self._why(tier, name)))
            need -= freed
            self._remove(name)
        return Decision(tuple(removals), max(0, need))

    def _offer(self, name: str) -> None:
        """Queue a snapshot if nobody uses it and nothing that is left stands on it."""
        fact = self.facts[name]
        if name in self.queued or name in self.held or any(self.users[own] > 1 for own in fact.own):
            return
        self.queued.add(name)
        worth = value(fact, self._seconds(name), self._freed(name), self.now)
        heapq.heappush(self.queue, (self._tier(fact), worth, fact.used, name))

    def _remove(self, name: str) -> None:
        fact = self.facts[name]
        touched: set[str] = set()
        for file in fact.needs | fact.own:
            self.users[file] -= 1
            self.needing[file].discard(name)
            if self.users[file] == 1:
                touched |= self.needing[file]
        for other in sorted(touched):
            self._offer(other)

    def _tier(self, fact: Fact) -> int:
        if fact.seconds is None:
            return 0
        if fact.refusal is not None:
            return 1
        if fact.id in self.old:
            return 2
        if fact.kept:
            return 5
        return 4 if fact.is_website else 3

    def _why(self, tier: int, name: str) -> str:
        fact = self.facts[name]
        if tier == 0:
            return "no recording leads to it"
        if tier == 1:
            return f"it cannot be restored here: {fact.refusal}"
        days = int(max(0.0, self.now - fact.used) // 86400)
        since = f"not used for {days} day{'' if days == 1 else 's'}" if days else "used today"
        if tier == 2:
            return f"there is a newer result of the same step; {since}" if days < 30 else since
        return f"{'the website of a branch' if tier == 4 else 'the least valuable'}; {since}"

    def _freed(self, name: str) -> int:
        fact = self.facts[name]
        return sum(self.sizes.get(file, 0) for file in fact.needs | fact.own if self.users[file] == 1)

    def _seconds(self, name: str) -> float:
        return saved(self.facts, name, self.remains) if _useful(self.facts[name]) else 0.0


def _useful(fact: Fact) -> bool:
    return fact.seconds is not None and fact.refusal is None
