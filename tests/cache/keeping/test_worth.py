"""What a snapshot is for: found in the records, and in git where a website depends on a branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache.checkout import open_branches
from layer_cache.keeping.worth import Fact, describe, superseded
from layer_cache.recorded_values import branch_of, of_branch
from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import git, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the branches `main` and `topic`."""
    root = repository(tmp_path / "project", {"a": "1"})
    git(root, "branch", "-m", "main")
    git(root, "branch", "topic")
    return root


def facts(state: State, root: Path, *shown: tuple[str, str, str]) -> dict[str, Fact]:
    """Of snapshots that a step of this text left on this branch."""
    with Records(state.records_path) as records:
        for name, text, branch in shown:
            records.add(
                identity=name,
                layerfile="Layerfile",
                line=2,
                text=text,
                seconds=1.0,
                observations=[],
                snapshot=name,
                root=str(root),
                values=of_branch(branch),
            )
            (state.snapshots / name).mkdir()
            (state.snapshots / name / "state").touch()
        return dict(describe(state, records).facts)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state").create()


def test_a_website_is_kept_while_its_branch_is_there(state: State, root: Path) -> None:
    text = "EXPOSE WEBSITE localhost:8000"
    found = facts(state, root, ("one", text, "main"), ("two", text, "topic"), ("three", text, "merged"))
    assert {name for name, fact in found.items() if fact.is_website} == {"one", "two"}


def test_each_branch_has_its_own_newest_website(state: State, root: Path) -> None:
    text = "EXPOSE WEBSITE localhost:8000"
    found = facts(state, root, ("old", text, "main"), ("new", text, "main"), ("other", text, "topic"))
    instructions = {name: fact.instruction for name, fact in found.items()}
    assert instructions["old"] == instructions["new"] != instructions["other"]


def test_other_steps_are_the_same_on_every_branch(state: State, root: Path) -> None:
    found = facts(state, root, ("one", "RUN make", "main"), ("two", "RUN make", "topic"))
    assert found["one"].instruction == found["two"].instruction
    assert not any(fact.is_website for fact in found.values())


def test_without_a_repository_there_is_one_website_and_it_is_kept(state: State, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    assert facts(state, plain, ("one", "EXPOSE WEBSITE 80", ""))["one"].is_website


def test_a_project_that_is_gone_has_no_branches_to_wait_for(state: State, tmp_path: Path) -> None:
    assert open_branches(tmp_path / "gone") is None
    assert not facts(state, tmp_path / "gone", ("one", "EXPOSE WEBSITE 80", ""))["one"].is_website


def test_open_branches_are_those_of_the_repository(root: Path) -> None:
    assert open_branches(root) == {"main", "topic"}
    git(root, "branch", "-D", "topic")
    assert open_branches(root) == {"main"}


def test_the_branch_is_no_variable() -> None:
    assert of_branch("") == {}
    assert branch_of({**of_branch("main"), "GIT_BRANCH": "other"}) == "main"
    assert branch_of({"GIT_BRANCH": "other"}) == ""


def test_only_the_newest_website_outlives_a_month() -> None:
    month = 40 * 86400.0

    def shown(name: str, used: float, website: bool) -> Fact:
        own = frozenset({name})
        return Fact(name, None, own, own, 1.0, "x" if website else name, used, is_website=website)

    found = superseded([shown("old", 0.0, True), shown("new", 1.0, True), shown("step", 1.0, False)], month)
    assert found == {"old", "step"}
