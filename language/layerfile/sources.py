"""What the sources of a COPY mean."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase

from layerfile.files import FileView

_MOST = 10_000


def is_pattern(path: str) -> bool:
    """Whether a source stands for all files of a kind."""
    return any(character in path for character in "*?[")


def matches(path: str, files: FileView) -> bool:
    """Whether a pattern (from the tree's root) matches anything. True where there is too much to look through."""
    folders = [""]
    parts = path.split("/")
    looked = 0
    for number, part in enumerate(parts):
        if part == "**":
            # Any depth: the rest is looked for below each folder.
            folders = _below(folders, files)
            continue
        found = []
        for folder in folders:
            for name in files.names(folder):
                looked += 1
                if looked > _MOST:
                    return True
                if name == part or fnmatchcase(name, part):
                    found.append(posixpath.join(folder, name))
        if number == len(parts) - 1:
            return bool(found)
        folders = [one for one in found if files.kind(one) == "dir"]
    return bool(folders)


def near_miss(written: str, path: str, files: FileView) -> str | None:
    """What was meant by a path that does not exist, as one would write it: another entry of its folder."""
    folder, name = posixpath.split(path.rstrip("/"))
    names = files.names(folder)
    # Costs start-up time, and only files with mistakes in them need it.
    from difflib import get_close_matches

    same = [one for one in names if one.lower() == name.lower()]
    near = same or get_close_matches(name, names[:2000], 1, 0.8)
    return posixpath.join(posixpath.dirname(written.rstrip("/")), near[0]) if near else None


def _below(folders: list[str], files: FileView) -> list[str]:
    found = list(folders)
    for folder in found:
        if len(found) > _MOST:
            break
        for name in files.names(folder):
            path = posixpath.join(folder, name)
            if name != ".git" and files.kind(path) == "dir":
                found.append(path)
    return found
