"""COPY: which source goes where in the machine, and which folders of the machine are watched."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layer_cache.globbing import expand, is_pattern

if TYPE_CHECKING:
    from layer_cache.tree import SourceTree
    from layerfile.program import Lane, Program, Step

#: The kernel's own: nothing can be watched there.
_FORBIDDEN = ("/proc", "/sys", "/dev", "/run")
_FOLDER_NAMES = ("", ".", "..", "~")


@dataclass(frozen=True, slots=True)
class Placement:
    """`source` (relative to the tree's root) lies at `destination` (absolute, in the machine).

    For a `folder` its contents do. `step` is the number of the COPY.
    """

    source: str
    destination: str
    folder: bool
    step: int


def placements(program: Program | Lane, tree: SourceTree, upto: int) -> tuple[Placement, ...]:
    """What the COPYs before step `upto` place, in their order; of a program, in its first shard.

    Raises LayerfileError where a source is missing or outside of the tree, or the destination
    cannot be watched.
    """
    return placed_by(program.steps[:upto], tree)


def placed_by(steps: Iterable[Step], tree: SourceTree) -> tuple[Placement, ...]:
    """What the COPYs among `steps` place, in their order. Raises as `placements` does."""
    return tuple(
        placement for step in steps if step.directive.keyword == "COPY" for placement in _placements_of(step, tree)
    )


def mounts(placed: Iterable[Placement]) -> tuple[str, ...]:
    """The folders of the machine to watch: destinations of folders, parents of files; outermost
    only.
    """
    folders = sorted({_watched(placement) for placement in placed}, key=lambda path: path + "/")
    result: list[str] = []
    for folder in folders:
        if not result or not folder.startswith(result[-1] + "/"):
            result.append(folder)
    return tuple(result)


def _watched(placement: Placement) -> str:
    return placement.destination if placement.folder else posixpath.dirname(placement.destination)


def _placements_of(step: Step, tree: SourceTree) -> list[Placement]:
    *sources, written = step.values
    destination, is_folder = _destination(step, written)
    found = [path for source in sources for path in _sources(step, source, tree)]
    if len(found) > 1 and not is_folder:
        message = f"{len(found)} sources go to one place: end {written} in /"
        raise _problem(step, "copy-many-sources", message)
    result = []
    for path in found:
        lookup = tree.lookup(path)
        folder = lookup is not None and lookup.kind == "dir"
        target = destination
        if is_folder and not folder:
            target = posixpath.join(destination, posixpath.basename(path))
        placement = Placement(path, target, folder, step.number)
        _require_watchable(step, _watched(placement))
        result.append(placement)
    return result


def _sources(step: Step, source: str, tree: SourceTree) -> Sequence[str]:
    path = _inside(step, source)
    # A name with brackets (`[id].js`) that exists means itself.
    if tree.lookup(path) is not None:
        return (path,)
    if is_pattern(source):
        found = expand(path, tree)
        if found:
            return found
        raise _problem(step, "copy-source-missing", f"nothing matches {source}")
    if (tree.root / path).exists():
        message = f"{source} is ignored by git or .layerignore, or holds nothing: it is not copied"
    else:
        message = f"{source} does not exist"
    raise _problem(step, "copy-source-missing", message)


def _inside(step: Step, source: str) -> str:
    """The source relative to the tree's root."""
    start = "" if source.startswith("/") else step.folder
    path = posixpath.normpath(posixpath.join(start, source.lstrip("/")))
    if path == ".." or path.startswith("../"):
        message = f"{source} is outside of the repository: copy from inside of it"
        raise _problem(step, "copy-outside", message)
    return "" if path == "." else path


def _destination(step: Step, destination: str) -> tuple[str, bool]:
    """The absolute path, and whether it is a folder that sources go into."""
    context = step.context
    home = "/root" if context.user == "root" else f"/home/{context.user}"
    path = destination
    if path == "~" or path.startswith("~/"):
        path = home + path[1:]
    path = posixpath.normpath(posixpath.join(context.workdir, path))
    # normpath keeps two slashes at the start.
    path = "/" + path.lstrip("/")
    last = destination.rpartition("/")[2]
    return path, last in _FOLDER_NAMES or path == posixpath.normpath(context.workdir)


def _require_watchable(step: Step, folder: str) -> None:
    if folder == "/":
        message = "files cannot be copied to / itself: copy them to a folder in it"
        raise _problem(step, "copy-destination", message)
    for forbidden in _FORBIDDEN:
        if folder == forbidden or folder.startswith(forbidden + "/"):
            message = f"files cannot be copied to {folder}: {forbidden} belongs to the kernel"
            raise _problem(step, "copy-destination", message)


def _problem(step: Step, code: str, message: str) -> Exception:
    from layerfile.problems import LayerfileError, Problem

    return LayerfileError((Problem(code, "error", message, step.directive.span, step.layerfile),))
