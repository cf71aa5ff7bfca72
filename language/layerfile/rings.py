"""Rings in a graph, and the order in which what is in no ring can be done.

A graph is a mapping of each node to the nodes that it needs; all of those are keys, too. Nothing here recurses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence

Needs = Mapping[str, Sequence[str]]


def levels(needs: Needs, never: Collection[str] = ()) -> tuple[tuple[str, ...], ...]:
    """Each node as early as what it needs allows; nodes of one level are sorted.

    Those that are in a ring or in `never`, and those that need one of these, are left out.
    """
    waiting = {node: len(needed) for node, needed in needs.items()}
    for node in never:
        waiting[node] = -1
    needed_by = reverse(needs)
    found = []
    level = sorted(node for node, count in waiting.items() if count == 0)
    while level:
        found.append(tuple(level))
        following = []
        for node in level:
            for other in needed_by[node]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    following.append(other)
        level = sorted(following)
    return tuple(found)


def reverse(needs: Needs) -> dict[str, list[str]]:
    """The nodes that need each."""
    needed_by: dict[str, list[str]] = {node: [] for node in needs}
    for node, needed in needs.items():
        for other in needed:
            needed_by[other].append(node)
    return needed_by


def tangles(needs: Needs) -> Iterator[frozenset[str]]:
    """The sets of nodes that each lie on rings with each other, in the order of their first nodes in `needs`.

    These are the strongly connected components, after Kosaraju; one node is a tangle only if it needs itself.
    """
    done: set[str] = set()
    found = []
    needed_by = reverse(needs)
    for start in reversed(_finished(needs)):
        if start in done:
            continue
        tangle, waiting = {start}, [start]
        done.add(start)
        while waiting:
            for other in needed_by[waiting.pop()]:
                if other not in done:
                    done.add(other)
                    tangle.add(other)
                    waiting.append(other)
        if len(tangle) > 1 or start in needs[start]:
            found.append(frozenset(tangle))
    position = {node: number for number, node in enumerate(needs)}
    yield from sorted(found, key=lambda tangle: min(position[node] for node in tangle))


def _finished(needs: Needs) -> list[str]:
    """All nodes, each behind what can be reached from it, rings aside."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in needs:
        if start in seen:
            continue
        seen.add(start)
        way = [(start, iter(needs[start]))]
        while way:
            node, rest = way[-1]
            following = next((other for other in rest if other not in seen), None)
            if following is None:
                finished.append(node)
                way.pop()
            else:
                seen.add(following)
                way.append((following, iter(needs[following])))
    return finished


def ring_in(tangle: frozenset[str], needs: Needs) -> tuple[str, ...]:
    """A shortest ring through the first node of a tangle, which is named again at its end."""
    start = min(tangle)
    before: dict[str, str] = {}
    queue = deque([start])
    while start not in before:
        node = queue.popleft()
        for other in needs[node]:
            if other in tangle and other not in before:
                before[other] = node
                queue.append(other)
    way = [start]
    while len(way) == 1 or way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))
