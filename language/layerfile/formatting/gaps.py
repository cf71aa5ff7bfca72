"""What stands between two words, and between two lines, laid out anew.

Each function yields what is there piece by piece, as pairs of old and new text: the old texts side by side are the
gap, and a piece that stays is the same twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from re import Match
from re import compile as pattern

Piece = tuple[bytes, bytes]

_LINE = pattern(
    rb"(?P<indent>[ \t\f\v]*+)(?P<mark>\\{1,2}|(?:#[^\r\n]*)?)(?P<rest>[ \t\f\v]*+)(?P<end>\r\n|\n|\r|\Z)",
)
_BLANKS = b" \t\f\v"

WORD = b" "
"""What stands between two words."""

COMMENT = b"  "
"""What stands before a comment that follows a directive on its line."""

INDENT = b"    "
"""What a line begins with that continues a directive other than RUN."""


class LineEnds:
    """How lines shall end, and how often those that stay now end in which way."""

    def __init__(self, wanted: bytes) -> None:
        self.wanted = wanted
        self.seen: Counter[bytes] = Counter()

    def instead_of(self, old: bytes) -> Piece:
        """The end of a line that stays."""
        self.seen[old] += 1
        return old, self.wanted


def between_words(gap: bytes, indent: bytes | None, ends: LineEnds) -> Iterator[Piece]:
    """Between two parts of a directive; `indent` is for lines that continue it, None keeps what they have."""
    lines = _lines(gap)
    if lines is None:
        yield gap, gap
        return
    first, *others = lines
    if not others:
        yield gap, WORD if gap else gap
        return
    # With no blank at all the two parts are one word, as the line end vanishes.
    is_glued = not first["indent"] and not any(_indents(line) for line in others)
    yield first["indent"], b"" if is_glued else WORD
    yield from _line(first, ends)
    for line in others:
        yield line["indent"], line["indent"] if is_glued or indent is None else indent
        yield from _line(line, ends)


def before_first(gap: bytes, is_kept: bool) -> Iterator[Piece]:
    """From the start of the file; `is_kept`: the line that follows stays as it is."""
    lines = _lines(gap)
    if lines is None or any(line["mark"] for line in lines):
        yield gap, gap
        return
    last = lines[-1][0]
    yield gap[: len(gap) - len(last)], b""
    yield last, last if is_kept else b""


def between_lines(gap: bytes, is_kept: bool, next_is_kept: bool, ends: LineEnds) -> Iterator[Piece]:
    """From the end of a directive or comment to the start of the next; `*_kept`: that one stays as it is."""
    lines = _lines(gap)
    if lines is None:
        yield gap, gap
        return
    if len(lines) == 1:
        # Only a comment can follow on the same line.
        yield gap, gap if is_kept else COMMENT
        return
    yield from _rest(lines[0], is_kept, ends)
    yield from _empty_lines(lines[1:-1], is_kept, ends)
    last = lines[-1][0]
    # After a continuation it is none of our business what the line belongs to.
    yield last, last if next_is_kept or lines[-2]["mark"] else b""


def after_last(gap: bytes, is_kept: bool, ends: LineEnds) -> Iterator[Piece]:
    """From the end of the last directive or comment to the end of the file."""
    lines = _lines(gap)
    if lines is None:
        yield gap, gap
        return
    last = max((number for number, line in enumerate(lines) if line["mark"]), default=0)
    yield from _rest(lines[0], is_kept, ends)
    yield from _empty_lines(lines[1 : last + 1], is_kept, ends)
    if not lines[last]["end"]:
        yield b"", ends.wanted
    yield gap[lines[last].end() :], b""


def end_of_comment(text: bytes) -> Iterator[Piece]:
    """A comment, of which only the blanks at its end go."""
    bare = text.rstrip(_BLANKS)
    yield bare, bare
    yield text[len(bare) :], b""


def continuation(text: bytes, ends: LineEnds) -> Iterator[Piece]:
    """A backslash, and what follows up to the next line."""
    found = _LINE.fullmatch(text)
    if found is None:
        yield text, text
    else:
        yield from _line(found, ends)


def end_of_line(gap: bytes, is_after_comment: bool, ends: LineEnds) -> Iterator[Piece]:
    """After a comment inside of RUN: the indentation of the next line stays. Else: the line before a here-document."""
    lines = _lines(gap)
    if lines is None or len(lines) != 2 or lines[0]["mark"]:
        yield gap, gap
        return
    yield from _rest(lines[0], False, ends)
    yield lines[1][0], lines[1][0] if is_after_comment else b""


def _lines(gap: bytes) -> list[Match[bytes]] | None:
    """Its lines; None if there is something in it that we do not know, a byte-order mark for one."""
    found = []
    at = 0
    while True:
        line = _LINE.match(gap, at)
        if line is None:
            return None
        found.append(line)
        at = line.end()
        if not line["end"]:
            return found


def _indents(line: Match[bytes]) -> bool:
    return bool(line["indent"]) and not line["mark"].startswith(b"#")


def _line(line: Match[bytes], ends: LineEnds) -> Iterator[Piece]:
    """What follows a line's indentation."""
    mark = line["mark"]
    if mark.startswith(b"#"):
        yield from end_of_comment(mark)
    else:
        yield mark, mark[:1]
    yield line["rest"], b""
    if line["end"]:
        yield ends.instead_of(line["end"])


def _rest(line: Match[bytes], is_kept: bool, ends: LineEnds) -> Iterator[Piece]:
    """The rest of a line after a directive or comment; a backslash there carries on to nothing."""
    if is_kept:
        bare = line[0][: line.start("end") - line.start()]
        yield bare, bare
        if line["end"]:
            yield ends.instead_of(line["end"])
        return
    yield line["indent"], WORD if line["mark"] and line["indent"] else b""
    yield from _line(line, ends)


def _empty_lines(lines: list[Match[bytes]], is_kept: bool, ends: LineEnds) -> Iterator[Piece]:
    """Lines with nothing in them but backslashes: of many that are empty one stays."""
    for is_empty, group in groupby(lines, lambda line: not line["mark"]):
        if is_empty:
            first, *others = group
            yield first["indent"], b""
            yield from _line(first, ends)
            yield b"".join(line[0] for line in others), b""
            continue
        for line in group:
            if is_kept:
                yield from _rest(line, True, ends)
            else:
                yield line["indent"], line["indent"]
                yield from _line(line, ends)
