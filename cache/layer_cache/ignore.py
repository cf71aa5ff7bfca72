"""Ignore files (gitignore syntax) at the tree's root and nested, with the deepest one deciding."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class IgnoreFiles:
    """All ignore files of one name in a tree.

    `read` gives the text of a file by its path, None where there is none.
    """

    def __init__(self, name: str, read: Callable[[str], bytes | None]) -> None:
        self._name = name
        self._read = read
        self._chains: dict[str, tuple[tuple[int, GitIgnoreSpec], ...]] = {}
        self._hidden: dict[str, bool] = {"": False}

    def hidden(self, path: str, is_dir: bool) -> bool:
        """Whether the path or a folder above it is ignored."""
        known = self._hidden.get(path)
        if known is not None and is_dir:
            return known
        parent = path.rpartition("/")[0]
        result = self.hidden(parent, True) or self._matches(parent, path, is_dir)
        if is_dir:
            self._hidden[path] = result
        return result

    def _matches(self, parent: str, path: str, is_dir: bool) -> bool:
        for skip, spec in self._chain(parent):
            below = path[skip:] + "/" if is_dir else path[skip:]
            included = spec.check_file(below).include
            if included is not None:
                return included
        return False

    def _chain(self, folder: str) -> tuple[tuple[int, GitIgnoreSpec], ...]:
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


def parse(text: bytes) -> GitIgnoreSpec:
    """The patterns of one ignore file. Lines that are no pattern count for nothing, as in git."""
    from pathspec import GitIgnoreSpec

    decoded = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = decoded.replace("\r\n", "\n").split("\n")
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
