"""From events to what is known of a run."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runs.events import Output, of_record
from layer_runs.folding import fold, fold_all
from layer_runs.state import Run
from layer_runs.tail import KEPT

from .playbook import DIED, RECORDS, STARTED, Record, button, ended, finished, output, play, started


def test_a_run_begins_with_what_is_predicted() -> None:
    run = play(STARTED)
    assert (run.id, run.layerfile, run.begun) == ("20261124-120000-000aaaaaa", "/project/Layerfile", 1_000_000_000.0)
    assert run.result == "running"
    assert [(step.line, step.phase, step.predicted, step.expected) for step in run.steps] == [
        (1, "waiting", "free", None),
        (2, "waiting", "hit", 20.0),
        (3, "waiting", "miss", 3.0),
    ]
    assert run.steps[2].reason is not None
    assert run.steps[2].reason.detail == "x changed"


def test_a_step_runs_prints_and_ends() -> None:
    run = play(STARTED, started(2, at=1.5), output(2, "one\n"), output(2, "two\n", at=2.0))
    (execution,) = run.steps[2].executions
    assert (execution.phase, execution.started, execution.tail.text) == ("running", 1.5, "one\ntwo\n")
    assert run.steps[2].verdict is None
    assert run.at == 2.0

    cost = {"pause": 0.2, "state": 0.01, "memory": 0.1, "disk": 0.02, "bytes": 99}
    run = fold(run, of_record(finished(2, "ran", 4.5, exit=0, snapshot=cost)))
    (execution,) = run.steps[2].executions
    assert (execution.phase, execution.verdict, execution.seconds, execution.exit) == ("finished", "ran", 4.5, 0)
    assert execution.started == 1.5
    assert execution.tail.text == "one\ntwo\n"
    assert execution.snapshot is not None
    assert (execution.snapshot.pause, execution.snapshot.bytes) == (0.2, 99)


def test_hits_are_what_was_saved() -> None:
    run = play(
        STARTED, finished(0, "hit"), finished(1, "hit", 20.0, recording=5, identity="i"), finished(2, "ran", 3.0)
    )
    assert run.saved == 20.0
    assert run.verdicts == ["hit", "hit", "ran"]
    assert (run.steps[1].executions[0].recording, run.steps[1].executions[0].identity) == (5, "i")


@pytest.mark.parametrize("recorded_first", [True, False])
def test_what_a_step_saw_is_recorded_about_when_it_ends(recorded_first: bool) -> None:
    recorded = {"event": "recorded", "step": 2, "recording": 8, "identity": "i"}
    over = finished(2, "ran", 3.0)
    run = play(STARTED, *([recorded, over] if recorded_first else [over, recorded]))
    assert (run.steps[2].executions[0].recording, run.steps[2].executions[0].identity) == (8, "i")
    assert run.steps[2].verdict == "ran"


@pytest.mark.parametrize(
    ("verdicts", "agrees"),
    [
        (("hit", "ran"), [None, True, True]),
        (("ran", "hit"), [None, False, False]),
        (("failed", "skipped"), [None, False, None]),
    ],
)
def test_what_happened_is_compared_with_what_was_predicted(
    verdicts: tuple[str, str], agrees: list[bool | None]
) -> None:
    run = play(STARTED, finished(0, "ran"), finished(1, verdicts[0]), finished(2, verdicts[1]))
    assert [step.as_predicted for step in run.steps] == agrees


@pytest.mark.parametrize(
    ("end", "result"),
    [
        (ended(), "passed"),
        (ended(False), "failed"),
        (ended(False, error="no QEMU"), "error"),
        (ended(False, interrupted=True), "interrupted"),
        (DIED, "died"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_run_ends_in_one_of_five_ways_and_then_nothing_runs(end: Record, result: str) -> None:
    run = play(STARTED, finished(1, "hit"), started(2), end)
    assert run.result == result
    assert [step.phase for step in run.steps] == ["waiting", "finished", "stopped"]


def test_an_end_says_how_long_it_took() -> None:
    run = play(STARTED, ended(False, error="no QEMU"))
    assert (run.seconds, run.vms_started, run.error, run.at) == (9.0, 1, "no QEMU", 9.0)


def test_a_run_that_died_took_as_long_as_it_was_heard_of() -> None:
    run = play(STARTED, output(2, "x", at=7.5), DIED)
    assert (run.seconds, run.at) == (None, 7.5)


def test_restores_and_first_commands_are_kept_with_their_parts() -> None:
    restored = {
        "event": "restored",
        "line": 2,
        "seconds": 1.0,
        "parts": {"disk": 0.1, "new": 0.9},
        "memory": 5,
        "at": 1.0,
    }
    first = {"event": "first_command", "seconds": 2.0, "parts": {"restore": 1.0, "command": 1.0}}
    run = play(STARTED, restored, first)
    assert [(each.line, each.parts) for each in run.restores] == [(2, {"disk": 0.1, "new": 0.9})]
    assert [each.seconds for each in run.first_commands] == [2.0]


def test_a_button_waits_until_its_step_is_over() -> None:
    run = play(STARTED, button(1), button(2, "deploy?", shard=1), button(2, shard=0))
    assert [(each.step, each.shard, each.message) for each in run.buttons] == [
        (1, None, "go on?"),
        (2, 1, "deploy?"),
        (2, 0, "go on?"),
    ]
    assert run.doing == "waits for its button: go on?"
    run = fold(run, of_record(finished(2, "ran", shard=1)))
    assert [(each.step, each.shard) for each in run.buttons] == [(1, None), (2, 0)]


@pytest.mark.parametrize("end", [DIED, ended(False, interrupted=True)])
def test_when_the_run_has_ended_no_button_waits(end: Record) -> None:
    assert play(STARTED, button(1), end).buttons == ()


def test_the_newest_note_is_what_the_run_does_and_the_first_reason_not_to_record_stays() -> None:
    run = play(
        STARTED,
        {"event": "note", "text": "building"},
        {"event": "note", "text": "booting"},
        {"event": "not_cached", "step": 1, "line": 2, "reason": "changed: x"},
        {"event": "not_cached", "step": 2, "line": 3, "reason": "changed: y"},
    )
    assert run.doing == "booting"
    assert run.not_cached is not None
    assert run.not_cached.reason == "changed: x"


def test_what_is_exposed_is_known_with_its_address() -> None:
    event = {
        "event": "exposed",
        "step": 2,
        "line": 3,
        "kind": "website",
        "address": "http://a.localhost:1/",
        "port": 80,
    }
    run = play(STARTED, event, {**event, "kind": "tcp", "address": "127.0.0.1:9", "shard": 1})
    assert [(each.kind, each.address, each.port, each.shard) for each in run.exposed] == [
        ("website", "http://a.localhost:1/", 80, None),
        ("tcp", "127.0.0.1:9", 80, 1),
    ]


class TestShards:
    def test_each_has_its_own_ending(self) -> None:
        run = play(
            STARTED,
            started(2, shard=1),
            started(2, shard=0),
            output(2, "zero", shard=0),
            output(2, "one", shard=1),
            finished(2, "ran", 3.0, shard=1),
        )
        step = run.steps[2]
        assert [(each.shard, each.phase, each.tail.text) for each in step.executions] == [
            (0, "running", "zero"),
            (1, "finished", "one"),
        ]
        assert step.phase == "running"

    def test_the_step_took_as_long_as_the_slowest_and_failed_if_one_did(self) -> None:
        run = play(
            STARTED,
            finished(2, "ran", 3.0, shard=0),
            finished(2, "failed", 1.0, shard=1, exit=2),
            finished(2, "hit", shard=2),
        )
        step = run.steps[2]
        assert (step.phase, step.verdict, step.seconds) == ("finished", "failed", 3.0)
        assert step.failed is not None
        assert (step.failed.shard, step.failed.exit) == (1, 2)


class TestOddLogs:
    def test_a_log_without_its_first_line_is_a_run(self) -> None:
        run = play(finished(2, "ran", 3.0, layerfile="Layerfile", text="RUN b"), started(0), output(1, "x"), ended())
        assert [(step.number, step.line) for step in run.steps] == [(0, 1), (1, 2), (2, 3)]
        assert (run.steps[2].layerfile, run.steps[2].text) == ("Layerfile", "RUN b")
        assert (run.result, run.begun) == ("passed", None)

    def test_a_step_that_was_not_planned_is_added(self) -> None:
        run = play(STARTED, finished(7, "ran", 3.0))
        assert [step.number for step in run.steps] == [0, 1, 2, 7]

    def test_a_step_that_begins_again_begins_anew(self) -> None:
        run = play(STARTED, started(2), output(2, "first"), finished(2, "failed", 1.0, exit=1), started(2, at=5))
        (execution,) = run.steps[2].executions
        assert (execution.phase, execution.verdict, execution.tail.text) == ("running", None, "")

    def test_a_newer_version_is_told(self) -> None:
        assert play({**STARTED, "version": 2}).is_newer
        assert not play(STARTED).is_newer

    def test_what_is_not_known_changes_nothing(self) -> None:
        run = play(STARTED)
        for record in ({"event": "teleported"}, {"event": "output", "step": "two"}, {"event": "guest_log"}, [], None):
            assert fold(run, of_record(record)) == run


class TestProperties:
    @given(st.lists(RECORDS, max_size=30), st.integers(0, 30))
    def test_folding_in_pieces_is_folding_whole(self, records: list[Record], cut: int) -> None:
        events = [of_record(record) for record in records]
        assert fold_all(events[cut:], fold_all(events[:cut])) == fold_all(events)

    @given(st.lists(RECORDS, max_size=30))
    def test_every_prefix_has_a_state_that_says_what_it_says(self, records: list[Record]) -> None:
        run = Run()
        for record in records:
            before = run
            run = fold(before, of_record(record))
            numbers = [step.number for step in run.steps]
            assert numbers == sorted(set(numbers))
            for step in run.steps:
                shards = [each.shard for each in step.executions]
                assert len(shards) == len(set(shards))
                assert step.phase in ("waiting", "running", "stopped", "finished")
            assert run.saved >= 0
            assert len(run.verdicts) <= len(run.steps)

    @given(st.lists(RECORDS, max_size=20))
    def test_an_older_state_stays_what_it_was(self, records: list[Record]) -> None:
        events = [of_record(record) for record in records]
        before = fold_all(events)
        copy = fold_all(events)
        fold_all(events, before)
        assert before == copy


def test_output_costs_the_same_however_much_there_was() -> None:
    """The log is not copied: of ten times as much, the state keeps no more, and takes about ten times as long."""
    text = "x" * 100 + "\n"

    def seconds(count: int) -> float:
        events = [Output(step=2, data=text)] * count
        run = play(STARTED)
        gc.disable()
        began = time.perf_counter()
        run = fold_all(events, run)
        took = time.perf_counter() - began
        gc.enable()
        tail = run.steps[2].executions[0].tail
        assert tail.total == count * len(text)
        assert len(tail.text) == KEPT
        return took

    few = min(seconds(5_000) for _ in range(3))
    assert min(seconds(50_000) for _ in range(3)) < 30 * few


def test_what_forks_cost_is_kept() -> None:
    record = {"event": "forked", "line": 4, "snapshot": "s", "machines": 5, "seconds": 2.5, "unshared": 9, "at": 3.0}
    (fork,) = play(STARTED, record).forks
    assert (fork.line, fork.machines, fork.seconds, fork.unshared) == (4, 5, 2.5, 9)


WAITS: Record = {"event": "failure_waiting", "step": 2, "line": 3, "answers": ["retry", "quit"], "at": 5.0}


def test_a_run_waits_until_it_is_answered_or_over() -> None:
    run = play(STARTED, started(2), finished(2, "failed", 1.0), WAITS)
    assert run.waiting is not None
    assert run.waiting.answers == ("retry", "quit")
    answered = {"event": "failure_answered", "step": 2, "line": 3, "answer": "quit"}
    for end in (answered, ended(False), DIED):
        assert play(STARTED, WAITS, end).waiting is None


def test_a_new_plan_begins_anew_and_what_was_kept_stays() -> None:
    kept = {"event": "kept", "step": 2, "line": 3, "layerfile": "Layerfile", "text": "RUN b", "snapshot": "aa"}
    again = {"event": "planned_again", "steps": [*STARTED["steps"][:2], {**STARTED["steps"][2], "text": "RUN c"}]}
    run = play(STARTED, finished(1, "hit", 20.0), started(2), finished(2, "failed", 1.0), kept, again)
    assert [step.text for step in run.steps] == ["FROM vm/debian:12", "RUN a", "RUN c"]
    assert run.verdicts == []
    assert run.saved == 0.0
    assert [each.snapshot for each in run.kept] == ["aa"]
