"""The examples in real machines: an edit of a file runs the lines that the example's README says, as was predicted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.vm.conftest import LAYER

pytestmark = [pytest.mark.vm, pytest.mark.timeout(1200)]

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Edit:
    """A comment that is added to `file`, and the lines of the example's Layerfile that must run after it."""

    file: str
    runs: frozenset[int]
    comment: str = "# {}\n"


@dataclass(frozen=True)
class Example:
    """A folder of `examples/`, and edits of it, one after the other."""

    name: str
    edits: tuple[Edit, ...]


def _edit(file: str, *runs: int, comment: str = "# {}\n") -> Edit:
    return Edit(file, frozenset(runs), comment)


TABLE = (
    Example("django-postgres", (_edit("orders/views.py", 8), _edit("orders/migrations/0001_initial.py", 7, 8))),
    Example("compose", (_edit("integration.py", 7),)),
    Example("worker", (_edit("test_tasks.py", 5, 6, 7), _edit("hand_in.py", 7))),
    Example("static-site", (_edit("allowed.txt", 5), _edit("pages/tea.txt", 4, 5))),
    Example("python-package", (_edit("report.py", 7),)),
    Example("node", (_edit("duration.js", 9, comment="// {}\n"),)),
    Example("make", (_edit("chapters/2.txt", 5, 6),)),
    Example("secrets", (_edit("release.txt", 6, 7),)),
)


class Folder:
    """A copy of the examples, in a repository of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(EXAMPLES, folder)
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)

    def predict(self, name: str) -> frozenset[int]:
        """The lines of this example's own Layerfile that are predicted to run."""
        done = subprocess.run(
            [*LAYER, "predict", "--json", str(self.folder / name)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        steps = json.loads(done.stdout)["steps"]
        return frozenset(step["line"] for step in steps if step["verdict"] == "miss" and _owns(name, step))

    def run(self, name: str, *arguments: str, **variables: str) -> list[dict[str, Any]]:
        """The events of a run, which must pass."""
        done = subprocess.run(
            [*LAYER, "run", "--json", *arguments, str(self.folder / name)],
            capture_output=True,
            text=True,
            check=False,
            timeout=1000,
            env=os.environ | variables,
        )
        events = [json.loads(line) for line in done.stdout.splitlines()]
        said = "".join(event["data"] for event in events if event["event"] == "output")
        assert done.returncode == 0, f"{done.stderr}\n{said[-2000:]}"
        return events

    def edit(self, name: str, edit: Edit) -> None:
        """Add a comment that no run has seen."""
        with (self.folder / name / edit.file).open("a") as file:
            file.write(edit.comment.format(uuid.uuid4()))


def _owns(name: str, step: dict[str, Any]) -> bool:
    return str(step["layerfile"]).endswith(f"{name}/Layerfile")


def _ran(name: str, events: list[dict[str, Any]]) -> frozenset[int]:
    """The lines of the example's own Layerfile that ran a command."""
    finished = [event for event in events if event["event"] == "step_finished" and _owns(name, event)]
    return frozenset(
        event["line"] for event in finished if event["verdict"] == "ran" and event["text"].startswith("RUN ")
    )


def _machines(events: list[dict[str, Any]]) -> int:
    return sum(event["vms_started"] for event in events if event["event"] == "run_finished")


def _said(events: list[dict[str, Any]], line: int) -> str:
    return "".join(event["data"] for event in events if event["event"] == "output" and event["line"] == line)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """A copy that all tests share. What most start from is done in the first, so that the others are timed alone."""
    made = Folder(tmp_path_factory.mktemp("examples") / "examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield made


def test_what_examples_start_from_runs_once(folder: Folder) -> None:
    folder.run("base")
    assert _machines(folder.run("base")) == 0


@pytest.mark.parametrize("example", TABLE, ids=lambda example: example.name)
def test_an_edit_runs_what_was_predicted(folder: Folder, example: Example) -> None:
    if example.name == "secrets":
        subprocess.run(
            [*LAYER, "secret", "set", "SIGNING_KEY", str(folder.folder)], input="quiet please", text=True, check=True
        )
    folder.run(example.name)
    again = folder.run(example.name)
    assert (_ran(example.name, again), _machines(again)) == (frozenset(), 0)
    for edit in example.edits:
        folder.edit(example.name, edit)
        assert folder.predict(example.name) == edit.runs, edit.file
        assert _ran(example.name, folder.run(example.name)) == edit.runs, edit.file


def test_split_tests_run_in_the_fork_whose_file_was_edited(folder: Folder) -> None:
    folder.run("split-tests")
    assert _machines(folder.run("split-tests")) == 0
    folder.edit("split-tests", _edit("tests/pot.py"))
    events = folder.run("split-tests")
    ran = [event for event in events if event["event"] == "step_finished" and event["verdict"] == "ran"]
    assert [(event["line"], event["shard"]) for event in ran] == [(6, 2)]
    assert _machines(events) == 1


def test_docker_keeps_its_layers_in_a_repeatable_step(folder: Folder) -> None:
    folder.run("docker")
    assert _machines(folder.run("docker")) == 0
    greeting = f"Good evening {uuid.uuid4()}"
    (folder.folder / "docker" / "greeting").write_text(f"{greeting}\n")
    assert folder.predict("docker") == {6, 7}
    second = folder.run("docker")
    assert _ran("docker", second) == {6, 7}
    assert "Using cache" in _said(second, 6)
    assert greeting in _said(second, 7)


def test_a_part_of_the_monorepo_runs_alone_and_the_branch_decides_on_the_release(folder: Folder) -> None:
    folder.run("monorepo", "--all", GIT_BRANCH="topic")
    (folder.folder / "monorepo" / "api" / "api.txt").write_text(f"{uuid.uuid4()}\n")
    topic = folder.run("monorepo", "--all", GIT_BRANCH="topic")
    assert _ran("api", topic) == {3}
    assert _machines(topic) == 1
    main = folder.run("monorepo", "--all", GIT_BRANCH="main")
    assert _ran("release", main) == {7}
    assert "released from main" in _said(main, 7)
