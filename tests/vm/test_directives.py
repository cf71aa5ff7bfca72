"""Directives that are more than a command, together in real machines."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.vm.conftest import LAYER, Project, Ran

pytestmark = [pytest.mark.vm, pytest.mark.timeout(400)]

TEXT = """\
    LABEL display_name=shop status=merge
    COPY . /w/
    CHECKPOINT copied
    BUILD ENV MODE
    ENV VERSION=$(cat /w/version; echo a complaint >&2)
    ENV IMAGE=shop:$VERSION
    SETUP FILE /w/setup
    RUN echo "$MODE $IMAGE $FROM_SETUP $RETRY_INDEX $JOB_ID"
    BUTTON shall it go on?
    CHECKPOINT disabled
    RUN cat /w/data
    SKIP REMAINING IF MODE=short
    RUN echo last $IMAGE
"""


def press_when_asked(project: Project) -> Ran:
    """Start a run, and press its button with `layer press` once it waits."""
    process = project.start()
    assert process.stdout is not None
    assert process.stderr is not None
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] == "button":
            subprocess.run([*LAYER, "press", events[0]["run"]], check=True, timeout=30, capture_output=True)
    return Ran(process.wait(), events, process.stderr.read(), 0.0)


def test_what_is_predicted_of_them_is_what_happens(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "long")
    for name, text in (("version", "1\n"), ("setup", "FROM_SETUP=yes\n"), ("data", "data\n")):
        project.write(name, text)
    project.layerfile(TEXT)
    ran = press_when_asked(project)
    assert ran.status == 0, ran.errors
    assert ran.output(7) == "a complaint\n"
    assert ran.output(10) == f"long shop:1 yes 1 {ran.events[0]['run']}\n"
    assert ran.output(15) == "last shop:1\n"
    assert [event["message"] for event in ran.of("button")] == ["shall it go on?"]
    snapshots = {event["line"] for event in ran.of("step_finished") if "snapshot" in event}
    assert snapshots == {7, 10}

    again = project.run()
    assert set(again.verdicts.values()) == {"hit"}
    assert again.events[-1]["vms_started"] == 0

    monkeypatch.setenv("MODE", "short")
    predicted = project.predict()
    assert {line: predicted[line]["verdict"] for line in (7, 10, 13, 15)} == {
        7: "miss",
        10: "miss",
        13: "miss",
        15: "skipped",
    }
    assert predicted[7]["reason"]["detail"] == "MODE is short, and was long"
    changed = project.run("--yes")
    assert changed.status == 0, changed.errors
    assert changed.output(10).startswith("short shop:1 yes 1 ")
    assert changed.verdicts[15] == "skipped"
    assert changed.of("button") == []

    monkeypatch.setenv("MODE", "long")
    project.write("data", "other\n")
    assert {line: project.predict()[line]["verdict"] for line in (7, 10, 13, 15)} == {
        7: "hit",
        10: "hit",
        13: "miss",
        15: "miss",
    }
    edited = project.run("--yes")
    assert edited.status == 0, edited.errors
    assert (edited.output(7), edited.output(13), edited.output(15)) == ("", "other\n", "last shop:1\n")
    assert set(project.run().verdicts.values()) == {"hit"}


def test_a_command_of_env_that_fails_fails_the_step(project: Project) -> None:
    project.layerfile("ENV A=$(echo before; exit 7)\nRUN echo $A\n")
    ran = project.run()
    assert ran.status == 1
    assert {line: verdict for line, verdict in ran.verdicts.items() if line > 2} == {3: "failed", 4: "skipped"}
    assert ran.of("step_finished")[-2]["exit"] == 7
