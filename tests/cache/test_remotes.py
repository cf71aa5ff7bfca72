"""Which branch CLONE takes."""

import pytest

from layer_cache.remotes import Chosen, Remote, choose, parse

BRANCHES = {"main": "1" * 40, "dev": "2" * 40, "feature/a": "3" * 40}
REMOTE = Remote(7.0, "main", "1" * 40, BRANCHES)


@pytest.mark.parametrize(
    ("branch", "default", "chosen"),
    [
        ("feature/a", "dev", "feature/a"),
        ("dev", "", "dev"),
        ("other", "dev", "dev"),
        ("", "dev", "dev"),
        ("other", "", "main"),
        ("other", "gone", "main"),
        ("", "", "main"),
        ("a", "", "main"),
        ("feature", "", "main"),
    ],
)
def test_the_branch_of_the_same_name_then_the_default_then_that_of_head(branch: str, default: str, chosen: str) -> None:
    assert choose(REMOTE, branch, default) == Chosen(chosen, BRANCHES[chosen])


def test_a_head_on_no_branch_is_a_commit() -> None:
    remote = Remote(7.0, "", "4" * 40, {"main": "1" * 40})
    assert choose(remote, "", "") == Chosen("HEAD", "4" * 40)
    assert Chosen("HEAD", "4" * 40).ref == "HEAD"
    assert Chosen("main", "1" * 40).ref == "refs/heads/main"


def test_an_empty_repository_has_nothing_to_clone() -> None:
    assert choose(Remote(7.0, "main", "", {}), "main", "main") is None


def test_what_ls_remote_prints_is_read() -> None:
    answer = "ref: refs/heads/main\tHEAD\n" + "1" * 40 + "\tHEAD\n"
    answer += "".join(f"{commit}\trefs/heads/{name}\n" for name, commit in BRANCHES.items())
    assert parse(answer, 7.0) == REMOTE
    # A HEAD on no branch, and one that an old server does not tell the branch of.
    assert parse("4" * 40 + "\tHEAD\n", 7.0) == Remote(7.0, "", "4" * 40, {})
    assert parse("", 7.0) == Remote(7.0, "", "", {})


def test_a_branch_that_moves_on_takes_head_along_if_that_is_on_it() -> None:
    moved = REMOTE.moved(Chosen("main", "5" * 40))
    assert (moved.branches["main"], moved.head_commit) == ("5" * 40, "5" * 40)
    moved = REMOTE.moved(Chosen("dev", "5" * 40))
    assert (moved.branches["dev"], moved.head_commit) == ("5" * 40, "1" * 40)
    assert Remote(7.0, "", "4" * 40, {}).moved(Chosen("HEAD", "5" * 40)) == Remote(7.0, "", "5" * 40, {})
