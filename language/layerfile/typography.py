"""Signs for printing in a shell command: quotes and dashes that a web page or a word processor has put there."""

from __future__ import annotations

from collections.abc import Iterator
from re import compile as pattern

_PAIR = pattern(r"[“„”]([^“”„\"'\n]{0,500})[”“]|[‘’]([^‘’\"'\n]{0,500})’")
_DASH = pattern(r"(—|–(?=[A-Za-z](?:\s|\Z)))(?=[A-Za-z])")
_SAYS = pattern(r"\s*(?:echo|printf)\s")
_ONLY_SAYS = pattern(r"\s*(?:echo|printf)\s+(?:-[neE]+\s+)?\Z")
_SAID = pattern(r"[ \t]*(?:[;&|>\n]|\Z)")
_ENDS_COMMAND = ";&|\n"


def quoted(command: str) -> Iterator[tuple[int, int, str]]:
    """Where text is quoted so outside of quotes: start, end, and the sign that the shell knows.

    What `echo` says to people may well have such quotes, unless they are around all of it.
    """
    end = 0
    for at, begin in _outside(command, "“”„‘’"):
        found = _PAIR.match(command, at) if at >= end else None
        if found is None or command[at - 1 : at] not in ("", " ", "\t", "\n", "=", "("):
            continue
        end = found.end()
        behind = command[end : end + 1]
        if behind and behind not in " \t\n;&|)":
            continue
        if _SAYS.match(command, begin) and not (_ONLY_SAYS.match(command, begin, at) and _SAID.match(command, end)):
            continue
        yield at, end, "'" if found[1] is None else '"'


def dashes(command: str) -> Iterator[tuple[int, int, str]]:
    """Where an option begins with such a dash: start, end, and what it was most likely."""
    for at, begin in _outside(command, "—–"):
        found = _DASH.match(command, at)
        if found is None or command[at - 1 : at] not in (" ", "\t") or _SAYS.match(command, begin):
            continue
        if command[begin:at].strip():
            yield at, found.end(), "--" if found[1] == "—" else "-"


def _outside(command: str, signs: str) -> Iterator[tuple[int, int]]:
    """The signs that stand outside of quotes, each with the start of its simple command.

    Nothing more is said behind a comment or a here-document's start, where quotes are something else.
    """
    quote = ""
    begin = 0
    skipped = False
    for at, sign in enumerate(command):
        if skipped:
            skipped = False
        elif sign == "\\" and quote != "'":
            skipped = True
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in _ENDS_COMMAND or sign == "(":
            begin = at + 1
        elif (sign == "#" and command[at - 1 : at] in ("", " ", "\t", "\n")) or command.startswith("<<", at):
            return
        elif sign in signs:
            yield at, begin
