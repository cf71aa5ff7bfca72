"""What goes first: by tables, and by properties that hold for any store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layer_cache.keeping.collecting import Decision, decide
from layer_cache.keeping.worth import Fact, Remains, superseded

MB = 1024**2
DAY = 86400.0
NOW = 1_000 * DAY


def fact(name: str, parent: str | None = None, *, seconds: float | None = 10.0, days: float = 0.0, **more: str) -> Fact:
    """A snapshot that nothing is the matter with, last used `days` ago; its needs are filled in by `store`."""
    of = more.get("instruction", f"RUN {name}")
    own = frozenset({f"{name}/state", f"disk/{name}"})
    site = more.get("website") == "yes"
    return Fact(name, parent, own, own, seconds, of, NOW - days * DAY, more.get("refusal"), is_website=site)


def store(*facts: Fact) -> dict[str, Fact]:
    """Snapshots by name; each needs the disks of all that it stands on."""
    found: dict[str, Fact] = {}
    for one in facts:
        below = found[one.parent].needs if one.parent in found else frozenset()
        disks = frozenset(name for name in below if name.startswith("disk/"))
        found[one.id] = replace(one, needs=one.needs | disks)
    return found


def sizes(facts: Mapping[str, Fact], **megabytes: int) -> dict[str, int]:
    """1 MB for each layer of a disk, or what is given; nothing for states."""
    return {f"disk/{name}": megabytes.get(name, 1) * MB for name in facts}


def decided(facts: Mapping[str, Fact], need: int, held: tuple[str, ...] = (), **megabytes: int) -> list[str]:
    """Which go, in order; `need` in megabytes."""
    decision = decide(facts, sizes(facts, **megabytes), need * MB, frozenset(held), NOW)
    return [removal.snapshot for removal in decision.removals]


def test_within_the_caps_nothing_goes() -> None:
    assert decide(store(fact("a")), {"disk/a": MB}, 0, frozenset(), NOW) == Decision()


@pytest.mark.parametrize(
    ("facts", "megabytes", "first"),
    [
        ((fact("cheap", seconds=1), fact("dear", seconds=50)), {}, "cheap"),
        ((fact("old", days=9), fact("new")), {}, "old"),
        ((fact("large"), fact("small")), {"large": 9}, "large"),
        # Fifty times the seconds outweigh nine days, and not ninety.
        ((fact("dear", seconds=50, days=9), fact("cheap", seconds=1)), {}, "cheap"),
        ((fact("dear", seconds=50, days=29), fact("cheap", seconds=2)), {}, "dear"),
        # What cannot be restored goes before anything that can, what is superseded before the newest.
        ((fact("foreign", seconds=900, refusal="no"), fact("cheap", seconds=0.1, days=20)), {}, "foreign"),
        ((fact("v1", seconds=900, days=1, instruction="x"), fact("v2", seconds=1, instruction="x")), {}, "v1"),
        ((fact("v1", days=1, instruction="x"), fact("v2", instruction="x"), fact("else", days=9)), {}, "v1"),
        # The website of a branch goes last, however old; an older one of the same is superseded like any other.
        ((fact("site", seconds=1, days=90, website="yes"), fact("dear", seconds=900)), {}, "dear"),
        ((fact("v1", days=1, instruction="x", website="yes"), fact("v2", instruction="x", website="yes")), {}, "v1"),
        # After a month without use the newest is as good as forgotten.
        ((fact("v1", days=1, instruction="x"), fact("v2", instruction="x"), fact("lost", days=40)), {}, "lost"),
    ],
)
def test_the_least_valuable_goes_first(facts: tuple[Fact, ...], megabytes: dict[str, int], first: str) -> None:
    for order in (facts, facts[::-1]):
        assert decided(store(*order), 1, **megabytes)[0] == first


def test_what_nothing_leads_to_goes_whatever_the_size() -> None:
    assert decided(store(fact("lost", seconds=None), fact("kept")), 0) == ["lost"]


def test_a_snapshot_goes_only_after_all_that_stand_on_it() -> None:
    chain = store(fact("a", seconds=0.1, days=99), fact("b", "a", seconds=0.1, days=99), fact("c", "b", seconds=900))
    assert decided(chain, 1) == ["c"]
    assert decided(chain, 3) == ["c", "b", "a"]


def test_what_a_run_uses_stays_and_so_does_what_it_stands_on() -> None:
    chain = store(fact("a"), fact("b", "a"), fact("c", "b"), fact("d", "b"))
    decision = decide(chain, sizes(chain), 9 * MB, frozenset({"c"}), NOW)
    assert [removal.snapshot for removal in decision.removals] == ["d"]
    assert decision.missing == 8 * MB


def test_removing_one_without_a_step_before_it_costs_those_steps_too() -> None:
    chain = store(fact("a", seconds=5), fact("b", "a", seconds=7, refusal="no"), fact("c", "b", seconds=1))
    decision = decide(chain, sizes(chain), 1 * MB, frozenset(), NOW)
    assert [(removal.snapshot, removal.seconds) for removal in decision.removals] == [("c", 8)]


def test_the_steps_of_removed_ones_below_count_too() -> None:
    facts = store(fact("a", seconds=5), fact("c", "b", seconds=1))
    remains = {"b": Remains("a", 7.0)}
    decision = decide(facts, sizes(facts, c=99), 1, frozenset(), NOW, remains)
    assert [(removal.snapshot, removal.seconds) for removal in decision.removals] == [("c", 8)]


def test_what_is_left_of_removed_ones_is_freed_with_the_last_that_stands_on_it() -> None:
    facts = store(fact("a"), fact("b", "gone"))
    facts["b"] = replace(facts["b"], needs=facts["b"].needs | {"disk/gone"})
    decision = decide(facts, {**sizes(facts, a=9), "disk/gone": 2 * MB}, 1, frozenset(), NOW)
    assert [(removal.snapshot, removal.bytes) for removal in decision.removals] == [("a", 9 * MB)]
    decision = decide(facts, {**sizes(facts), "disk/gone": 2 * MB}, 1, frozenset(), NOW)
    assert [(removal.snapshot, removal.bytes) for removal in decision.removals] == [("b", 3 * MB)]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (fact("a", seconds=None), "no recording leads to it"),
        (fact("a", refusal="QEMU was upgraded"), "it cannot be restored here: QEMU was upgraded"),
        (fact("a", days=3, instruction="x"), "there is a newer result of the same step; not used for 3 days"),
        (fact("a", days=31), "not used for 31 days"),
        (fact("a", days=1), "the least valuable; not used for 1 day"),
        (fact("a"), "the least valuable; used today"),
    ],
)
def test_each_removal_says_why(one: Fact, why: str) -> None:
    newer = fact("newer", seconds=1e9, instruction="x")
    assert decide(store(one, newer), sizes(store(one)), 1, frozenset(), NOW).removals[0].why == why


@st.composite
def stores(draw: st.DrawFn) -> tuple[dict[str, Fact], dict[str, int], int, frozenset[str]]:
    """Any store, what must go of it, and what is in use."""
    found: list[Fact] = []
    for number in range(draw(st.integers(1, 12))):
        parent = draw(st.sampled_from([None, *(one.id for one in found)]))
        seconds = draw(st.one_of(st.none(), st.floats(0, 1e4)))
        more = {"instruction": draw(st.sampled_from("xyz"))}
        if draw(st.integers(0, 4)) == 0:
            more["refusal"] = "no"
        found.append(fact(f"s{number}", parent, seconds=seconds, days=draw(st.floats(0, 60)), **more))
    facts = store(*found)
    bytes_ = {f"disk/{name}": draw(st.integers(0, 100)) for name in facts}
    held = draw(st.frozensets(st.sampled_from(sorted(facts))))
    return facts, bytes_, draw(st.integers(0, 700)), held


@settings(max_examples=400, deadline=None)
@given(stores())
def test_for_any_store(given_: tuple[dict[str, Fact], dict[str, int], int, frozenset[str]]) -> None:
    facts, bytes_, need, held = given_
    decision = decide(facts, bytes_, need, held, NOW)
    assert decision == decide(dict(reversed(facts.items())), bytes_, need, held, NOW), "the order of facts is nothing"
    removed = [removal.snapshot for removal in decision.removals]
    left = {name: one for name, one in facts.items() if name not in removed}
    needed = {name for one in left.values() for name in one.needs}

    # Never what is in use, and never what anything that is left stands on.
    assert held.isdisjoint(removed)
    assert all(facts[name].own.isdisjoint(needed) for name in removed)
    # The account is right.
    freed = sum(size for name, size in bytes_.items() if name not in needed)
    assert sum(removal.bytes for removal in decision.removals) == freed
    assert decision.missing == max(0, need - freed)
    # No more than was needed, but for what nothing leads to.
    for index, removal in enumerate(decision.removals):
        if facts[removal.snapshot].seconds is not None:
            assert sum(before.bytes for before in decision.removals[:index]) < need
    # Too little is freed only where nothing could go any more.
    if decision.missing:
        used = {name for one in left.values() if one.id in held for name in one.needs | one.own}
        assert all(not one.own.isdisjoint(used) for one in left.values())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.floats(0, 29), st.floats(0, 1e4)), min_size=1, max_size=12))
def test_the_newest_of_each_instruction_goes_after_all_older_ones(made: list[tuple[str, float, float]]) -> None:
    facts = store(*(fact(f"s{n}", seconds=cost, days=days, instruction=of) for n, (of, days, cost) in enumerate(made)))
    old = superseded(facts.values(), NOW)
    assert len(facts) - len(old) == len({of for of, _, _ in made})
    order = decided(facts, 99)
    assert len(order) == len(facts)
    assert set(order[: len(old)]) == old


def test_what_a_person_had_kept_goes_last_unless_it_was_forgotten() -> None:
    kept = replace(fact("kept", seconds=0.1, days=9), kept=True)
    assert decided(store(kept, fact("dear", seconds=500)), 2) == ["dear", "kept"]
    forgotten = replace(kept, used=NOW - 31 * DAY)
    assert decided(store(forgotten, fact("cheap", seconds=1)), 1) == ["kept"]
