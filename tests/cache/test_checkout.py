"""What git says of a tree, and the variables that a run has of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache import checkout
from layer_cache.checkout import GitCheckout, Variables
from layerfile.environment import OLD_NAMES
from layerfile.variables import OWN_NAMES

from .projects import git, repository


def test_the_facts_of_the_commit_that_is_checked_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"a": "1"})
    git(root, "commit", "-q", "--allow-empty", "-m", "One thing\n\nand why")
    git(root, "checkout", "-q", "-b", "feat/x")
    git(root, "tag", "-a", "-m", "v", "v1")
    git(root, "remote", "add", "origin", "git@example.org:team/shop.git")
    found = GitCheckout(root)
    assert found.commit == git(root, "rev-parse", "HEAD").strip()
    assert (found.title, found.branch, found.describe, found.folder) == ("One thing", "feat/x", "v1", "shop")
    assert found.remote == "git@example.org:team/shop.git"


def test_another_revision_has_its_own(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"a": "1"})
    first = git(root, "rev-parse", "HEAD").strip()
    git(root, "branch", "old")
    git(root, "checkout", "-q", "-b", "new")
    git(root, "commit", "-q", "--allow-empty", "-m", "more")
    assert (GitCheckout(root, "old").commit, GitCheckout(root, "old").branch) == (first, "old")
    assert (GitCheckout(root, "HEAD~1").commit, GitCheckout(root, "HEAD~1").branch) == (first, "new")
    assert GitCheckout(root, "nope").commit == ""


def test_a_detached_head_is_on_no_branch(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"a": "1"})
    git(root, "checkout", "-q", "--detach")
    assert GitCheckout(root).branch == ""


@pytest.mark.parametrize("made", [False, True])
def test_where_there_is_no_commit_all_is_empty(tmp_path: Path, made: bool) -> None:
    if made:
        git(tmp_path, "init", "-q")
    found = GitCheckout(tmp_path)
    assert (found.commit, found.title, found.describe, found.remote) == ("", "", "", "")


def test_git_is_asked_only_for_what_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "shop", {"a": "1"})
    asked = []

    def start(*arguments: object) -> object:
        asked.append(arguments[1])
        return real(*arguments)  # type: ignore[arg-type]

    real = checkout.start
    monkeypatch.setattr(checkout, "start", start)
    found = Variables(root, {"MODE": "x", "JOB_ID": "7"}, "run")
    assert (found["MODE"], found["CI"], found["JOB_ID"], found["RUNNER_ID"]) == ("x", "true", "7", "run")
    assert "GIT_BRANCH" in found
    assert asked == []
    assert found["GIT_BRANCH"] == found["LAYERCI_BRANCH"] != ""
    assert asked == ["symbolic-ref"]


def test_every_step_sees_all_of_the_runs_own_and_nothing_of_the_callers(tmp_path: Path) -> None:
    found = Variables(tmp_path, {"MODE": "x", "SPLIT": "9"}, "run").for_steps()
    assert {*OWN_NAMES, *OLD_NAMES} <= found.keys()
    assert not {"MODE", "SPLIT"} & found.keys()


def test_values_can_be_sent_to_a_machine(tmp_path: Path) -> None:
    assert Variables(tmp_path, {"MODE": "a\udcffb", "WÄG": "x"}, "run")["MODE"] == "a?b"
