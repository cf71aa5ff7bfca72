"""What the commands on past runs say of real ones."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.vm.conftest import LAYER, Project

pytestmark = pytest.mark.vm


def _layer(*arguments: str) -> str:
    done = subprocess.run([*LAYER, *arguments], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def _json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_layer(*arguments, "--json"))
    return found


def test_a_run_is_shown_followed_and_compared(project: Project) -> None:
    project.layerfile("COPY . .\nRUN cat data\nRUN test ! -e broken\n")
    project.write("data", "first\n")
    assert project.run().status == 0
    project.write("data", "second\n")
    running = project.start()
    assert running.stdout is not None
    # Its first event: now it is the last run.
    running.stdout.readline()
    try:
        followed = _layer("logs", "last", "-f")
    finally:
        running.communicate(timeout=240)
    assert running.returncode == 0
    project.write("broken", "")
    assert project.run().status == 1

    # The runs of this project, newest first; others may have run in this state folder meanwhile.
    layerfile = str(project.folder / "Layerfile")
    runs = [run for run in _json("runs")["runs"] if run["layerfile"] == layerfile]
    assert [run["result"] for run in runs] == ["failed", "passed", "passed"]
    failed, second, first = (run["run"] for run in runs)
    assert followed == "second\n"
    assert _layer("logs", first) == "first\n"
    assert _layer("logs", second, "4") == "second\n"

    shown = _json("show", failed)
    hit, wrong = shown["steps"][3:]
    assert (hit["verdict"], hit["as_predicted"]) == ("hit", True)
    assert (wrong["verdict"], wrong["as_predicted"], wrong["executions"][0]["exit"]) == ("failed", True, 1)
    assert wrong["reason"]["path"] == "broken"
    assert set(shown["restores"][0]["parts"]) == {"disk", "start", "memory", "state"}
    assert "broken did not exist, now it does" in _layer("show", failed)
    assert "broken did not exist, now it does" in _layer("why", "--run", failed, "5")

    # What a hit was compared with is what the run before recorded.
    assert hit["executions"][0]["recording"] == _json("show", second)["steps"][3]["executions"][0]["recording"]
    differences = _json("diff", first, second)["steps"]
    assert "inputs" in differences[3]["differs"]
    assert [reason["path"] for reason in differences[3]["inputs"]["changed"]] == ["/root/data"]
    assert _json("diff", second, failed)["steps"][3]["inputs"]["changed"] == []


def test_a_killed_run_is_one_that_died(project: Project, machines: Callable[[], set[str]]) -> None:
    project.layerfile("RUN echo begun && sleep 600\n")
    running = project.start()
    assert running.stdout is not None
    for line in running.stdout:
        event = json.loads(line)
        if event["event"] == "output":
            break
    assert _json("show", "last")["result"] == "running"
    running.kill()
    running.communicate(timeout=60)
    # Though its machine still runs.
    assert machines()
    shown = _json("show", "last")
    assert (shown["result"], shown["steps"][2]["phase"]) == ("died", "stopped")
    assert _layer("logs", "last", "-f") == "begun\n"
    # The next run removes what it left.
    project.layerfile("RUN true\n")
    assert project.run().status == 0
