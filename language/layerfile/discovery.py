"""Which files are Layerfiles, and where they are in a tree."""

from __future__ import annotations

from collections.abc import Iterator

from layerfile.files import FileView


def is_layerfile(name: str) -> bool:
    """Whether a file of this name is a Layerfile: `Layerfile`, `Layerfile.x`, `x.Layerfile`, in any letter case."""
    lower = name.lower()
    return lower.startswith("layerfile") or lower.endswith(".layerfile")


def layerfiles(files: FileView) -> Iterator[str]:
    """The Layerfiles of a tree."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for name in files.names(folder):
            path = f"{folder}/{name}" if folder else name
            kind = files.kind(path)
            if kind == "dir" and name != ".git":
                waiting.append(path)
            elif kind == "file" and is_layerfile(name):
                yield path
