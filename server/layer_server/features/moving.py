"""Files that get other names: what Layerfiles must say then."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from layer_server.features.navigation import CannotRename, target_at, targets
from layer_server.view import Location, View
from layerfile import bases
from layerfile.arguments import Argument
from layerfile.directives import Directive
from layerfile.spans import Position


class Move(NamedTuple):
    """A file, or a folder with all that is in it, moves within the tree; both paths are relative to its root."""

    old: str
    new: str

    def of(self, path: str) -> str:
        """Where a path is afterwards."""
        if path == self.old:
            return self.new
        return self.new + path[len(self.old) :] if path.startswith(self.old + "/") else path


class Replacement(NamedTuple):
    """New text for a path in a Layerfile."""

    place: Location
    text: str


def replacements(view: View, move: Move) -> Iterator[Replacement]:
    """What this Layerfile must say after the move, at the places where it is before."""
    moved_to = move.of(view.path)
    for directive, moved in view.placed:
        for argument, path in _named(view, directive):
            text = _written(argument, path, view.path, move, moved_to)
            if text is not None and text != argument.source:
                yield Replacement(Location(view.path, argument.span.moved(moved)), text)


def _named(view: View, directive: Directive) -> Iterator[tuple[Argument, str]]:
    """The paths that a directive names which are there, each with where it is."""
    for target in targets(directive, view.path, view.files):
        # Variables and quotes are a person's to look at.
        if target.path is not None and target.argument.is_plain:
            yield target.argument, target.path


def _written(argument: Argument, path: str, layerfile: str, move: Move, moved_to: str) -> str | None:
    """How a path is to be written, in the way in which it was; None if it stays."""
    written = str(argument)
    # What FROM calls a folder is resolved to the Layerfile in it.
    suffix = posixpath.basename(path)
    names_folder = posixpath.normpath(written).rpartition("/")[2] != suffix
    named = posixpath.dirname(path) if names_folder and suffix and _is_in(written, layerfile, path) else path
    new = move.of(named)
    if names_folder and move.of(path) != posixpath.join(new, suffix):
        # The Layerfile itself got another name: now it must be named.
        new = move.of(path)
    if new == named and posixpath.dirname(moved_to) == posixpath.dirname(layerfile):
        return None
    if written.startswith("/"):
        return f"/{new}"
    relative = posixpath.relpath(f"/{new}", f"/{posixpath.dirname(moved_to)}")
    is_dotted = written.startswith("./") and not relative.startswith("../")
    ending = "/" if written.endswith("/") and not relative.endswith("/") else ""
    return ("./" if is_dotted else "") + relative + ending


def _is_in(written: str, layerfile: str, path: str) -> bool:
    """Whether a path as it is written leads to the folder that `path` is in."""
    start = "" if written.startswith("/") else posixpath.dirname(layerfile)
    found = posixpath.normpath(posixpath.join(start, written.lstrip("/")))
    return (found if found != "." else "") == posixpath.dirname(path)


def moved_by_rename(view: View, position: Position, new: str) -> Move | None:
    """What moves where if the path at a place, which FROM or WAIT names, is to be written `new`; None where no such
    path is. Raises CannotRename.
    """
    target = target_at(view, position)
    if target is None or not target.is_layerfile or target.path is None:
        return None
    written, folder = str(target.argument), posixpath.dirname(view.path)
    old, to = bases.inside(written, folder), bases.inside(new, folder)
    if not new or any(sign in new for sign in " \t\"'$\\") or to is None or not to:
        raise CannotRename(f"{new or 'nothing'} is no path inside of the repository that could be written here")
    if view.files.kind(to) is not None:
        raise CannotRename(f"{to} is there already")
    return Move(old or target.path, to)
