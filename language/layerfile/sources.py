"""What the sources of a COPY mean."""

from __future__ import annotations

import re
from functools import cache

from layerfile.files import FileView
from layerfile.ignore_patterns import translate
from layerfile.slips import slip_of

#: So many names are looked at for a file's patterns, and so many sources are compared with what is there.
_MOST_NAMES = 10_000
_MOST_HINTS = 20


def is_pattern(path: str) -> bool:
    """Whether a source stands for all files of a kind."""
    return any(character in path for character in "*?[")


class Sources:
    """The tree that sources are looked for in; paths are relative to its root. Each folder is listed once."""

    def __init__(self, files: FileView) -> None:
        self._files = files
        self._names = cache(files.names)
        self._matches = cache(self._look_for)
        self._nearest = cache(self._look_near)
        self._looked_at = 0
        self._hints = 0

    def is_there(self, path: str) -> bool:
        """Whether something is at the path, be it a broken link, or may be in a submodule once that is fetched."""
        if self._files.kind(path) is not None:
            return True
        folder, _, name = path.rpartition("/")
        if name in self._names(folder):
            return True
        while folder and not self._names(folder):
            if self._files.kind(folder) == "dir":
                return True
            folder = folder.rpartition("/")[0]
        return False

    def matches(self, pattern: str) -> bool:
        """Whether a pattern matches anything. True where there is too much to look through."""
        return self._matches(pattern)

    def near_miss(self, written: str, path: str) -> str | None:
        """What was meant by a path that does not exist, as one would write it: one slip away, folders included."""
        right = self._nearest(path)
        return None if right is None else _as_written(written, right)

    def _look_near(self, path: str) -> list[str] | None:
        if self._hints >= _MOST_HINTS:
            return None
        self._hints += 1
        right: list[str] = []
        for part in path.split("/"):
            folder = "/".join(right)
            near = part if part in self._names(folder) else self._near(folder, part)
            if near is None:
                return None
            right.append(near)
        return right

    def _near(self, folder: str, name: str) -> str | None:
        names = self._names(folder)
        same = [one for one in names if one.lower() == name.lower()]
        if same:
            return same[0] if len(same) == 1 else None
        return slip_of(name, names[:_MOST_NAMES])

    def _look_for(self, pattern: str) -> bool:
        folders = [""]
        parts = pattern.split("/")
        for number, part in enumerate(parts):
            if part == "**":
                # Any depth: the rest is looked for below each folder.
                folders = self._below(folders)
                continue
            is_last = number == len(parts) - 1
            expression = re.compile(translate(part), re.DOTALL)
            found = []
            for folder in folders:
                names = self._names(folder)
                self._looked_at += len(names)
                if self._looked_at > _MOST_NAMES:
                    return True
                here = [_join(folder, name) for name in names if name == part or expression.fullmatch(name)]
                if is_last and here:
                    return True
                found += here
            if is_last:
                return False
            folders = [one for one in found if self._files.kind(one) == "dir"]
        return bool(folders)

    def _below(self, folders: list[str]) -> list[str]:
        found = list(folders)
        for folder in found:
            entries = self._files.entries(folder)
            self._looked_at += len(entries)
            if self._looked_at > _MOST_NAMES:
                break
            found += [_join(folder, name) for name, kind in entries if kind == "dir" and name != ".git"]
        return found


def _as_written(written: str, right: list[str]) -> str:
    """A source with the names of `right`, which are its last ones, in the place of its own."""
    pieces = written.split("/")
    left = [*right]
    for at in reversed(range(len(pieces))):
        if pieces[at] == "..":
            break
        if pieces[at] not in ("", ".") and left:
            pieces[at] = left.pop()
    return "/".join(pieces)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
