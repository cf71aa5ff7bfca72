"""Where the lines of a file are, as it grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_tui.log import lines as module
from layer_tui.log.lines import LONGEST, FileLines, TextLines


def _lines(path: Path) -> FileLines:
    return FileLines(lambda: path if path.exists() else None)


def test_a_file_that_is_not_there_yet_has_no_lines(tmp_path: Path) -> None:
    lines = _lines(tmp_path / "log")
    assert not lines.extend()
    assert (lines.count, lines.block(0, 10)) == (0, [])
    (tmp_path / "log").write_bytes(b"one\n")
    assert lines.extend()
    assert lines.block(0, 10) == [b"one"]
    lines.close()


def test_a_line_without_an_end_is_shown_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\ntw")
    lines = _lines(path)
    lines.extend()
    assert (lines.count, lines.whole, lines.block(0, 9)) == (2, 1, [b"one", b"tw"])
    with path.open("ab") as file:
        file.write(b"o\n")
    assert lines.extend()
    assert (lines.count, lines.whole, lines.block(1, 2)) == (2, 2, [b"two"])
    assert not lines.extend()
    lines.close()


@given(st.lists(st.binary(max_size=12), max_size=20), st.integers(0, 30), st.integers(0, 30))
def test_however_it_is_written_its_lines_are_those_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], start: int, stop: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    path.touch()
    lines = _lines(path)
    for piece in pieces:
        with path.open("ab") as file:
            file.write(piece)
        lines.extend()
    expected = path.read_bytes().split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert lines.count == len(expected)
    assert lines.block(start, stop) == expected[start:stop]
    lines.close()


def test_a_large_file_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 10)
    path = tmp_path / "log"
    path.write_bytes(b"".join(b"line %d\n" % number for number in range(10)))
    lines = _lines(path)
    looks = 0
    while lines.extend():
        looks += 1
    assert looks > 5
    assert lines.block(0, 10) == [b"line %d" % number for number in range(10)]
    lines.close()


def test_of_a_line_without_an_end_only_the_begin_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * 100_000)
    lines = _lines(path)
    lines.extend()
    assert (len(lines.block(0, 1)[0]), lines.longest) == (LONGEST, LONGEST)
    lines.close()


def test_a_text_may_be_replaced() -> None:
    lines = TextLines("one\ntwo\n")
    assert lines.extend()
    assert not lines.extend()
    lines.put("two\nthree\nfour")
    assert lines.extend()
    assert (lines.count, lines.block(1, 3)) == (3, [b"three", b"four"])
