"""What goes wrong, in words, with nothing lost and nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vm.conftest import LAYER, Project, finish

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]


def test_a_machine_that_dies_in_a_step_is_an_engine_error(project: Project, machines: Census) -> None:
    project.layerfile("RUN echo before\nRUN echo b > /proc/sysrq-trigger; sleep 60\n")
    ran = project.run()
    assert ran.status == 3
    assert "Layerfile:4" in ran.errors
    assert "machine" in ran.errors
    assert ran.events[-1]["ok"] is False
    assert project.predict()[3]["verdict"] == "hit", "what was done before is kept"


def test_interrupt_stops_machines_and_leaves_nothing(project: Project, machines: Census) -> None:
    project.layerfile("RUN echo before\nRUN echo waiting; sleep 300\n")
    process = project.start()
    assert process.stdout is not None
    for line in process.stdout:
        if "waiting" in line and '"output"' in line:
            break
    assert machines(), "no machine was seen while it ran"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 10
    assert not machines()
    assert project.predict()[3]["verdict"] == "hit"


def test_what_a_killed_run_leaves_is_removed_by_the_next(project: Project, machines: Census) -> None:
    project.layerfile("RUN echo waiting; sleep 300\n")
    process = project.start()
    assert process.stdout is not None
    for line in process.stdout:
        if "waiting" in line and '"output"' in line:
            break
    process.kill()
    process.communicate(timeout=60)
    project.layerfile("RUN echo short\n")
    assert project.run().status == 0


def test_two_runs_of_one_layerfile_at_once_both_end_well(project: Project, machines: Census) -> None:
    project.write("data", "data\n")
    project.layerfile("COPY . .\nRUN sleep 1; cat data\nRUN sleep 1; cat data data\n")
    began = time.monotonic()
    both = [finish(process, began) for process in (project.start(), project.start())]
    assert [ran.status for ran in both] == [0, 0]
    assert {ran.output(5) for ran in both} <= {"data\ndata\n", ""}
    assert [step["verdict"] for step in project.predict().values()][3:] == ["hit", "hit"]
    third = project.run()
    assert third.events[-1]["vms_started"] == 0


def test_no_cache_runs_every_step(project: Project) -> None:
    project.layerfile("RUN echo done\n")
    project.run()
    assert project.run().verdicts[3] == "hit"
    assert project.run("--no-cache").verdicts[3] == "ran"


def test_a_snapshot_that_is_gone_means_an_earlier_one(project: Project, state: Path) -> None:
    project.layerfile("RUN echo one\nRUN echo two\nRUN echo three\n")
    project.run()
    before = set(os.listdir(state / "snapshots"))
    project.layerfile("RUN echo one\nRUN echo two again\nRUN echo three\n")
    project.run()
    newest = sorted(
        set(os.listdir(state / "snapshots")) - before, key=lambda name: (state / "snapshots" / name).stat().st_mtime
    )
    shutil.rmtree(state / "snapshots" / newest[0])
    project.layerfile("RUN echo one\nRUN echo two again\nRUN echo four\n")
    predicted = {line: step["verdict"] for line, step in project.predict().items() if line > 2}
    assert predicted == {3: "hit", 4: "miss", 5: "miss"}
    assert {line: v for line, v in project.run().verdicts.items() if line > 2} == {3: "hit", 4: "ran", 5: "ran"}


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_no_space_left_is_a_store_error_that_loses_nothing(project: Project, state: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(small)], check=True)
    try:
        project.layerfile("RUN true\n")
        (small / "images").symlink_to(state / "images")
        done = subprocess.run(
            [*LAYER, "run", str(project.folder)],
            env={**os.environ, "LAYER_STATE_DIR": str(small)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 4
        assert "MB are free" in done.stderr
        assert "LAYER_STATE_DIR" in done.stderr
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_an_unknown_image_names_those_that_there_are(project: Project) -> None:
    project.write("Layerfile", "FROM vm/nonesuch:1\nRUN true\n")
    done = subprocess.run([*LAYER, "run", str(project.folder)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("layer: Layerfile:1:1: ")
    assert "vm/debian:12" in done.stderr


def test_a_missing_layerfile_is_said_plainly(project: Project) -> None:
    done = subprocess.run([*LAYER, "run", str(project.folder)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "no Layerfile" in done.stderr


def test_missing_qemu_names_the_package(project: Project, tmp_path: Path) -> None:
    project.layerfile("RUN echo without qemu\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").symlink_to(shutil.which("git") or "/usr/bin/git")
    done = subprocess.run(
        [*LAYER, "run", str(project.folder)],
        env={**os.environ, "PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert "qemu-system-x86" in done.stderr
