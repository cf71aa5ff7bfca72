"""Patterns in the sources of COPY: `*`, `?`, `[...]` within a name, `**` for any number of
folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from layer_cache.observations import encode
from layer_cache.tree import SourceTree

_SPECIAL = re.compile(r"[*?\[]")


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
        expression = re.compile(_translate(first), re.DOTALL)
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


def _translate(pattern: str) -> str:
    """A regular expression for one name. A `[` without its `]` stands for itself."""
    result, index = "", 0
    while index < len(pattern):
        letter = pattern[index]
        index += 1
        if letter == "*":
            result += ".*"
        elif letter == "?":
            result += "."
        elif letter == "[" and (end := pattern.find("]", index + _leading(pattern, index))) > 0:
            negated = pattern[index] in "!^"
            members = pattern[index + negated : end]
            result += f"[{'^' if negated else ''}{_members(members)}]"
            index = end + 1
        else:
            result += re.escape(letter)
    return result


def _leading(pattern: str, index: int) -> int:
    """How many letters after the `[` cannot close it: `]` first, or first after `!`, is a
    member.
    """
    return 2 if pattern[index : index + 1] in ("!", "^") else 1


def _members(members: str) -> str:
    """The members of a class, ranges kept; a range that is backwards matches nothing."""
    result, index = "", 0
    while index < len(members):
        first = members[index]
        if members[index + 1 : index + 2] == "-" and index + 2 < len(members):
            last = members[index + 2]
            if first <= last:
                result += f"{re.escape(first)}-{re.escape(last)}"
            index += 3
        else:
            result += re.escape(first)
            index += 1
    return result
