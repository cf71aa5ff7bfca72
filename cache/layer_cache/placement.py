"""COPY and CLONE: which source goes where in the machine, and which folders of the machine are watched."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layer_cache.globbing import expand, is_pattern
from layer_cache.joined_tree import Clone, JoinedTree, Wanted

if TYPE_CHECKING:
    from layer_cache.tree import SourceTree
    from layerfile.program import Lane, Program, Step

#: The kernel's own: nothing can be watched there.
_FORBIDDEN = ("/proc", "/sys", "/dev", "/run")
_FOLDER_NAMES = ("", ".", "..", "~")


@dataclass(frozen=True, slots=True)
class Placement:
    """`source` (a path of the tree) lies at `destination` (absolute, in the machine).

    For a `folder` its contents do. `step` is the number of the COPY or CLONE. `unknown` says in words why it cannot be
    told here what the source is, "" where it can.
    """

    source: str
    destination: str
    folder: bool
    step: int
    unknown: str = ""


def placements(program: Program | Lane, tree: SourceTree, upto: int) -> tuple[Placement, ...]:
    """What the COPYs and CLONEs before step `upto` place, in their order; of a program, in its first shard.

    Raises LayerfileError where a source is missing or outside of the tree, or the destination
    cannot be watched.
    """
    return placed_by(program.steps[:upto], tree)


def placed_by(steps: Iterable[Step], tree: SourceTree) -> tuple[Placement, ...]:
    """What the COPYs and CLONEs among `steps` place, in their order. Raises as `placements` does."""
    found: list[Placement] = []
    for step in steps:
        match step.directive.keyword:
            case "COPY":
                found += _of_copy(step, tree)
            case "CLONE":
                found += _of_clone(step, tree)
    return tuple(found)


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


def _of_copy(step: Step, tree: SourceTree) -> list[Placement]:
    *sources, written = step.values
    return _placed(step, [path for source in sources for path in _sources(step, source, tree)], written, tree)


def _of_clone(step: Step, tree: SourceTree) -> list[Placement]:
    clone = tree.clones.get(Wanted.by(step)) if isinstance(tree, JoinedTree) else None
    if clone is None:
        # Whoever asks looks at no clones: what cannot be told is not held for true.
        clone = Clone("a clone", "", "", 0.0, missing="what CLONE places is not known here")
    *sources, written = step.values[2:]
    if clone.tree is None:
        destination, _ = _destination(step, written)
        placement = Placement(clone.root, destination, True, step.number, clone.missing)
        _require_watchable(step, placement)
        return [placement]
    found = [path for source in sources or ["/"] for path in _sources_in(step, source, clone, clone.tree)]
    return _placed(step, [f"{clone.root}/{path}" if path else clone.root for path in found], written, tree)


def _placed(step: Step, found: Sequence[str], written: str, tree: SourceTree) -> list[Placement]:
    """Where what was found goes, if `written` is the destination."""
    destination, is_folder = _destination(step, written)
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
        _require_watchable(step, placement)
        result.append(placement)
    return result


def _sources(step: Step, source: str, tree: SourceTree) -> Sequence[str]:
    path = _inside(step, source, step.folder, "copy from inside of it")
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


def _sources_in(step: Step, source: str, clone: Clone, tree: SourceTree) -> Sequence[str]:
    """The same in a clone, whose paths begin at its root."""
    path = _inside(step, source, "", f"CLONE places what is in {clone.repository}")
    if tree.lookup(path) is not None:
        return (path,)
    found = expand(path, tree) if is_pattern(source) else []
    if not found:
        message = f"{clone.name} has no {source}" + (f" (commit {clone.commit[:7]})" if clone.commit else "")
        raise _problem(step, "clone-source-missing", message)
    return found


def _inside(step: Step, source: str, folder: str, instead: str) -> str:
    """The source relative to the tree's root; a relative one is taken from `folder`."""
    start = "" if source.startswith("/") else folder
    path = posixpath.normpath(posixpath.join(start, source.lstrip("/")))
    if path == ".." or path.startswith("../"):
        message = f"{source} is outside of the repository: {instead}"
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


def _require_watchable(step: Step, placement: Placement) -> None:
    folder, keyword = _watched(placement), step.directive.keyword
    if folder == "/":
        message = "nothing can be watched in / itself: "
        if placement.folder:
            message += (
                f"{keyword} each folder to its own place, as in {keyword} etc /etc, or all of it to one such as /app"
            )
        else:
            path = placement.destination
            message += f"{path} would be a file in it; write {path}/ if a folder is meant, or take another place"
        raise _problem(step, "copy-destination", message)
    for forbidden in _FORBIDDEN:
        if folder == forbidden or folder.startswith(forbidden + "/"):
            message = f"files cannot be copied to {folder}: {forbidden} belongs to the kernel"
            raise _problem(step, "copy-destination", message)


def _problem(step: Step, code: str, message: str) -> Exception:
    from layerfile.problems import LayerfileError, Problem

    return LayerfileError((Problem(code, "error", message, step.directive.span, step.layerfile),))
