"""Ignore files (gitignore syntax) at the tree's root and nested, with the deepest one deciding."""

from __future__ import annotations

from collections.abc import Callable

from layer_cache.observations import decode
from layerfile.ignore_patterns import Pattern, parse

_MARK = b"\xef\xbb\xbf"


class IgnoreFiles:
    """All ignore files of one name in a tree.

    `read` gives the text of a file by its path, None where there is none.
    """

    def __init__(self, name: str, read: Callable[[str], bytes | None]) -> None:
        self._name = name
        self._read = read
        self._chains: dict[str, tuple[tuple[int, tuple[Pattern, ...]], ...]] = {}
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
        for skip, patterns in chain:
            below = path[skip:]
            for pattern in patterns:
                if pattern.matches(below, is_dir):
                    return pattern.hides
        return False

    def _chain(self, folder: str) -> tuple[tuple[int, tuple[Pattern, ...]], ...]:
        """The files in force in `folder`, deepest first, each with the length of the path it is
        relative to.
        """
        known = self._chains.get(folder)
        if known is not None:
            return known
        above = self._chain(folder.rpartition("/")[0]) if folder else ()
        prefix = f"{folder}/" if folder else ""
        text = self._read(prefix + self._name)
        chain = above if text is None else ((len(prefix), parse(decode(text.removeprefix(_MARK)))), *above)
        self._chains[folder] = chain
        return chain
