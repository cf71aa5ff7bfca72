"""`layer verify`: what it says, and its exit status; machines are in tests/vm/test_verify.py."""

from __future__ import annotations

import json

import pytest

from layer_cache.observations import Observation
from layer_cli import main as cli
from layer_cli.verdicts import as_json, as_text, summary
from layer_runner.verify.comparison import Difference, Outcome
from layer_runner.verify.verifying import Verdict
from tests.runner.steps import predicted, program

from .conftest import Recorded


def told(**outcome: object) -> list[str]:
    """What is said of the step at line 3, but for its heading."""
    step = predicted(program().steps[2], "hit", 2.0)
    heading, *lines = as_text(Verdict(step, Outcome(**outcome)))  # type: ignore[arg-type]
    assert heading.endswith("3  RUN make")
    return [heading[0], *(line.strip() for line in lines)]


def test_a_step_that_is_the_same_says_what_was_compared() -> None:
    log = Difference("/var/log/dpkg.log", "content", "a", "b", "logs have times")
    assert told(seconds=1.5, files=12, differences=(log,), printed=False, unrepeated=("/root/a",)) == [
        "✓",
        "same: ran 1.5 s, 12 files compared, 1 that always may differ do: logs have times, "
        "it printed something else, 1 recorded path not looked at this time",
    ]


def test_a_stale_hit_says_where() -> None:
    read = Observation("content", "/root/a", "x 644")
    assert told(files=1, unknown=(read,), differences=(Difference("/out", "content", "aa", "bb"),)) == [
        "✗",
        "differs",
        "it looked at /root/a (content), which the recording does not know",
        "/out: content, aa → bb",
    ]


def test_chance_is_said_to_be_that() -> None:
    found = told(files=1, differences=(Difference("/out", "content", "aa", "bb", varies=True),))
    assert found[1] == "differs, but by the step's own chance: two runs of now differ in it too"
    assert found[2] == "/out: content, aa → bb (two runs of now differ in it too)"


def test_a_step_that_fails_now() -> None:
    assert told(ended="exit status 2")[1:] == ["differs", "exit status 2; it ended well when it was recorded"]
    assert told(ended="exit status 2", ended_by_chance=True)[1:] == [
        "differs, but by the step's own chance: two runs of now differ in it too",
        "exit status 2; it ended well when it was recorded and the second time",
    ]


def test_what_could_not_be_compared_says_why() -> None:
    assert told(reason="it left no snapshot") == ["?", "could not be compared: it left no snapshot"]


def test_long_lists_are_cut_for_people_only() -> None:
    many = tuple(Difference(f"/{number:02}", "new", "nothing", "a file") for number in range(15))
    found = told(files=15, differences=many)
    assert len(found) == 2 + 10 + 1
    assert found[-1] == "… and 5 more files (--json has all)"
    step = predicted(program().steps[2], "hit", 2.0)
    (fields,) = as_json("Layerfile", [Verdict(step, Outcome(files=15, differences=many))], 1.0)["steps"]
    assert len(fields["differences"]) == 15
    assert (fields["result"], fields["stale"], fields["line"]) == ("differs", True, 3)


def test_control_sequences_do_not_reach_the_terminal() -> None:
    found = told(files=1, differences=(Difference("/\x1b[2Jx", "new", "nothing", "a file"),))
    assert "\x1b" not in "".join(found)


def test_the_summary_counts() -> None:
    step = predicted(program().steps[2], "hit", 2.0)
    verdicts = [Verdict(step, outcome) for outcome in (Outcome(), Outcome(ended="x"), Outcome(reason="y"), Outcome())]
    assert summary(verdicts, 3.0) == "2 same, 1 different, 1 not compared in 3.0 s"


def test_where_nothing_is_a_hit_there_is_nothing_to_do(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(recorded.folder)]) == 0
    assert capsys.readouterr().out == "nothing to verify: no step would be skipped now\n"


def test_where_nothing_can_be_compared_that_is_no_success(
    recorded: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.run([2.5, 10])
    assert cli.main(["verify", "--json", str(recorded.folder)]) == 3
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["result"] for step in steps] == ["not compared", "not compared"]
    assert "gone" in steps[0]["reason"]


def test_a_step_that_is_no_hit_cannot_be_asked_for(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    recorded.run([2.5, 10])
    assert cli.main(["verify", "--step", "1", str(recorded.folder)]) == 2
    assert "those that would: Layerfile:3, Layerfile:4" in capsys.readouterr().err
