"""Observations that follow from others are stored with them, and come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_cache.folding import Row, first_kind, fold, unfold
from layer_cache.observations import Kind, Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import Placement

from .memory_tree import MemoryTree

A, B = "a" * 40, "b" * 40
KINDS: tuple[Kind, ...] = ("content", "stat", "entry", "absence", "listing", "link")
VALUES = (
    *("absent", "dir", "link", "file 644", "file 755", f"file 644 3 {A}", f"file 755 3 {A}"),
    *(f"file 644 4 {B}", f"{A} 644", f"{B} 644", f"{A} 755", A, B, "link x y", "x y", "", "link "),
    *("file 644 3 short", "file  ", "link link", "absent 644", "file 644 3", "dir dir"),
)
OBSERVATIONS = st.sets(
    st.builds(Observation, st.sampled_from(KINDS), st.sampled_from(("/a", "/b")), st.sampled_from(VALUES))
)


def folded(*observations: tuple[Kind, str]) -> list[tuple[str, str]]:
    """The rows of observations at one path, without it."""
    found = fold(sorted(Observation(kind, "/p", value) for kind, value in observations))
    return [(row.kinds, row.value) for row in found]


def test_a_read_file_is_one_row() -> None:
    assert folded(("entry", "file 644"), ("stat", f"file 644 3 {A}"), ("content", f"{A} 644")) == [
        ("stat+content+entry", f"file 644 3 {A}")
    ]
    assert folded(("entry", "file 644"), ("content", f"{A} 644")) == [("content+entry", f"{A} 644")]


def test_a_listed_folder_and_a_followed_link_are_one_row() -> None:
    assert folded(("entry", "dir"), ("stat", "dir"), ("listing", A)) == [("listing+entry+stat", A)]
    assert folded(("entry", "link"), ("stat", "link x y"), ("link", "x y")) == [("stat+entry+link", "link x y")]


def test_what_does_not_follow_stays_alone() -> None:
    rows = folded(("entry", "file 755"), ("stat", f"file 644 3 {A}"), ("content", f"{B} 644"))
    assert sorted(kinds for kinds, _ in rows) == ["content", "entry", "stat"]
    assert folded(("absence", "absent"), ("entry", "absent")) == [
        ("absence", "absent"),
        ("entry", "absent"),
    ]


@given(OBSERVATIONS)
def test_unfolding_gives_back_all(observations: set[Observation]) -> None:
    rows = fold(sorted(observations, key=lambda each: (each.path, each)))
    assert sorted(each for row in rows for each in unfold(row)) == sorted(observations)


CONTENTS: tuple[bytes | str | None, ...] = (b"", b"1", b"22", "x y", "link", "absent", "dir", None)


@pytest.mark.parametrize("content", [*CONTENTS, "nothing there"])
@given(OBSERVATIONS)
def test_a_row_is_true_exactly_when_all_its_observations_are(
    content: bytes | str | None, observations: set[Observation]
) -> None:
    files: dict[str, bytes | str | None] = {"k": b""} if content == "nothing there" else {"a": content}
    placed = PlacedTree((Placement("", "/w", True, 1),), MemoryTree(files))
    # What the tree really says, and what a machine might claim.
    real = {Observation(kind, "/w/a", placed.value(kind, "/w/a")) for kind in KINDS}
    claimed = {each._replace(path="/w/a") for each in observations}
    for seen in (real, claimed, real | claimed):
        for row in fold(sorted(seen)):
            first = placed.value(first_kind(row.kinds), row.path) == row.value
            each = [placed.value(kind, path) == value for kind, path, value in unfold(Row(*row))]
            assert first == each[0]
            assert not first or all(each)
