"""From what a person typed to the Layerfile that is meant, and the tree that it stands in."""

from __future__ import annotations

import os
from pathlib import Path

from layerfile.problems import LayerfileError


def find(path: Path) -> Path:
    """The Layerfile at `path`, absolute: the file itself, or the one in the folder.

    Raises LayerfileError where there is none.
    """
    where = Path(os.path.abspath(path))
    if where.is_file():
        return where
    if not where.is_dir():
        raise LayerfileError.single("no-layerfile", f"{path} does not exist", str(path))
    exact = where / "Layerfile"
    if exact.is_file():
        return exact
    near = sorted(entry.name for entry in where.iterdir() if entry.name.lower() == "layerfile")
    hint = f": rename {near[0]} to Layerfile, or name it" if near else ""
    raise LayerfileError.single("no-layerfile", f"no Layerfile in {path}{hint}", str(path))


def tree_root(path: Path) -> Path:
    """The root of the tree that a Layerfile stands in: the nearest parent with `.git`, else its folder."""
    folder = Path(os.path.abspath(path))
    if not folder.is_dir():
        folder = folder.parent
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder
