"""Which machines a run has left asleep."""

from __future__ import annotations

import pytest

from layer_runner.waking.sleeping import NothingAsleep, Sleeping, asleep
from layer_runs.state import Execution, Run, RunResult, Step
from layerfile.program import Program
from tests.runner.steps import program

TEXT = """\
FROM vm/debian:12
RUN BACKGROUND serve
EXPOSE WEBSITE localhost:3000
COPY . .
RUN test
EXPOSE TCP 5432
"""
SPLIT = """\
FROM vm/debian:12
RUN make
SPLIT 2
RUN BACKGROUND serve
EXPOSE WEBSITE localhost:3000 /$SPLIT
"""


def run(of: Program, *without: int, upto: int = 99, result: RunResult = "passed") -> Run:
    """A run that did all steps to `upto` (failing there, if there are more), and recorded all but `without`.

    The recording of step 2 in shard 1 is number 21.
    """
    steps: dict[int, Step] = {}
    for lane in of.lane.leaves():
        for step in lane.steps:
            number = step.number * 10 + (step.shard or 0)
            verdict = "ran" if step.number < upto else "failed" if step.number == upto else "skipped"
            recording = number if verdict == "ran" and number not in without else None
            execution = Execution(step.shard, "finished", verdict=verdict, recording=recording, identity=f"i{number}")
            known = steps.get(step.number, Step(step.number, step.line, step.layerfile, step.text))
            if all(each.shard != step.shard for each in known.executions):
                known = Step(
                    known.number, known.line, known.layerfile, known.text, executions=(*known.executions, execution)
                )
            steps[step.number] = known
    return Run(id="r1", result=result, steps=tuple(steps.values()))


def find(recording: int, identity: str) -> str | None:
    assert identity == f"i{recording}"
    return f"s{recording}"


def told(found: tuple[Sleeping, ...]) -> list[tuple[int | None, str, int, list[int]]]:
    return [(each.shard, each.snapshot, each.last.number, [step.number for step in each.steps]) for each in found]


def test_the_last_snapshot_and_all_that_is_exposed() -> None:
    of = program(TEXT)
    assert told(asleep(of, run(of), find)) == [(None, "s50", 5, [2, 5])]


def test_each_shard_has_its_own() -> None:
    of = program(SPLIT)
    assert told(asleep(of, run(of), find)) == [(0, "s40", 4, [4]), (1, "s41", 4, [4])]


def test_what_was_exposed_before_split_is_in_each_shard() -> None:
    of = program("FROM vm/debian:12\nRUN BACKGROUND serve\nEXPOSE WEBSITE localhost:1\nSPLIT 2\nRUN x\n")
    assert told(asleep(of, run(of), find)) == [(0, "s40", 4, [2]), (1, "s41", 4, [2])]


def test_after_a_failure_it_is_as_before_it() -> None:
    of = program(TEXT)
    assert told(asleep(of, run(of, upto=4, result="failed"), find)) == [(None, "s20", 2, [2])]
    with pytest.raises(NothingAsleep, match="has not come to an EXPOSE"):
        asleep(of, run(of, upto=2, result="failed"), find)


def test_after_a_failure_a_step_without_a_snapshot_is_left_out() -> None:
    of = program(TEXT)
    failed = run(of, upto=5, result="failed")
    # RUN test was too short to be worth one.
    assert told(asleep(of, failed, lambda recording, _: None if recording == 40 else f"s{recording}")) == [
        (None, "s20", 2, [2])
    ]


def test_exposes_in_a_row_need_one_snapshot() -> None:
    of = program("FROM vm/debian:12\nRUN BACKGROUND serve\nEXPOSE WEBSITE localhost:1\nEXPOSE TCP 2\n")
    # The second was not recorded, and the first never has a snapshot of its own.
    found = asleep(of, run(of, 30), lambda recording, _: None if recording == 20 else f"s{recording}")
    assert told(found) == [(None, "s10", 1, [2, 3])]


def test_a_run_that_left_no_snapshot_after_its_last_command_cannot_be_woken() -> None:
    of = program(TEXT)
    with pytest.raises(NothingAsleep, match="no snapshot after Layerfile:5 that is still there"):
        asleep(of, run(of), lambda recording, _: None if recording >= 40 else f"s{recording}")
    with pytest.raises(NothingAsleep, match="left no snapshot"):
        asleep(of, run(of), lambda *_: None)


def test_a_layerfile_that_is_another_one_by_now_is_told() -> None:
    old, new = program(TEXT), program(TEXT.replace("RUN test", "RUN test all"))
    with pytest.raises(NothingAsleep, match="another one than that of run r1, from line 5 on"):
        asleep(new, run(old), find)
    shorter = program(TEXT.partition("RUN test")[0])
    assert told(asleep(shorter, run(old), find)) == [(None, "s20", 2, [2])]


def test_where_nothing_is_exposed_it_is_told_how() -> None:
    of = program("FROM vm/debian:12\nRUN x\n")
    with pytest.raises(NothingAsleep, match="exposes nothing: write EXPOSE WEBSITE"):
        asleep(of, run(of), find)


def test_a_run_that_goes_on_serves_by_itself() -> None:
    of = program(TEXT)
    with pytest.raises(NothingAsleep, match="still goes on"):
        asleep(of, run(of, result="running"), find)
