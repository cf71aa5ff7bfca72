"""Which Layerfiles of a graph are run, and what each needs first."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from layer_runner.group.resources import OVERHEAD
from layer_runner.group.schedule import Task
from layerfile.chain import follow
from layerfile.directives import Memory
from layerfile.files import FileView
from layerfile.graph import Graph, dead_end_message
from layerfile.problems import LayerfileError
from layerfile.program import DEFAULT_MEMORY
from layerfile.rings import ring_in, tangles


@dataclass(frozen=True, slots=True)
class Member:
    """A Layerfile to run, `path` relative to the tree's root. `needs` are the paths of those that must have passed
    before; `memory` is that of its machine, in bytes. `problem` says why it cannot run at all, or is "".
    """

    path: str
    needs: tuple[str, ...] = ()
    memory: int = DEFAULT_MEMORY
    problem: str = ""

    @property
    def name(self) -> str:
        """What people call it: its folder, where it is that folder's one Layerfile."""
        return short_name(self.path)

    @property
    def task(self) -> Task:
        """As the schedule sees it."""
        return Task(self.path, () if self.problem else self.needs, self.memory + OVERHEAD)


def short_name(path: str) -> str:
    """`api` of `api/Layerfile`; the path itself of one with a name of its own, or at the root."""
    folder, name = posixpath.split(path)
    return folder if name == "Layerfile" and folder else path


def members(graph: Graph, chosen: Iterable[str], files: FileView, wait: bool = True) -> tuple[Member, ...]:
    """The Layerfiles at `chosen` and all that they need, in an order in which they could run; without `wait`,
    WAIT counts for nothing.
    """
    needs: dict[str, list[str]] = {node.path: [] for node in graph.nodes}
    problems = dict.fromkeys(graph.unreadable, "it cannot be read: look at its permissions")
    for edge in graph.edges:
        if edge.kind == "wait" and not wait:
            continue
        if edge.target is not None:
            needs[edge.source].append(edge.target)
        else:
            where = f"line {edge.span.start_line}"
            problems.setdefault(edge.source, f"{where}: {dead_end_message(edge, files)}")
    wanted = _with_needs(chosen, needs)
    for path, ring in _rings(wanted, needs).items():
        problems.setdefault(path, f"these need each other, and none can start: {' -> '.join(ring)}")
    order = _order(graph)
    return tuple(
        Member(path, tuple(dict.fromkeys(needs.get(path, ()))), memory_of(path, files), problems.get(path, ""))
        for path in sorted(wanted, key=lambda path: (order.get(path, len(order)), path))
    )


def memory_of(path: str, files: FileView) -> int:
    """The bytes of memory that the machine of a Layerfile gets: its root parent's MEMORY."""
    chain = follow(path, files)
    first = chain.layerfiles[0].directives if chain.layerfiles else ()
    sizes = [one.bytes for one in first if isinstance(one, Memory) and one.bytes is not None]
    return sizes[-1] if sizes else DEFAULT_MEMORY


def named(graph: Graph, names: Iterable[str], folder: str = "") -> tuple[str, ...]:
    """The paths of the Layerfiles that people mean by `names`, typed in `folder` of the tree.

    A name is a path, of the Layerfile or of its folder, from `folder` or from the root; or a display name; or the
    last part of the folder's path, where no other has that. Raises LayerfileError, with what is near.
    """
    return tuple(dict.fromkeys(_named(graph, name, folder) for name in names))


def _named(graph: Graph, name: str, folder: str) -> str:
    paths = [node.path for node in graph.nodes]
    for start in (folder, ""):
        path = posixpath.normpath(posixpath.join(start, name.lstrip("/") if start == "" else name))
        for candidate in (path, "Layerfile" if path == "." else f"{path}/Layerfile"):
            if candidate in paths:
                return candidate
    found = [node.path for node in graph.nodes if node.name == name]
    found = found or [path for path in paths if posixpath.basename(posixpath.dirname(path)) == name]
    found = found or [path for path in paths if posixpath.basename(path) == name]
    if len(found) == 1:
        return found[0]
    if found:
        message = f"{name} may be each of {', '.join(found)}: name one by its path"
    else:
        every = [short_name(path) for path in paths]
        near = get_close_matches(name, every, 1)
        message = f"no Layerfile is called {name}; "
        message += f"is {near[0]} meant?" if near else f"there are {', '.join(every[:10])}"
    raise LayerfileError.single("no-layerfile", message, name)


def _with_needs(chosen: Iterable[str], needs: dict[str, list[str]]) -> set[str]:
    found = set(chosen)
    waiting = list(found)
    while waiting:
        for path in needs.get(waiting.pop(), ()):
            if path not in found:
                found.add(path)
                waiting.append(path)
    return found


def _rings(wanted: set[str], needs: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """The rings that there are among those that are wanted, by each path that lies on one."""
    inside = {path: needs.get(path, []) for path in sorted(wanted)}
    return {path: ring_in(tangle, inside) for tangle in tangles(inside) for path in tangle}


def _order(graph: Graph) -> dict[str, int]:
    return {path: number for number, level in enumerate(graph.order) for path in level}
