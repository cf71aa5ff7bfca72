"""The store that looks after itself, with real machines: what is removed is predicted, and what runs use stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.vm.conftest import LAYER, Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]


def _cache(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*LAYER, "cache", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _snapshots(project: Project) -> dict[int, dict[str, Any]]:
    """The snapshots of a project by line."""
    steps = {step["text"]: line for line, step in project.predict().items()}
    listed = json.loads(_cache("ls", "--json").stdout)["snapshots"]
    return {steps[one["text"]]: one for one in listed if one["text"] in steps}


def _findings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_cache("check", "--json").stdout)["findings"]
    return found


@pytest.fixture
def own_state(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own, with the image of the others but nothing booted."""
    own = tmp_path / "state"
    for folder in (state / "images").iterdir():
        copy = own / "images" / folder.name
        copy.mkdir(parents=True)
        for file in folder.iterdir():
            if not file.name.startswith("booted-"):
                (copy / file.name).symlink_to(file)
    if (state / "kvm.json").exists():
        shutil.copy(state / "kvm.json", own / "kvm.json")
    monkeypatch.setenv("LAYER_STATE_DIR", str(own))
    return own


def test_after_a_middle_snapshot_is_removed_the_prediction_is_still_true(project: Project, state: Path) -> None:
    for name in ("one", "two", "three"):
        project.write(name, f"{name}\n")
    # The texts are this test's own: its snapshots are found by them.
    tag = project.unique
    project.layerfile(
        f"COPY . .\nRUN cat one; : {tag}\nRUN cat two | tee /two /dev/shm/two; : {tag}\nRUN cat three; : {tag}\n"
    )
    assert project.run().status == 0
    before = _snapshots(project)
    assert sorted(before) == [4, 5, 6]
    removed = _cache("rm", before[5]["snapshot"])
    assert removed.returncode == 0, removed.stderr
    assert "1 snapshot stands on it" in removed.stdout
    assert sorted(_snapshots(project)) == [4, 6]

    assert not (state / "snapshots" / before[5]["snapshot"]).exists(), "its remains are part of the next one"

    # Nothing to run: no snapshot is missed.
    assert [step["verdict"] for step in project.predict().values()][3:] == ["hit", "hit", "hit"]
    # The last step again must start from line 5, whose snapshot is gone.
    project.write("three", "three, changed\n")
    predicted = project.predict()
    assert [predicted[line]["verdict"] for line in (4, 5, 6)] == ["hit", "miss", "miss"]
    assert predicted[5]["reason"]["kind"] == "snapshot"
    ran = project.run()
    assert [ran.verdicts[line] for line in (4, 5, 6)] == ["hit", "ran", "ran"]
    assert ran.output(6) == "three, changed\n"

    # The first result of line 6 has what is left of the removed one in its own files, and is restored from them.
    project.write("three", "three\n")
    project.layerfile(
        project.folder.joinpath("Layerfile").read_text().split("\n", 2)[2] + "RUN cat /two /dev/shm/two three\n"
    )
    assert [project.predict()[line]["verdict"] for line in (4, 5, 6, 7)] == ["hit", "hit", "hit", "miss"]
    again = project.run()
    assert [again.verdicts[line] for line in (4, 5, 6, 7)] == ["hit", "hit", "hit", "ran"]
    assert again.of("restored")[0]["snapshot"] == before[6]["snapshot"]
    assert again.output(7) == "two\ntwo\nthree\n"
    mine = {one["snapshot"] for one in _snapshots(project).values()}
    assert mine.isdisjoint(finding["subject"] for finding in _findings())


def test_a_tiny_cap_empties_the_store_but_for_what_runs_use(own_state: Path, project: Project, tmp_path: Path) -> None:
    first = project
    first.layerfile("RUN echo first\n")
    first.write("layer.toml", '[cache]\nsize = "1M"\n')
    assert first.run().status == 0
    assert 3 in _snapshots(first), "a run removes nothing that it made itself"

    second = Project(tmp_path / "second")
    second.write("layer.toml", '[cache]\nsize = "1M"\n')
    second.layerfile("RUN echo second\nRUN echo waiting; sleep 8; echo done\n")
    process = second.start()
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "waiting" in line and '"output"' in line:
            break
    collected = json.loads(_cache("gc", "--json", "--size", "0", str(tmp_path)).stdout)
    assert [one["text"] for one in collected["removed"]] == ["RUN echo first"]
    assert collected["bytes_missing"] > 0
    refused = _cache("rm", _snapshots(second)[3]["snapshot"])
    assert refused.returncode == 4
    assert "a run in progress uses it" in refused.stderr
    process.communicate(timeout=100)
    assert process.returncode == 0
    assert sorted(_snapshots(second)) == [3, 4]

    assert first.predict()[3]["verdict"] == "hit", "its recording still holds, and nothing follows it"
    third = first.run("--no-cache")
    assert third.status == 0
    assert any("over its cap" in note["text"] for note in third.of("note"))
    assert not _snapshots(second)

    assert _cache("gc", "--size", "0", str(tmp_path)).returncode == 0
    assert os.listdir(own_state / "snapshots") == []
    assert os.listdir(own_state / "disks") == []
    assert not any(str(own_state) in finding["subject"] for finding in _findings())
    assert first.run("--no-cache").status == 0


def test_what_a_killed_run_left_is_found_and_removed(own_state: Path, project: Project) -> None:
    project.layerfile("RUN echo kept\nRUN echo waiting; sleep 300\n")
    process = project.start()
    assert process.stdout is not None
    for line in process.stdout:
        if "waiting" in line and '"output"' in line:
            break
    assert not any(str(own_state) in finding["subject"] for finding in _findings()), "a run in progress uses it"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    found = _findings()
    lease, written = (
        [finding for finding in found if folder in finding["subject"]]
        for folder in (str(own_state / "locks"), str(own_state / "disks"))
    )
    assert [finding["kind"] for finding in (*lease, *written)] == ["leftover", "unneeded"]
    assert any("layer-engine-" in finding["subject"] for finding in found)
    healed = _cache("check", "--fix")
    assert healed.returncode == 0, healed.stdout
    assert not any(str(own_state) in finding["subject"] for finding in _findings())
    assert project.predict()[3]["verdict"] == "hit", "what is sound stays"
    project.layerfile(project.folder.joinpath("Layerfile").read_text().split("\n", 2)[2].replace("300", "0"))
    again = project.run()
    assert (again.verdicts[3], again.verdicts[4]) == ("hit", "ran")


def test_a_step_that_is_over_at_once_leaves_no_snapshot_and_that_is_predicted(
    project: Project, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAYER_SNAPSHOTS")
    # What the first leaves takes longer to write than the second takes.
    project.layerfile(
        """
        COPY . .
        RUN head -c 150000000 /dev/urandom > /dev/shm/much; sleep 3
        RUN true
        RUN cat data; sleep 3
        """
    )
    project.write("data", "1\n")
    first = project.run()
    assert first.status == 0, first.errors
    kept = {event["line"]: "snapshot" in event for event in first.of("step_finished") if event["verdict"] == "ran"}
    assert (kept[4], kept[5], kept[6]) == (True, False, True)
    predicted = project.predict()
    assert [predicted[line]["verdict"] for line in (4, 5, 6)] == ["hit", "hit", "hit"]
    project.write("data", "2\n")
    predicted = project.predict()
    assert [predicted[line]["verdict"] for line in (4, 5, 6)] == ["hit", "miss", "miss"]
    assert predicted[5]["reason"]["detail"] == (
        "no snapshot was taken after it, as it was over so soon, and a later step must run"
    )
    again = project.run()
    assert [again.verdicts[line] for line in (4, 5, 6)] == ["hit", "ran", "ran"]
    assert project.run().verdicts[6] == "hit"
