"""The patterns of an ignore file, as git reads them (gitignore(5), and wildmatch.c where that says nothing)."""

from __future__ import annotations

import re
from typing import NamedTuple

_NEVER = "(?!)"
_PLAIN = re.compile(r"[^*?[\\]+")

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "\\x21-\\x7e",
    "lower": "a-z",
    "print": "\\x20-\\x7e",
    "punct": "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
    "space": " \\t\\n\\r\\f\\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_CLASS_NAME = re.compile(r"\[:([a-z]+):\]")


class Pattern(NamedTuple):
    """One line of an ignore file.

    `hides`: it has no `!`. `whole`: it is for the path from the file's folder, else for the name alone.
    """

    expression: re.Pattern[str]
    hides: bool
    only_folders: bool
    whole: bool

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether it says something about a path from the ignore file's folder."""
        if self.only_folders and not is_folder:
            return False
        return self.expression.fullmatch(path if self.whole else path.rpartition("/")[2]) is not None


def parse(text: str) -> tuple[Pattern, ...]:
    """The patterns of one ignore file, the last one first: it decides."""
    lines = text.removeprefix("\ufeff").split("\n")
    parsed = (_parse(line.removesuffix("\r")) for line in reversed(lines))
    return tuple(pattern for pattern in parsed if pattern is not None)


def _parse(line: str) -> Pattern | None:
    if line.startswith("#"):
        return None
    text = _without_trailing_blanks(line)
    hides = not text.startswith("!")
    text = text if hides else text[1:]
    only_folders = text.endswith("/")
    text = text.removesuffix("/")
    if not text:
        return None
    whole = "/" in text
    expression = _translate_path(text.removeprefix("/")) if whole else translate(text)
    return Pattern(re.compile(expression, re.DOTALL), hides, only_folders, whole)


def _without_trailing_blanks(line: str) -> str:
    """Blanks at the end count only behind a backslash."""
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if backslashes % 2 and len(stripped) < len(line) else stripped


def _translate_path(pattern: str) -> str:
    # Git compares what stands before the first wildcard letter by letter, and begins anew behind it: `a**/b` is `a`,
    # and then `**/b`.
    plain = _PLAIN.match(pattern)
    start = plain.end() if plain else 0
    components = pattern[start:].split("/")
    result = re.escape(pattern[:start])
    for number, component in enumerate(components):
        is_last = number == len(components) - 1
        if len(component) > 1 and not component.strip("*"):
            result += ".*" if is_last else "(?:.*/)?"
        else:
            result += translate(component) + ("" if is_last else "/")
    return result


def translate(pattern: str) -> str:
    """A regular expression for one name, to be used with DOTALL; nothing matches a broken pattern."""
    chunks, at = [""], 0
    while at < len(pattern):
        letter = pattern[at]
        at += 1
        if letter == "*":
            if not pattern.startswith("*", at):
                chunks.append("")
        elif letter == "?":
            chunks[-1] += "[^/]"
        elif letter == "\\":
            if at == len(pattern):
                return _NEVER
            chunks[-1] += re.escape(pattern[at])
            at += 1
        elif letter == "[":
            members, at = _class(pattern, at)
            chunks[-1] += members
        else:
            chunks[-1] += re.escape(letter)
    if len(chunks) == 1:
        return chunks[0]
    # The first place where a chunk fits is as good as any further one: without the atomic groups a pattern such as
    # *a*a*a*a*b would try them all.
    return chunks[0] + "".join(f"(?>[^/]*?{chunk})" for chunk in chunks[1:-1]) + f"[^/]*{chunks[-1]}"


def _class(pattern: str, at: int) -> tuple[str, int]:
    """The expression for a class whose `[` is behind, and where it ends."""
    negated = pattern[at : at + 1] in ("!", "^") and at < len(pattern)
    at += negated
    start, members = at, ""
    # A `]` that comes first is a member.
    while at == start or pattern[at : at + 1] != "]":
        if at >= len(pattern):
            return _NEVER, at
        name = _CLASS_NAME.match(pattern, at)
        if name is not None:
            if name[1] not in _CLASSES:
                return _NEVER, len(pattern)
            members += _CLASSES[name[1]]
            at = name.end()
            continue
        first, at = _member(pattern, at)
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("", "]"):
            last, at = _member(pattern, at + 1)
            if first <= last:
                members += f"{re.escape(first)}-{re.escape(last)}"
        else:
            members += re.escape(first)
    # A range that is backwards has no members: nothing is in such a class, all is outside of it.
    if not members:
        return "[^/]" if negated else _NEVER, at + 1
    return f"(?!/)[{'^' if negated else ''}{members}]", at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\" and at + 1 < len(pattern):
        at += 1
    return pattern[at], at + 1
