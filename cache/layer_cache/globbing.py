"""Patterns for names: `*`, `?`, `[...]` and `\\` within a name, `**` for any number of folders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layer_cache.observations import encode
from layer_cache.tree import SourceTree

_SPECIAL = re.compile(r"[*?\[\\]")
#: The named classes of POSIX, for ASCII.
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_NEVER = "(?!)"


def is_pattern(source: str) -> bool:
    """Whether the source is to be matched rather than taken as it is."""
    return _SPECIAL.search(source) is not None


def expand(pattern: str, tree: SourceTree) -> list[str]:
    """The paths of the tree that match, in the order of their bytes."""
    return sorted(set(_expand("", pattern.split("/"), tree)), key=encode)


def _expand(folder: str, components: list[str], tree: SourceTree) -> Iterator[str]:
    first, rest = components[0], components[1:]
    below = f"{folder}/" if folder else ""
    if first == "**":
        if rest:
            yield from _expand(folder, rest, tree)
        for name, kind in (tree.names(folder) or {}).items():
            if kind == "dir":
                yield from _expand(below + name, components, tree)
            elif not rest:
                yield below + name
        return
    if is_pattern(first):
        expression = re.compile(translate(first), re.DOTALL)
        names = [name for name in tree.names(folder) or {} if expression.fullmatch(name)]
    else:
        names = [first]
    for name in names:
        path = below + name
        if not rest:
            if tree.lookup(path) is not None:
                yield path
        else:
            yield from _expand(path, rest, tree)


def translate(pattern: str) -> str:
    """A regular expression for one name, to be used with DOTALL; nothing matches a broken
    pattern.
    """
    result, index = "", 0
    while index < len(pattern):
        letter = pattern[index]
        index += 1
        if letter == "*":
            while pattern.startswith("*", index):
                index += 1
            result += "[^/]*"
        elif letter == "?":
            result += "[^/]"
        elif letter == "\\":
            if index == len(pattern):
                return _NEVER
            result += re.escape(pattern[index])
            index += 1
        elif letter == "[":
            members, index = _class(pattern, index)
            result += members
        else:
            result += re.escape(letter)
    return result


def _class(pattern: str, index: int) -> tuple[str, int]:
    """The expression for a class whose `[` is behind, and where it ends."""
    negated = pattern[index : index + 1] in ("!", "^")
    index += negated
    start, members = index, ""
    # A `]` that comes first is a member.
    while index == start or pattern[index : index + 1] != "]":
        if index >= len(pattern):
            return _NEVER, index
        name = re.compile(r"\[:([a-z]+):\]").match(pattern, index)
        if name is not None:
            if name[1] not in _CLASSES:
                return _NEVER, len(pattern)
            members += _CLASSES[name[1]]
            index = name.end()
            continue
        first, index = _member(pattern, index)
        if pattern[index : index + 1] == "-" and pattern[index + 1 : index + 2] not in ("", "]"):
            last, index = _member(pattern, index + 1)
            if first <= last:
                members += f"{re.escape(first)}-{re.escape(last)}"
        else:
            members += re.escape(first)
    # A range that is backwards has no members: nothing is in such a class, all is outside of it.
    if not members:
        return "[^/]" if negated else _NEVER, index + 1
    return f"(?!/)[{'^' if negated else ''}{members}]", index + 1


def _member(pattern: str, index: int) -> tuple[str, int]:
    if pattern[index] == "\\" and index + 1 < len(pattern):
        index += 1
    return pattern[index], index + 1
