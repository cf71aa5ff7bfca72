"""SKIP REMAINING IF: when it stops a run, and what no run can decide."""

from __future__ import annotations

import pytest

from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.program import Program, load

VARIABLES = {"GIT_BRANCH": "feat/x+1", "GIT_TAG": "", "MODE": "fast", "GIT_COMMIT_TITLE": "[wip] a b"}


def program(condition: str, before: str = "", variables: dict[str, str] | None = VARIABLES) -> Program:
    text = f"FROM vm/debian:12\n{before}SKIP REMAINING IF {condition}\nRUN a\nRUN b\n"
    return load("Layerfile", MemoryFiles({"Layerfile": text}), variables)


@pytest.mark.parametrize(
    "condition",
    [
        "GIT_BRANCH=feat/x+1",
        "GIT_BRANCH!=main",
        "GIT_BRANCH=~^feat/",
        "GIT_BRANCH=~x\\+1$",
        "GIT_BRANCH=~'x\\+[[:digit:]]'",
        "GIT_BRANCH!=~^main$",
        "GIT_TAG=''",
        "NOBODY=''",
        "MODE=fast AND GIT_BRANCH!=main",
        'GIT_COMMIT_TITLE=~"^\\[wip\\] a"',
        "CI=true",
        "GIT_BRANCH = feat/x+1",
    ],
)
def test_a_condition_that_holds_stops_the_run(condition: str) -> None:
    found = program(condition)
    assert [step.text for step in found.steps][-1].startswith("SKIP")
    assert [step.text for step in found.lane.skipped] == ["RUN a", "RUN b"]
    assert found.lane.skipped_because.startswith("line 2 of Layerfile stops the run: ")


@pytest.mark.parametrize(
    "condition",
    ["GIT_BRANCH=main", "GIT_BRANCH=~^x", "MODE=fast AND GIT_BRANCH=main", "GIT_BRANCH!=~feat", "GIT_BRANCH=~x+1"],
)
def test_one_that_does_not_hold_stops_nothing(condition: str) -> None:
    found = program(condition)
    assert (len(found.steps), found.lane.skipped, found.lane.skipped_because) == (4, (), "")


def test_the_reason_says_what_the_variables_are() -> None:
    found = program("MODE=fast AND GIT_TAG=''")
    assert found.lane.skipped_because == "line 2 of Layerfile stops the run: MODE is fast and GIT_TAG is empty"


def test_what_the_file_sets_counts() -> None:
    assert program("MODE=slow", "ENV MODE=slow\n").lane.skipped
    assert program("MODE=fast", "BUILD ENV MODE\n").lane.skipped
    assert not program("MODE=fast", "ENV MODE=slow\n").lane.skipped


def test_without_variables_nothing_is_decided() -> None:
    assert not program("GIT_BRANCH!=main", variables=None).lane.skipped


def test_a_parents_skip_ends_its_children_too() -> None:
    files = {
        "base/Layerfile": "FROM vm/debian:12\nSKIP REMAINING IF MODE=fast\nRUN a\n",
        "Layerfile": "FROM base\nRUN b\n",
    }
    found = load("Layerfile", MemoryFiles(files), VARIABLES)
    assert [step.text for step in found.lane.skipped] == ["RUN a", "FROM base", "RUN b"]


@pytest.mark.parametrize(
    ("before", "condition", "message"),
    [
        ("SECRET ENV TOKEN\n", "TOKEN=x", "is a secret"),
        ("", "GIT_BRANCH=~\\pL", "no regular expression"),
    ],
)
def test_what_no_run_can_decide_is_an_error(before: str, condition: str, message: str) -> None:
    with pytest.raises(LayerfileError, match=message):
        program(condition, before)
