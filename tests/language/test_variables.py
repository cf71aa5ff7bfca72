"""The run's own variables: which are the caller's, which come from git, and what may be shown of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from layerfile.environment import OLD_NAMES, RUN_ENV
from layerfile.variables import OWN_NAMES, may_be_shown, of_name, repository, subdomain


@dataclass(frozen=True)
class Facts:
    commit: str = "0123456789abcdef" * 2 + "01234567"
    title: str = "Make it work"
    describe: str = "v1.2-3-g0123456"
    branch: str = "feat/add_Some-pages"
    remote: str = "git@example.org:team/shop.git"
    folder: str = "checkout"


NOWHERE = Facts("", "", "", "", "", "checkout")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_COMMIT", "0123456789abcdef0123456789abcdef01234567"),
        ("GIT_SHORT_COMMIT", "0123456789ab"),
        ("GIT_COMMIT_TITLE", "Make it work"),
        ("GIT_TAG", "v1.2-3-g0123456"),
        ("GIT_BRANCH", "feat/add_Some-pages"),
        ("SUBDOMAIN", "add-some-pages"),
        ("REPOSITORY_NAME", "shop"),
        ("REPOSITORY_OWNER", "team"),
        ("ORGANIZATION_NAME", "team"),
        ("JOB_ID", "run-1"),
        ("RUNNER_ID", "run-1"),
        ("RETRY_INDEX", "1"),
        ("PULL_REQUEST_URL", ""),
        ("API_EXTRA", ""),
        ("GIT_CLONE_USER", ""),
        ("CI", "true"),
        ("LAYERCI", "true"),
        ("LAYERCI_BRANCH", "feat/add_Some-pages"),
        ("LAYERCI_REPO_OWNER", "team"),
        ("MINE", None),
        ("SPLIT", None),
    ],
)
def test_what_a_variable_stands_for(name: str, value: str | None) -> None:
    assert of_name(name, Facts(), "run-1", {}) == value


def test_every_name_of_the_run_has_a_value_without_a_repository() -> None:
    for name in (*OWN_NAMES, *OLD_NAMES):
        assert of_name(name, NOWHERE, "run-1", {}) is not None
    assert of_name("REPOSITORY_NAME", NOWHERE, "run-1", {}) == "checkout"
    assert OWN_NAMES < RUN_ENV


def test_the_callers_value_counts_and_others_are_made_of_it() -> None:
    caller = {"GIT_BRANCH": "release/2", "GIT_COMMIT": "f" * 40, "MINE": "x", "REPOSITORY_OWNER": "me"}
    assert [
        of_name(name, Facts(), "r", caller) for name in ("GIT_BRANCH", "SUBDOMAIN", "GIT_SHORT_COMMIT", "MINE")
    ] == [
        "release/2",
        "2",
        "f" * 12,
        "x",
    ]
    assert of_name("LAYERCI_BRANCH", Facts(), "r", caller) == "release/2"
    assert of_name("ORGANIZATION_NAME", Facts(), "r", caller) == "me"


def test_what_is_always_the_same_is_so_for_every_caller() -> None:
    assert of_name("CI", Facts(), "r", {"CI": "false"}) == "true"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/team/shop.git", ("team", "shop")),
        ("https://user:password@example.org/team/shop", ("team", "shop")),
        ("ssh://git@example.org:2222/team/shop.git/", ("team", "shop")),
        ("example.org:shop", ("", "shop")),
        ("/srv/git/team/shop.git", ("team", "shop")),
        ("../shop", ("..", "shop")),
        ("", ("", "")),
    ],
)
def test_owner_and_name_are_the_last_two_of_a_path(address: str, expected: tuple[str, str]) -> None:
    assert repository(address) == expected


def test_a_subdomain_is_a_label() -> None:
    assert subdomain("Feature_ÄÖ--x!") == "feature-x"
    assert len(subdomain("x" * 100)) == 63
    assert subdomain("") == ""


@pytest.mark.parametrize("name", ["GIT_CLONE_USER", "NPM_TOKEN", "DB_PASSWORD", "api_key", "SECRET"])
def test_what_sounds_like_a_secret_is_not_shown(name: str) -> None:
    assert not may_be_shown(name)


@pytest.mark.parametrize("name", ["GIT_BRANCH", "MODE", "KEYBOARD", "TOKENS_USED"])
def test_what_does_not_is_shown(name: str) -> None:
    assert may_be_shown(name)
