"""Slips of the pen."""

from __future__ import annotations

import pytest

from layerfile.slips import slip_of

NAMES = ("GIT_BRANCH", "GIT_TAG", "JOB_ID", "web1", "web2", "shop-web")


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("GIT_BRNACH", "GIT_BRANCH"),
        ("GIT_BRANC", "GIT_BRANCH"),
        ("GIT_BRANCHH", "GIT_BRANCH"),
        ("GIT_BRENCH", "GIT_BRANCH"),
        ("IGT_BRANCH", "GIT_BRANCH"),
        ("git_branch", "GIT_BRANCH"),
        ("hop-web", "shop-web"),
    ],
)
def test_one_letter_is_wrong(word: str, name: str) -> None:
    assert slip_of(word, NAMES) == name


@pytest.mark.parametrize("word", ["", "GIT", "GIT_BRNCHA", "BRANCH", "web3", "web", "shop-web2", "x" * 1000])
def test_that_is_another_word(word: str) -> None:
    assert slip_of(word, NAMES) is None


def test_of_two_that_are_near_none_is_meant() -> None:
    assert slip_of("unit-c", ("unit-a", "unit-b")) is None
    assert slip_of("UNIT-A", ("unit-a", "unit-b")) == "unit-a"
