"""Which run a word means."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runs.finding import UnknownRun, resolve

IDS = ["20261122-090000-000aaaaaa", "20261123-090000-000bbbbbb", "20261123-100000-500cccccc"]


@pytest.mark.parametrize(
    ("word", "index"),
    [
        (IDS[0], 0),
        ("20261122", 0),
        ("20261123-0", 1),
        ("last", 2),
        ("last~0", 2),
        ("last~", 1),
        ("last~1", 1),
        ("last~2", 0),
    ],
)
def test_a_run_is_meant_by_its_beginning_or_its_age(word: str, index: int) -> None:
    assert resolve(word, IDS) == IDS[index]


def test_an_id_that_another_begins_with_is_itself() -> None:
    assert resolve("a", ["a", "ab"]) == "a"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("20261123", ["beginning of 2 runs", IDS[1], IDS[2]]),
        ("20261123-090000-000bbbbb0", ["the nearest is", IDS[1]]),
        ("20261121", ["there is no run '20261121'", "the nearest is", IDS[2]]),
        ("last~3", ["there is no last~3", "last~2", IDS[0]]),
        ("last~99999999", ["the oldest run is last~2"]),
        ("latest", ["there is no run 'latest'", "the newest is", IDS[2]]),
        ("", ["there is no run ''"]),
        ("last~-1", ["there is no run"]),
        ("../../etc", ["there is no run"]),
    ],
)
def test_a_wrong_word_names_what_is_near(word: str, told: list[str]) -> None:
    with pytest.raises(UnknownRun) as raised:
        resolve(word, IDS)
    for part in told:
        assert part in str(raised.value)


def test_where_nothing_ran_that_is_said() -> None:
    with pytest.raises(UnknownRun, match="no run yet"):
        resolve("last", [])


def test_of_many_candidates_the_newest_are_named() -> None:
    ids = [f"2026-{number:03}" for number in range(100)]
    with pytest.raises(UnknownRun, match=r"100 runs: 2026-099, .* and 95 more"):
        resolve("2026", ids)


@given(st.text(max_size=20), st.lists(st.text("0123456789-abcdef", min_size=1, max_size=8), unique=True).map(sorted))
def test_any_word_means_a_run_or_is_an_error_in_words(word: str, ids: list[str]) -> None:
    with contextlib.suppress(UnknownRun):
        assert resolve(word, ids) in ids
