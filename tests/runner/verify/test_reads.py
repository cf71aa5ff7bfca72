"""What a run looked at that its recording does not know."""

from __future__ import annotations

import pytest

from layer_cache.observations import Observation
from layer_runner.verify.reads import unknown, unrepeated

DIGEST = "5179215c0c2d9a0d5c3d4c0d2a8a3a4f0e9d1b2c"
STAT = Observation("stat", "/root/a", f"file 644 5 {DIGEST}")
CONTENT = Observation("content", "/root/a", f"{DIGEST} 644")
ENTRY = Observation("entry", "/root/a", "file 644")


def test_the_same_reads_are_known() -> None:
    assert unknown([STAT, CONTENT, ENTRY], [ENTRY, CONTENT, STAT]) == ()


def test_a_read_that_is_not_recorded_is_found() -> None:
    other = Observation("content", "/root/b", f"{DIGEST} 644")
    assert unknown([STAT, CONTENT], [other, CONTENT]) == (other,)
    assert unknown([], [CONTENT, STAT]) == (CONTENT, STAT)


def test_what_follows_from_a_recorded_read_is_known() -> None:
    assert unknown([STAT], [CONTENT, ENTRY]) == ()
    assert unknown([ENTRY], [CONTENT]) == (CONTENT,), "who looked for it need not know what is in it"


@pytest.mark.parametrize("value", ["absent", "file 644"])
def test_looking_for_a_file_is_one_question(value: str) -> None:
    assert unknown([Observation("absence", "/root/a", "absent")], [Observation("entry", "/root/a", value)]) == ()


def test_what_was_not_looked_at_again() -> None:
    gone = Observation("absence", "/root/b", "absent")
    assert unrepeated([STAT, CONTENT, gone], [ENTRY]) == ("/root/b",)
