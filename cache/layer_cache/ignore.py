"""Ignore files (gitignore syntax) at the tree's root and nested, with the deepest one deciding."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from layer_cache.globbing import translate
from layer_cache.observations import decode


class Pattern(NamedTuple):
    """One line of an ignore file.

    `whole`: for the path from the file's folder, else for the name alone.
    """

    expression: re.Pattern[str]
    hides: bool
    only_folders: bool
    whole: bool


class IgnoreFiles:
    """All ignore files of one name in a tree.

    `read` gives the text of a file by its path, None where there is none.
    """

    def __init__(self, name: str, read: Callable[[str], bytes | None]) -> None:
        self._name = name
        self._read = read
        self._chains: dict[str, tuple[tuple[int, list[Pattern]], ...]] = {}
        self._hidden: dict[str, bool] = {"": False}

    def hidden(self, path: str, is_dir: bool) -> bool:
        """Whether the path or a folder above it is ignored."""
        if is_dir and path in self._hidden:
            return self._hidden[path]
        parent = path.rpartition("/")[0]
        above = self._hidden.get(parent)
        if above is None:
            above = self.hidden(parent, True)
        result = above or self._matches(parent, path, is_dir)
        if is_dir:
            self._hidden[path] = result
        return result

    def _matches(self, parent: str, path: str, is_dir: bool) -> bool:
        chain = self._chains.get(parent)
        if chain is None:
            chain = self._chain(parent)
        if not chain:
            return False
        name = path.rpartition("/")[2]
        for skip, patterns in chain:
            below = path[skip:]
            for pattern in patterns:
                if (is_dir or not pattern.only_folders) and pattern.expression.fullmatch(
                    below if pattern.whole else name
                ):
                    return pattern.hides
        return False

    def _chain(self, folder: str) -> tuple[tuple[int, list[Pattern]], ...]:
        """The files in force in `folder`, deepest first, each with the length of the path it is
        relative to.
        """
        known = self._chains.get(folder)
        if known is not None:
            return known
        above = self._chain(folder.rpartition("/")[0]) if folder else ()
        prefix = f"{folder}/" if folder else ""
        text = self._read(prefix + self._name)
        chain = above if text is None else ((len(prefix), parse(text)), *above)
        self._chains[folder] = chain
        return chain


def parse(text: bytes) -> list[Pattern]:
    """The patterns of one ignore file, the last one first, since it decides (gitignore(5))."""
    lines = decode(text.removeprefix(b"\xef\xbb\xbf")).split("\n")
    parsed = [_parse(line.removesuffix("\r")) for line in reversed(lines)]
    return [pattern for pattern in parsed if pattern is not None]


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
    components = pattern.split("/")
    result = ""
    for index, component in enumerate(components):
        is_last = index == len(components) - 1
        if component == "**":
            result += ".+" if is_last else "(?:.*/)?"
        else:
            result += translate(component) + ("" if is_last else "/")
    return result
