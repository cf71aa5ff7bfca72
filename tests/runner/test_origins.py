"""Which snapshots a run of several lanes starts from: all of them are held before any machine is."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache.prediction import LanePrediction
from layer_cache.records import Records
from layer_runner.run.lanes import origins
from tests.cache.projects import Project, Watcher, nothing, program_of, reads, write

TEXT = "FROM vm/debian:12\nCOPY . /w/\nRUN make\nSPLIT 3\nRUN test\nRUN report\n"


def reads_part(watcher: Watcher) -> str:
    """A step that reads the file of its shard."""
    return watcher.look("content", f"/w/part{watcher.shard}")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three shards of which each reads a file of its own, run once."""
    root = tmp_path / "project"
    write(root, {"main": "m", "last": "l", "part0": "0", "part1": "1", "part2": "2"})
    project = Project(root, Records(tmp_path / "records.db"))
    project.behaviours = {"RUN make": reads("/w/main"), "RUN test": reads_part, "RUN report": reads("/w/last")}
    project.run(program_of(TEXT))
    return project


def lane(project: Project, text: str = TEXT) -> LanePrediction:
    """What is predicted."""
    found = project.predict(program_of(text)).lane
    assert found is not None
    return found


def after(project: Project, line: int) -> set[str]:
    """The snapshots that the step at a line left in all shards."""
    steps = project.predict(program_of(TEXT)).steps
    found = {one.recording.snapshot for step in steps if step.step.line == line for one in step.each if one.recording}
    return {snapshot for snapshot in found if snapshot is not None}


def test_where_all_is_a_hit_nothing_is_needed(project: Project) -> None:
    assert origins(lane(project)) == frozenset()


def test_each_shard_starts_from_its_own(project: Project) -> None:
    tested = after(project, 5)
    assert len(tested) == 3
    write(project.root, {"last": "new"})
    assert origins(lane(project)) == tested


def test_a_shard_that_forks_off_needs_what_the_lane_before_it_left(project: Project) -> None:
    made = after(project, 3)
    write(project.root, {"part1": "new"})
    assert origins(lane(project)) == made


def test_from_the_image_nothing_is_named(project: Project) -> None:
    write(project.root, {"main": "new"})
    assert origins(lane(project)) == frozenset()


def test_lanes_without_a_run_start_from_further_up(project: Project) -> None:
    made = after(project, 3)
    text = "FROM vm/debian:12\nCOPY . /w/\nRUN make\nSPLIT 2\nSPLIT 2\nENV A=b\nRUN more\n"
    project.behaviours["RUN more"] = nothing
    assert origins(lane(project, text)) == made
