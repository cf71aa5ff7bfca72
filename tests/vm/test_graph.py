"""Several Layerfiles in real machines: what they share is run once."""

from __future__ import annotations

import json
import signal
import subprocess
import textwrap
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import pytest

from tests.vm.conftest import LAYER, Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]


@pytest.fixture
def repository(project: Project) -> Project:
    """A repository in which `api` and `web` start from `base`, and `e2e` waits for both."""
    subprocess.run(["git", "init", "-q", str(project.folder)], check=True)
    files = {
        "base": f"FROM vm/debian:12\nENV PROJECT={project.unique}\nRUN echo base > /made\n",
        "api": "FROM ../base\nCOPY . .\nRUN cat /made data; sleep 3\n",
        "web": "FROM ../base\nRUN cat /made; sleep 3\n",
        "e2e": "FROM ../base\nWAIT ../api ../web\nRUN echo at last\n",
    }
    for name, text in files.items():
        project.write(f"{name}/Layerfile", textwrap.dedent(text))
    project.write("api/data", "first\n")
    return project


def _run(repository: Project, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    command = [*LAYER, "run", "--json", *arguments]
    done = subprocess.run(command, cwd=repository.folder, stdout=subprocess.PIPE, text=True, timeout=240, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def _machines(state: Path) -> list[str]:
    """The QEMU processes that use this state: others may run on this machine."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"qemu-system" in command and f"{state}/".encode() in command:
            found.append(process.name)
    return found


def _verdicts(events: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What became of the RUNs of each Layerfile's run, by the folder of that."""
    folders = {
        event["run"]: Path(event["layerfile"]).parent.name for event in events if event["event"] == "run_started"
    }
    found: dict[str, list[str]] = {folder: [] for folder in folders.values()}
    for event in events:
        if event["event"] == "step_finished" and event["text"].startswith("RUN"):
            found[folders[event["run"]]].append(event["verdict"])
    return found


def test_a_shared_parent_runs_once_and_its_children_side_by_side(repository: Project, tmp_path: Path) -> None:
    trace, junit = tmp_path / "trace.json", tmp_path / "junit.xml"
    status, events = _run(repository, "--jobs", "2", "--trace", str(trace), "--junit", str(junit))
    assert status == 0
    assert _verdicts(events) == {"base": ["ran"], "api": ["hit", "ran"], "web": ["hit", "ran"], "e2e": ["hit", "ran"]}
    order = [(event["event"], event["layerfile"]) for event in events if event["event"] == "member_finished"]
    assert order[0][1] == "base/Layerfile"
    assert order[-1][1] == "e2e/Layerfile"

    # Both children's commands ran at the same time.
    records = json.loads(trace.read_text())["traceEvents"]
    slept = [(each["ts"], each["ts"] + each["dur"]) for each in records if "sleep 3" in each["name"]]
    assert len(slept) == 2
    assert max(start for start, _ in slept) < min(end for _, end in slept)
    assert {"restore line 3", "snapshot", "memory", "disk"} <= {each["name"] for each in records}
    suites = xml.parse(junit).getroot()
    assert [each.get("failures") for each in suites] == ["0", "0", "0", "0"]

    # Nothing to do, then only what read the file.
    status, events = _run(repository)
    assert status == 0
    assert {verdict for each in _verdicts(events).values() for verdict in each} == {"hit"}
    repository.write("api/data", "second\n")
    status, events = _run(repository, "e2e")
    assert status == 0
    assert _verdicts(events) == {"base": ["hit"], "api": ["hit", "ran"], "web": ["hit", "hit"], "e2e": ["hit", "hit"]}


def test_interrupt_and_timeouts_end_machines_in_seconds(repository: Project, state: Path) -> None:
    for name in ("api", "web"):
        repository.write(f"{name}/Layerfile", "FROM ../base\nRUN echo waiting; sleep 300\n")
    command = [*LAYER, "run", "--json", "--jobs", "2", "--only", "api", "web"]
    process = subprocess.Popen(command, cwd=repository.folder, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    waiting = 0
    for line in process.stdout:
        waiting += '"output"' in line and "waiting" in line
        if waiting == 2:
            break
    assert len(_machines(state)) == 2
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert time.monotonic() - began < 8
    assert process.returncode == 130
    assert not _machines(state)
    ended = [json.loads(line) for line in output.splitlines()]
    assert [each["result"] for each in ended if each["event"] == "member_finished"] == ["interrupted"] * 2

    status, events = _run(repository, "--only", "api", "--step-timeout", "3")
    assert status == 124
    (last,) = [each for each in events if each["event"] == "run_finished" and each.get("timed_out")]
    assert last["error"] == "line 2 was not done after 3 s (--step-timeout)"
    assert not _machines(state)
