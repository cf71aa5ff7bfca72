"""The end of a text that grows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layer_runs.tail import KEPT, Tail


def _grown(pieces: list[str]) -> Tail:
    tail = Tail()
    for piece in pieces:
        tail = tail.plus(piece)
    return tail


@given(st.lists(st.builds(lambda text, times: text * times, st.text(max_size=8), st.sampled_from([1, 1, 1000, 9000]))))
def test_it_is_the_end_of_all_that_was_added(pieces: list[str]) -> None:
    tail, whole = _grown(pieces), "".join(pieces)
    assert tail.text == whole[-KEPT:]
    assert tail.total == len(whole)


def test_many_small_pieces_are_few() -> None:
    tail = _grown(["ab"] * 100_000)
    assert tail.text == ("ab" * 100_000)[-KEPT:]
    assert len(tail.pieces) < 20


def test_large_pieces_are_few() -> None:
    tail = _grown(["x" * 1_000_000] * 50)
    assert sum(map(len, tail.pieces)) <= 17 * KEPT


def test_what_was_known_before_stays() -> None:
    before = _grown(["one"])
    before.plus("two")
    assert before.text == "one"
