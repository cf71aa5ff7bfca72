"""Rings and levels, against what they mean, for small random graphs."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from layerfile.rings import levels, ring_in, tangles


def _graph(seed: int) -> dict[str, list[str]]:
    chance = random.Random(seed)
    nodes = [str(number) for number in range(chance.randint(1, 8))]
    return {node: [other for other in nodes if chance.random() < 0.2] for node in nodes}


def _reached(start: str, needs: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += needs[node]
    return reached


@pytest.mark.parametrize("seed", range(200))
def test_tangles_are_what_reaches_each_other(seed: int) -> None:
    needs = _graph(seed)
    reached = {node: _reached(node, needs) for node in needs}
    expected = {
        frozenset(other for other in reached[node] if node in reached[other]) for node in needs if node in reached[node]
    }
    found = list(tangles(needs))
    assert set(found) == expected
    assert len(found) == len(expected)
    for tangle in found:
        ring = ring_in(tangle, needs)
        assert ring[0] == ring[-1] == min(tangle)
        assert len(set(ring)) == len(ring) - 1
        assert all(after in needs[before] for before, after in pairwise(ring))


@pytest.mark.parametrize("seed", range(200))
def test_levels_have_each_node_right_behind_what_it_needs(seed: int) -> None:
    needs = _graph(seed)
    never = {"0"} if seed % 3 == 0 else set()
    level = {node: number for number, nodes in enumerate(levels(needs, never)) for node in nodes}
    for node, needed in needs.items():
        in_ring = node in _reached(node, needs)
        if node in never or in_ring or any(other not in level for other in needed):
            assert node not in level
        else:
            assert level[node] == max((level[other] + 1 for other in needed), default=0)


def test_nodes_that_need_nothing_are_one_level() -> None:
    assert levels({"b": [], "a": [], "c": ["a"]}) == (("a", "b"), ("c",))
    assert levels({}) == ()
    assert list(tangles({})) == []


def test_a_need_named_twice_is_one() -> None:
    assert levels({"a": [], "b": ["a", "a"]}) == (("a",), ("b",))
