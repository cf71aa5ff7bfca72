"""Open documents: changes, and what of them is not saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_server.documents import Change, Document, Documents, apply, path_of, unsaved
from layer_server.positions import ClientPosition, ClientRange, Encoding, units
from layerfile.checking import Checker
from layerfile.document import open_document, split

CHECKER = Checker()


def applied(text: str, changes: list[Change], encoding: Encoding) -> str:
    """What the document is, also as a Layerfile, which follows the changes one by one."""
    documents = Documents(encoding)
    documents.open("u", "layerfile", 1, text)
    for change in changes:
        documents.change("u", 2, [change])
        one = documents.get("u")
        assert one is not None
        assert list(one.lines) == split(one.text)
        read = one.read("Layerfile", CHECKER)
        assert read.text == one.text
        assert read.problems() == open_document(one.text, "Layerfile", CHECKER).problems()
    documents.open("v", "layerfile", 1, text)
    documents.change("v", 2, changes)
    one, other = documents.get("u"), documents.get("v")
    assert one is not None
    assert other is not None
    assert one.lines == other.lines
    assert other.read("Layerfile", CHECKER).text == other.text
    return one.text


def lines_kept(lines: list[str], change: Change) -> tuple[int, int]:
    old = list(lines)
    before, after = apply(lines, change, "utf-16")
    assert old[:before] == lines[:before]
    assert old[len(old) - after :] == lines[len(lines) - after :]
    return before, after


def span(first: int, start: int, last: int, end: int) -> ClientRange:
    return ClientRange(ClientPosition(first, start), ClientPosition(last, end))


@pytest.mark.parametrize(
    ("text", "change", "after"),
    [
        ("abc\ndef\n", Change(None, "x"), "x"),
        ("abc\ndef\n", Change(span(0, 1, 1, 2), "-"), "a-f\n"),
        ("abc\ndef\n", Change(span(2, 0, 2, 0), "end"), "abc\ndef\nend"),
        ("abc", Change(span(7, 0, 9, 9), "!"), "abc!"),
        ("abc\r\ndef", Change(span(0, 9, 1, 0), ""), "abcdef"),
        ("a😀b", Change(span(0, 3, 0, 4), "c"), "a😀c"),
        ("a\rb\nc", Change(span(1, 0, 1, 1), ""), "a\r\nc"),
        ("a\fb\nc", Change(span(1, 0, 1, 1), "d"), "a\fb\nd"),
        ("", Change(span(0, 0, 0, 0), "a\n"), "a\n"),
    ],
)
def test_a_change(text: str, change: Change, after: str) -> None:
    assert applied(text, [change], "utf-16") == after


def test_what_a_change_leaves_as_it_was_is_told() -> None:
    assert lines_kept(["a\n", "b\n", "c\n", ""], Change(span(1, 0, 1, 1), "x")) == (1, 2)
    assert lines_kept(["a\n", "b\n", "c\n", ""], Change(span(0, 1, 2, 0), "")) == (0, 1)
    assert lines_kept(["a\r", "b"], Change(span(1, 0, 1, 0), "\n")) == (0, 0)
    assert lines_kept(["a"], Change(None, "b\nc")) == (0, 0)


@given(st.data(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_changes_one_after_the_other(data: st.DataObject, encoding: Encoding) -> None:
    letters = st.text(st.sampled_from("a😀é\n\r\f\u2028"), max_size=12)
    text = data.draw(letters)
    changes: list[Change] = []
    expected = text
    for _ in range(data.draw(st.integers(0, 5))):
        start = data.draw(st.integers(0, len(expected)))
        end = data.draw(st.integers(start, len(expected)))
        ends = [_place(expected, offset, encoding) for offset in (start, end)]
        # Between CR and LF there is no place: an editor cannot name it.
        if any(expected[offset - 1 : offset + 1] == "\r\n" for offset in (start, end) if offset):
            continue
        new = data.draw(letters)
        changes.append(Change(ClientRange(*ends), new))
        expected = expected[:start] + new + expected[end:]
    assert applied(text, changes, encoding) == expected


def _place(text: str, offset: int, encoding: Encoding) -> ClientPosition:
    lines = split(text[:offset])
    return ClientPosition(len(lines) - 1, units(lines[-1], encoding))


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c/L%C3%A4", "/a/b c/Lä"),
        ("file://localhost/a/../b", "/b"),
        ("file://elsewhere/a", None),
        ("untitled:Untitled-1", None),
        ("git:/a/Layerfile?ref", None),
        ("file:///a%00b", None),
        ("file://[", None),
        ("", None),
    ],
)
def test_the_file_of_a_uri(uri: str, path: str | None) -> None:
    assert path_of(uri) == (None if path is None else Path(path))


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Layerfile", "plaintext", True),
        ("a.layerfile", "x", True),
        ("Layerfile.ci", "x", True),
        ("x", "Layerfile", True),
        ("x", "dockerfile", False),
    ],
)
def test_what_is_a_layerfile(name: str, language: str, expected: bool) -> None:
    assert Document("", language, 1, split(""), Path("/a") / name).is_layerfile is expected


def test_what_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xef\xbb\xbfold\r\n")
    documents = Documents()
    uri = path.as_uri()
    documents.open(uri, "plaintext", 1, "old\r\n")
    assert _unsaved(documents, uri) is None
    # The disk's turn: the editor has not noticed yet.
    path.write_bytes(b"\xef\xbb\xbfpulled\r\n")
    assert _unsaved(documents, uri) is None
    documents.change(uri, 2, [Change(None, "new\r\n")])
    assert _unsaved(documents, uri) == b"\xef\xbb\xbfnew\r\n"
    path.write_bytes(b"\xef\xbb\xbfnew\r\n")
    assert _unsaved(documents, uri) is None
    documents.saved(uri)
    path.unlink()
    assert _unsaved(documents, uri) is None


def test_text_that_was_restored_unsaved(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("on disk")
    documents = Documents()
    documents.open(path.as_uri(), "plaintext", 1, "from the backup")
    assert _unsaved(documents, path.as_uri()) == b"from the backup"


def test_a_file_in_another_encoding_is_not_taken_for_unsaved(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"caf\xe9")
    documents = Documents()
    documents.open(path.as_uri(), "plaintext", 1, "café")
    assert _unsaved(documents, path.as_uri()) is None


def _unsaved(documents: Documents, uri: str) -> bytes | None:
    document = documents.get(uri)
    assert document is not None
    return unsaved(document)
