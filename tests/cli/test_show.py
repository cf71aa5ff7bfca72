"""`layer show RUN`: what a run did."""

from __future__ import annotations

import json

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode

from .past import Past


def _show(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["show", *arguments]) == 0
    return capsys.readouterr().out


def test_a_run_step_by_step(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    heading, *lines = _show(capsys, "1").splitlines()
    assert heading.startswith("1  20")
    assert heading.endswith("  /project/Layerfile")
    assert lines == [
        "passed in 6.5 s: 3 cached, 1 ran; 1 VM started; 12.5 s saved",
        "» restored the machine as it was after line 3 in 1.25 s"
        " (disk 0.10 s, start 0.20 s, memory 0.30 s, state 0.40 s); 512 MB, tcg",
        "✓    1            FROM vm/debian:12",
        "✓    2            COPY . .",
        "✓    3    12.5 s  RUN make",
        "                 cached, as predicted",
        "✔    4     3.5 s  RUN make test",
        "                 ran, as predicted (3.0 s expected): a.c changed (content 1 → 2)",
        "                 snapshot: 12 MB, paused 0.25 s (state 0.01 s, memory 0.10 s, disk 0.02 s)",
    ]


def test_what_a_step_used_helps_to_choose_its_memory(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    usage = {"total": 512 * 1024**2, "read": 0, "written": 0}
    log.emit("sample", line=4, step=3, cpu=0.25, memory=300 * 1024**2, **usage)
    log.emit("sample", line=4, step=3, cpu=0.75, memory=200 * 1024**2, **usage)
    log.close()
    used = "                 used: 300 of 512 MB of memory at most; processors 50% busy, 75% at most"
    assert used in _show(capsys, "1").splitlines()
    steps = json.loads(_show(capsys, "1", "--json"))["steps"]
    assert steps[3]["executions"][0]["peak"]["memory"] == 300 * 1024**2


def test_a_failed_step_says_how_it_ended_and_where_its_log_is(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.failed("1")
    text = _show(capsys, "last")
    assert "failed in 4.5 s: 3 cached, 1 failed; 1 VM started" in text
    assert "✗    4     2.5 s  RUN make test\n                 failed, exit status 2, as predicted" in text
    assert f"log: {past.state}/runs/1/step-3-line-4.log" in text


def test_a_failed_step_that_printed_nothing_has_no_log(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    log.emit("step_finished", step=3, line=4, verdict="failed", seconds=1.0, signal=9, exit=137)
    log.close()
    text = _show(capsys)
    assert "failed, signal 9, as predicted" in text
    assert "it printed nothing" in text


def test_a_run_that_died_is_told_from_one_that_goes_on(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    going_on = _show(capsys)
    assert "\nrunning for " in going_on
    assert "▶    4" in going_on
    log.output(3, 4, b"so far")
    log.close()
    died = _show(capsys)
    assert "its process is gone, and wrote no end" in died
    assert "stopped with the run" in died
    assert "step-3-line-4.log" in died


def test_what_went_otherwise_than_predicted_is_told(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    log.emit("step_finished", step=2, line=3, verdict="ran", seconds=9.0)
    log.emit("step_finished", step=3, line=4, verdict="hit", seconds=3.0)
    log.emit("not_cached", step=3, line=4, reason="changed while the run read it: a.c")
    log.emit("run_finished", ok=False, seconds=1.0, error="the machine died\n\x1b[2Jpanic")
    log.close()
    text = _show(capsys)
    assert "ran, but was predicted to be cached" in text
    assert "cached, but was predicted to run" in text
    assert "! line 4 and what follows were not kept: changed while the run read it: a.c" in text
    assert "stopped by an error after 1.0 s" in text
    assert "! the machine died\npanic" in text


def test_the_first_command_after_a_restore_has_its_parts(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    log.emit("first_command", seconds=4.5, parts={"restore": 1.25, "command": 3.25})
    log.close()
    text = _show(capsys)
    assert "» the first command ended 4.50 s after the restore began (restore 1.25 s, command 3.25 s)" in text


def test_a_parents_step_is_named_with_its_file(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    log.emit("step_finished", step=9, line=7, layerfile="base/Layerfile", text="RUN x", verdict="hit", seconds=1.0)
    log.emit("step_finished", step=10, line=2, layerfile="Layerfile", text="RUN y", verdict="hit", seconds=1.0)
    log.close()
    assert "✓ base/Layerfile:7     1.0 s  RUN x" in _show(capsys)


def test_json_has_all_of_it(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.failed("1")
    found = json.loads(_show(capsys, "--json"))
    assert (found["version"], found["run"], found["result"], found["seconds"]) == (1, "1", "failed", 4.5)
    assert found["restores"][0]["parts"]["memory"] == 0.3
    step = found["steps"][3]
    assert (step["line"], step["verdict"], step["predicted"], step["as_predicted"]) == (4, "failed", "miss", True)
    assert step["reason"]["path"] == "a.c"
    assert step["executions"][0]["exit"] == 2
    assert step["logs"] == [f"{past.state}/runs/1/step-3-line-4.log"]


@pytest.mark.parametrize("command", [["show"], ["logs"], ["diff", "last"], ["why", "--run"]])
def test_a_wrong_id_names_the_nearest(past: Past, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    past.ran("20261124-1200")
    assert cli.main([*command, "20261124-1300"]) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "layer: there is no run '20261124-1300'; the nearest is 20261124-1200\n"


def test_a_word_that_could_drive_the_terminal_cannot(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    assert cli.main(["show", "\x1b[2J"]) == ExitCode.USAGE
    assert "\x1b" not in capsys.readouterr().err
