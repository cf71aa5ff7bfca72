"""What a person can do where a step has failed, on a real terminal and in real machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.editors.terminal import Terminal, terminal
from tests.vm.conftest import Project, finish

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]
LAYER = [sys.executable, "-m", "layer_cli"]


def asked(project: Project, *arguments: str, **variables: str) -> AbstractContextManager[Terminal]:
    """`layer run` on a terminal."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **variables}
    # Tests may run in CI; a person does not.
    environment.pop("CI", None)
    return terminal([*LAYER, "run", *arguments, str(project.folder)], environment, project.folder)


def prompt(line: int) -> Callable[[str], bool]:
    """Whether a screen ends with the question about a line."""
    return lambda text: text.rstrip().endswith(f"\nline {line}:")


def layer(*words: str) -> subprocess.CompletedProcess[str]:
    """A command to its end."""
    return subprocess.run([*LAYER, *words], capture_output=True, text=True, check=False, timeout=60)


def waits(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Read the events of a run until it asks; all that were read."""
    events: list[dict[str, Any]] = []
    assert process.stdout is not None
    for line in process.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] == "failure_waiting":
            return events
    raise AssertionError(f"it never asked: {events[-3:]}")


def test_a_shell_in_the_very_machine_and_a_retry_from_before_the_step(project: Project, machines: Census) -> None:
    project.write("data", "bad\n")
    project.layerfile(
        """
        COPY . .
        RUN sleep 1000 & echo $! > /run/pid
        RUN echo half > /run/half; grep good data
        RUN cat /run/half; test -e /run/shell || echo never entered
        """
    )
    with asked(project) as shown:
        shown.wait_for("? line 5 failed")
        shown.wait_for(prompt(5))
        shown.type("sh\r")
        shown.wait_for("root@layer:~#")
        shown.type("kill -0 $(cat /run/pid) && cat /run/half && touch /run/shell && exit\r")
        shown.wait_for(lambda text: "half\n" in text and prompt(5)(text))
        project.write("data", "good\n")
        shown.type("retry\r")
        shown.wait_for("never entered")
        assert shown.wait_for_end() == 0
        assert "passed in" in shown.text
    again = project.run()
    assert again.events[-1]["vms_started"] == 0
    assert again.verdicts == dict.fromkeys(range(1, 7), "hit")


def test_continue_goes_on_in_the_same_machine_and_records_nothing(project: Project, machines: Census) -> None:
    project.layerfile("RUN true\nRUN echo half > /run/half; exit 3\nRUN cat /run/half; echo went on\n")
    with asked(project) as shown:
        shown.wait_for(prompt(4))
        shown.type("nonsense\r")
        shown.wait_for("none of the answers")
        shown.type("c\r")
        shown.wait_for("half\nwent on")
        assert shown.wait_for_end() == 1
    assert [step["verdict"] for step in project.predict().values()][2:] == ["hit", "miss", "miss"]


def test_keys_that_were_typed_ahead_answer_nothing(project: Project, machines: Census) -> None:
    project.layerfile("RUN echo begun; sleep 2; exit 3\nRUN true\n")
    with asked(project) as shown:
        shown.wait_for("begun")
        shown.type("continue\r")
        shown.wait_for(prompt(3))
        shown.type("\x04")
        assert shown.wait_for_end() == 1
        assert "-    4  RUN true  (skipped)" in shown.text


def test_edit_tells_of_a_mistake_and_goes_on_from_the_new_file(
    project: Project, machines: Census, tmp_path: Path
) -> None:
    project.layerfile("RUN date +%N\nRUN exit 3\n")
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nsed -i "$(cat "$0.sed")" "$1"\n')
    script.chmod(0o755)
    change = tmp_path / "editor.sed"
    change.write_text("4s/RUN exit 3/RUNN true/")
    with asked(project, EDITOR=str(script)) as shown:
        shown.wait_for(prompt(4))
        shown.type("edit\r")
        shown.wait_for("! Layerfile:4:1")
        change.write_text("4s/.*/RUN echo mended/")
        shown.type("e\r")
        shown.wait_for("mended\n")
        assert shown.wait_for_end() == 0
        assert "2 ran" not in shown.text, "the first RUN was a hit the second time"
    assert project.run().events[-1]["vms_started"] == 0


def test_a_machine_is_kept_for_later_and_answers_come_from_elsewhere(
    project: Project, machines: Census, tmp_path: Path
) -> None:
    project.layerfile("RUN sleep 1000 & echo $! > /run/pid; exit 5\n")
    began = time.monotonic()
    process = project.start("--ask")
    run = waits(process)[0]["run"]
    assert layer("answer", run, "keep").returncode == 0
    waits(process)
    assert layer("answer", run, "quit").returncode == 0
    ran = finish(process, began)
    assert ran.status == 1
    assert [event["answer"] for event in ran.of("failure_answered")] == ["quit"]
    assert not machines()
    assert layer("answer", run, "quit").returncode == 2
    log = Path(os.environ["LAYER_STATE_DIR"], "runs", run, "events.ndjson").read_text().splitlines()
    (kept,) = [event for event in map(json.loads, log) if event["event"] == "kept"]
    assert layer("cache", "gc").returncode == 0
    with terminal([*LAYER, "shell", run], {**os.environ, "LC_ALL": "C.UTF-8"}, tmp_path) as shown:
        shown.wait_for("as Layerfile:3 failed in it")
        shown.wait_for("root@layer:~#")
        shown.type("kill -0 $(cat /run/pid) && echo ali''ve; exit\r")
        shown.wait_for("alive")
        assert shown.wait_for_end() == 0
    assert kept["snapshot"][:12] in layer("cache", "ls").stdout
    assert project.run().verdicts[3] == "failed", "nobody starts from it"
    assert layer("cache", "rm", kept["snapshot"]).returncode == 0


def test_keep_asks_nobody(project: Project, machines: Census) -> None:
    project.layerfile("RUN exit 5\n")
    ran = project.run("--keep")
    assert ran.status == 1
    (kept,) = ran.of("kept")
    assert layer("cache", "rm", kept["snapshot"]).returncode == 0


def test_shards_that_fail_are_asked_about_one_after_the_other(project: Project, machines: Census) -> None:
    project.write("data", "bad\n")
    project.layerfile("COPY . .\nRUN true\nSPLIT 3\nRUN test $SPLIT = 0 || grep good data\nRUN echo $SPLIT\n")
    began = time.monotonic()
    process = project.start("--ask")
    seen = waits(process)
    assert layer("answer", seen[0]["run"], "retry").returncode == 0
    seen += waits(process)
    project.write("data", "good\n")
    assert layer("answer", seen[0]["run"], "retry").returncode == 0
    ran = finish(process, began)
    assert ran.status == 0
    events = seen + ran.events
    assert {event["shard"] for event in events if event["event"] == "failure_waiting"} == {1, 2}
    last = max(number for number, event in enumerate(events) if event["event"] == "planned_again")
    verdicts = {
        event["shard"]: event["verdict"]
        for event in events[last:]
        if event["event"] == "step_finished" and event["line"] == 6
    }
    assert verdicts == {0: "hit", 1: "ran", 2: "ran"}
    assert project.run().events[-1]["vms_started"] == 0


def test_fail_fast_stops_the_other_shards(project: Project, machines: Census) -> None:
    project.layerfile("RUN true\nSPLIT 2\nRUN test $SPLIT = 0 || sleep 1000; sleep 2; exit 3\n")
    ran = project.run("--fail-fast")
    assert ran.status == 1
    assert ran.seconds < 60
    assert ran.events[-1]["ok"] is False
