"""Pieces of output put together say what they said one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from layer_runs.events import Output, of_record
from layer_runs.folding import fold_all
from layer_runs.merging import merged
from layer_runs.state import Run
from layer_runs.tail import Tail

from .playbook import RECORDS, Record, finished, output


def _told(run: Run) -> Run:
    """The run with each tail in one piece: how it is cut says nothing."""
    steps = (
        replace(
            step,
            executions=tuple(
                replace(each, tail=Tail((each.tail.text,), each.tail.total), finished=None, recorded=None)
                for each in step.executions
            ),
        )
        for step in run.steps
    )
    return replace(run, steps=tuple(steps), at=0.0)


@given(st.lists(RECORDS, max_size=30))
def test_folded_they_are_the_same(records: list[Record]) -> None:
    events = [of_record(record) for record in records]
    assert _told(fold_all(merged(events))) == _told(fold_all(events))


def test_pieces_of_a_step_become_one_until_something_else_happens() -> None:
    records = [output(1, "a"), output(2, "b", at=1), output(1, "c", at=2), finished(1, "ran"), output(1, "d")]
    found = merged(of_record(record) for record in records)
    assert [event.data if isinstance(event, Output) else "" for event in found] == ["b", "ac", "", "d"]
    assert found[1].at == 2


def test_shards_stay_apart() -> None:
    records = [output(1, "a", shard=0), output(1, "b", shard=1), output(1, "c", shard=0)]
    found = [event for event in merged(map(of_record, records)) if isinstance(event, Output)]
    assert {(event.shard, event.data) for event in found} == {(0, "ac"), (1, "b")}
