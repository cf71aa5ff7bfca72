"""Whether a snapshot is worth taking."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_cache.checkpoints import insisted, snapshotted
from layer_cache.keeping.taking import Cost, after_every_step, is_worth
from layer_cache.keeping.worth import describe
from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import program_of

CHEAP, DEAR = Cost(0.05, 0.1), Cost(0.4, 2.0)
COSTS = st.builds(Cost, st.floats(0, 10), st.floats(0, 10))


@pytest.mark.parametrize(
    ("seconds", "costs", "expected"),
    [
        (0.0, [], True),
        (0.1, [CHEAP], False),
        (0.16, [CHEAP], True),
        (1.0, [DEAR], False),
        # A step that is over at once writes little, whatever the others wrote.
        (1.0, [DEAR, CHEAP], True),
    ],
)
def test_what_is_done_again_sooner_than_a_snapshot_is_taken_needs_none(
    seconds: float, costs: list[Cost], expected: bool
) -> None:
    assert is_worth(seconds, costs, False) is expected
    assert is_worth(seconds, costs, True), "what is asked for is taken"


@given(st.floats(0, 100), st.floats(0, 100), st.lists(COSTS))
def test_more_seconds_are_never_worth_less(one: float, more: float, costs: list[Cost]) -> None:
    assert is_worth(one + more, costs, False) or not is_worth(one, costs, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a\nRUN b\nRUN c\n", ["RUN c"]),
        ("RUN a\nCHECKPOINT\nRUN b\nRUN c\n", ["RUN a", "RUN c"]),
        ("RUN a\nCOPY x y\nCHECKPOINT x\nRUN c\n", ["RUN a", "RUN c"]),
        ("RUN a\nRUN REPEATABLE b\nRUN c\n", ["RUN REPEATABLE b", "RUN c"]),
        ("RUN a\nRUN b\nSPLIT 2\nRUN c\n", ["RUN b"]),
        ("RUN a\nCHECKPOINT disabled\nRUN b\n", ["RUN a"]),
        ("RUN a\nWORKDIR /x\n", ["RUN a"]),
    ],
)
def test_which_snapshots_are_never_left_out(text: str, expected: list[str]) -> None:
    lane = program_of(f"FROM vm/debian:12\n{text}").lane
    found = insisted(lane)
    assert [step.text for step in lane.steps if step.number in found] == expected
    assert found <= snapshotted(lane)


@pytest.mark.parametrize(("value", "expected"), [("every", True), ("", False), ("no", False)])
def test_a_person_may_want_all(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("LAYER_SNAPSHOTS", value)
    assert after_every_step() is expected


def test_what_left_no_snapshot_counts_for_the_next_that_did(tmp_path: Path) -> None:
    state = State(tmp_path).create()
    with Records(state.records_path) as records:

        def add(parent: int | None, seconds: float, snapshot: str | None) -> int:
            return records.add(
                identity=f"{seconds}",
                layerfile="Layerfile",
                line=2,
                text=f"RUN {snapshot}",
                seconds=seconds,
                observations=[],
                parent=parent,
                snapshot=snapshot,
            )

        first = add(None, 10.0, "first")
        third = add(add(first, 1.0, None), 2.0, None)
        add(third, 4.0, "last")
        for name in ("first", "last"):
            (state.snapshots / name).mkdir()
            (state.snapshots / name / "state").touch()
        facts = describe(state, records).facts
    assert {name: fact.seconds for name, fact in facts.items()} == {"first": 10.0, "last": 7.0}
