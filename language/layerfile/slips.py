"""Slips of the pen: a name with one letter wrong, missing, too many, or two of them swapped."""

from __future__ import annotations

from collections.abc import Iterable


def slip_of(word: str, names: Iterable[str], shortest: int = 5) -> str | None:
    """The name that a word is one slip away from, whatever its letter case; None if that is none, or more than one.

    Words with less than `shortest` letters are too short to tell.
    """
    if len(word) < shortest or len(word) > 100:
        return None
    lower = word.lower()
    found = [name for name in names if _is_slip(lower, name.lower())]
    exact = [name for name in found if name.lower() == lower]
    found = exact or found
    return found[0] if len(found) == 1 else None


def _is_slip(word: str, name: str) -> bool:
    if abs(len(word) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    ours, theirs = word[start:], name[start:]
    # One of a row, as in web1 and web2, is no slip for another.
    if ours[:1].isdigit() or theirs[:1].isdigit():
        return ours == theirs
    if len(ours) == len(theirs):
        return ours[1:] == theirs[1:] or (ours[1::-1] == theirs[:2] and ours[2:] == theirs[2:])
    return ours[1:] == theirs or ours == theirs[1:]
