"""The source tree as the machine sees it: every COPY and CLONE laid over the ones before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from layer_cache.observations import (
    ABSENT,
    NOT_THAT,
    Kind,
    Observation,
    content_value,
    encode,
    link_value,
    listing_value,
    lookup_value,
    stat_value,
)
from layer_cache.placement import Placement, mounts
from layer_cache.tree import DIRECTORY, Entry, EntryKind, SourceTree

#: PATH_MAX of Linux: nothing can be found under a longer path.
_LONGEST = 4096


class _Node(NamedTuple):
    """What lies at a path of the machine.

    Of a file or link, `source`. Of a directory, which placements make it up: `layers` are (number
    of the placement, source folder), the last COPY first; it is there even with none, as the way
    to something placed below it. What placements before `floor` had put below it went away when
    one put a file here.
    """

    kind: EntryKind
    mode: int
    source: str
    layers: tuple[tuple[int, str], ...]
    floor: int


class PlacedTree:
    """Lazy: looks at nothing but the paths that it is asked about, and at each of them once.

    A folder that is placed where there is one already joins it, name by name; a file or a link
    takes the place of whatever was there, and so does a folder of a file.
    """

    def __init__(self, placements: Sequence[Placement], tree: SourceTree) -> None:
        self.placements = tuple(placements)
        self.tree = tree
        self._at: dict[str, list[int]] = {}
        self._ways: dict[str, dict[str, None]] = {}
        for number, placement in enumerate(self.placements):
            self._at.setdefault(placement.destination, []).insert(0, number)
            way = placement.destination
            while way != "/":
                above, _, name = way.rpartition("/")
                way = above or "/"
                self._ways.setdefault(way, {})[name] = None
        self.mounts = mounts(self.placements)
        #: Why it cannot be told what some of this is, in words; "" where it can.
        self.unknown = next((placement.unknown for placement in self.placements if placement.unknown), "")
        self._roots = tuple(f"{mount}/" for mount in self.mounts)
        self._nodes: dict[str, _Node | None] = {}
        self._listings: dict[str, str] = {}

    def entry(self, guest: str) -> Entry | None:
        """What lies at a path of the machine; None outside of what is watched."""
        node = self._node(guest)
        if node is None:
            return None
        return DIRECTORY if node.kind == "dir" else self.tree.entry(node.source)

    def names(self, guest: str) -> Mapping[str, EntryKind] | None:
        """The children of a directory; None where there is no directory."""
        node = self._node(guest)
        if node is None or node.kind != "dir":
            return None
        names: set[str] = set(self._ways.get(guest, ()))
        for _, source in node.layers:
            names.update(self.tree.names(source) or ())
        below = guest if guest == "/" else guest + "/"
        found = ((name, self._node(below + name)) for name in names)
        return {name: child.kind for name, child in found if child is not None}

    def source_of(self, guest: str) -> str | None:
        """The source path of what lies there, or, where nothing does, of what would; None if
        nothing can.
        """
        node = self._node(guest)
        if node is not None:
            if node.kind != "dir":
                return node.source
            return node.layers[0][1] if node.layers else None
        for number in range(len(self.placements) - 1, -1, -1):
            placement = self.placements[number]
            if guest == placement.destination:
                return placement.source
            if placement.folder and guest.startswith(placement.destination + "/"):
                below = guest[len(placement.destination) + 1 :]
                return f"{placement.source}/{below}" if placement.source else below
        return None

    def value(self, kind: Kind, guest: str) -> str:
        """What an observation of that kind would find there now."""
        node = self._nodes.get(guest) or self._node(guest)
        if node is None:
            return ABSENT
        if kind == "entry" or kind == "absence":
            return lookup_value(node.kind, node.mode)
        if kind == "listing":
            if guest not in self._listings:
                names = self.names(guest)
                self._listings[guest] = NOT_THAT if names is None else listing_value(names)
            return self._listings[guest]
        entry = DIRECTORY if node.kind == "dir" else self.tree.entry(node.source)
        if kind == "stat":
            return stat_value(entry)
        return content_value(entry) if kind == "content" else link_value(entry)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """All that is watched, the roots too, parents before children, in the order of bytes."""
        for mount in self.mounts:
            yield from self._below(mount)

    def everything(self) -> Iterator[Observation]:
        """Every observation that can be made: for a step of which it is not known what it read."""
        for path, entry in self.entries():
            yield Observation("entry", path, self.value("entry", path))
            yield Observation("stat", path, self.value("stat", path))
            if entry.kind == "file":
                yield Observation("content", path, self.value("content", path))
            elif entry.kind == "dir":
                yield Observation("listing", path, self.value("listing", path))

    def _below(self, guest: str) -> Iterator[tuple[str, Entry]]:
        entry = self.entry(guest)
        if entry is None:
            return
        yield guest, entry
        for name in sorted(self.names(guest) or (), key=encode):
            yield from self._below(f"{guest}/{name}")

    def _node(self, guest: str) -> _Node | None:
        if guest in self._nodes:
            return self._nodes[guest]
        if len(guest) > _LONGEST or (not guest.startswith(self._roots) and guest not in self.mounts):
            return None
        # Not recursive: a path from the machine can be deep.
        unknown = [guest]
        above = guest
        while above not in self.mounts:
            above = above.rpartition("/")[0]
            if above in self._nodes:
                break
            unknown.append(above)
        for path in reversed(unknown):
            self._nodes[path] = self._find(path)
        return self._nodes[guest]

    def _find(self, guest: str) -> _Node | None:
        """The node of a path whose folder is known already."""
        above, _, name = guest.rpartition("/")
        layers: list[tuple[int, str]] = []
        floor = 0
        if guest not in self.mounts:
            parent = self._nodes[above]
            if parent is None or parent.kind != "dir" or name in ("", ".", ".."):
                return None
            floor = parent.floor
            if name != ".git":
                layers = [(number, f"{source}/{name}" if source else name) for number, source in parent.layers]
        if guest in self._at:
            layers += [(number, self.placements[number].source) for number in self._at[guest]]
            layers.sort(reverse=True)
        folders: list[tuple[int, str]] = []
        for number, source in layers:
            found = self.tree.lookup(source) if number >= floor else None
            if found is None:
                continue
            if found.kind == "dir":
                folders.append((number, source))
            elif folders or self._is_way(guest, number + 1):
                floor = number + 1
                break
            else:
                return _Node(found.kind, found.mode, source, (), 0)
        if folders or guest in self.mounts or self._is_way(guest, floor):
            return _Node("dir", 0, "", tuple(folders), floor)
        return None

    def _is_way(self, guest: str, floor: int) -> bool:
        """Whether a placement from number `floor` on put something below the path."""
        if guest not in self._ways:
            return False
        below = guest + "/"
        return any(later.destination.startswith(below) for later in self.placements[floor:])
