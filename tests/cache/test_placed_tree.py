"""The tree as the machine sees it, against a plain model: files copied one after the other."""

from __future__ import annotations

import random

import pytest

from layer_cache.observations import blob_digest, listing_value
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import Placement, mounts
from layer_cache.tree import Entry, Lookup

from .memory_tree import MemoryTree

FILES: dict[str, bytes | str | None] = {
    "a": b"1",
    "src/a": b"2",
    "src/d/b": b"3",
    "src/d/e/c": b"4",
    "src/l": "../a",
    "other/d": b"5",
    "other/a/x": b"6",
    "empty": None,
    ".git/HEAD": b"7",
    "src/inner/.git/HEAD": b"8",
}


class CountingTree(MemoryTree):
    """Notes which paths are looked at."""

    def __init__(self, files: dict[str, bytes | str | None]) -> None:
        super().__init__(files)
        self.looked: set[str] = set()

    def lookup(self, path: str) -> Lookup | None:
        self.looked.add(path)
        return super().lookup(path)


def tree_of(*placements: Placement) -> PlacedTree:
    """The placements over `FILES`."""
    return PlacedTree(placements, MemoryTree(FILES))


def kinds(placed: PlacedTree) -> dict[str, str]:
    """What is there: contents of files, `/` for folders, targets of links."""
    shown = {}
    for path, entry in placed.entries():
        shown[path] = {"dir": "/", "link": entry.target}.get(entry.kind, entry.digest[:7])
    return shown


def test_a_folders_contents_go_to_the_destination() -> None:
    placed = tree_of(Placement("src", "/w", True, 1))
    assert list(kinds(placed)) == [*("/w", "/w/a", "/w/d", "/w/d/b", "/w/d/e", "/w/d/e/c", "/w/inner", "/w/l")]
    assert placed.entry("/w/l") == Entry("link", 0, 0, "", "../a")


def test_what_is_outside_of_the_watched_folders_is_not_known() -> None:
    placed = tree_of(Placement("a", "/w/x/a", False, 1))
    assert placed.mounts == ("/w/x",)
    for path in ("/", "/w", "/etc", "w/x", "", "/w/x/", "/w/x/..", "/w/x/../x/a", "/w/x//a", "/w/xy"):
        assert placed.entry(path) is None
        assert placed.value("stat", path) == "absent"


def test_git_is_there_only_when_named() -> None:
    placed = tree_of(Placement("", "/w", True, 1))
    assert placed.entry("/w/.git") is None
    assert ".git" not in (placed.names("/w") or {})
    placed = tree_of(Placement("", "/w", True, 1), Placement(".git", "/w/.git", True, 2))
    assert placed.value("content", "/w/.git/HEAD") == f"{blob_digest(b'7')} 644"
    assert ".git" in (placed.names("/w") or {})


def test_values_of_each_kind() -> None:
    placed = tree_of(Placement("src", "/w", True, 1))
    digest = blob_digest(b"2")
    assert placed.value("entry", "/w/a") == placed.value("absence", "/w/a") == "file 644"
    assert placed.value("stat", "/w/a") == f"file 644 1 {digest}"
    assert placed.value("content", "/w/a") == f"{digest} 644"
    assert placed.value("link", "/w/l") == "../a"
    assert placed.value("listing", "/w/d") == listing_value({"b": "file", "e": "dir"})
    assert placed.value("entry", "/w/d") == "dir"
    assert placed.value("listing", "/w/a") == ""
    assert placed.value("content", "/w/d") == "dir"
    assert {placed.value(kind, "/w/none") for kind in ("entry", "stat", "content", "absence", "listing", "link")} == {
        "absent"
    }


def test_the_source_of_a_path_is_told_also_where_nothing_is() -> None:
    placed = tree_of(Placement("src", "/w", True, 1), Placement("a", "/w/d/new", False, 2))
    assert placed.source_of("/w/a") == "src/a"
    assert placed.source_of("/w/d/new") == "a"
    assert placed.source_of("/w/d") == "src/d"
    assert placed.source_of("/w/none") == "src/none"
    assert placed.source_of("/elsewhere") is None


def test_only_what_is_asked_for_is_looked_at() -> None:
    tree = CountingTree(FILES)
    placed = PlacedTree((Placement("", "/w", True, 1),), tree)
    placed.value("content", "/w/src/d/b")
    assert tree.looked == {"", "src", "src/d", "src/d/b"}


def test_a_path_of_any_depth_is_no_danger() -> None:
    placed = tree_of(Placement("src", "/w", True, 1))
    for depth in (2000, 100_000):
        assert placed.value("stat", "/w" + "/d" * depth) == "absent"


def test_everything_is_every_observation() -> None:
    placed = tree_of(Placement("src", "/w", True, 1))
    seen = list(placed.everything())
    assert {kind for kind, _, _ in seen} == {"entry", "stat", "content", "listing"}
    assert all(placed.value(kind, path) == value for kind, path, value in seen)


class Model:
    """What `cp -a`, one placement after the other, leaves: None is a folder."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | str | None] = {}

    def place(self, placement: Placement) -> None:
        if not placement.folder:
            self.put(placement.destination, FILES[placement.source])
            return
        self.put(placement.destination, None)
        below = f"{placement.source}/" if placement.source else ""
        for path, content in FILES.items():
            rest = path.removeprefix(below)
            if path.startswith(below) and path != below and ".git" not in rest.split("/"):
                self.put(f"{placement.destination}/{rest}", content)
            elif path.startswith(below) and "/.git" in rest:
                self.put(f"{placement.destination}/{rest.partition('/.git')[0]}", None)

    def put(self, path: str, content: bytes | str | None) -> None:
        parts = path.split("/")
        for count in range(2, len(parts)):
            above = "/".join(parts[:count])
            if self.files.get(above, 0) is not None:
                self.files[above] = None
        if content is not None:
            for each in [p for p in self.files if p.startswith(path + "/")]:
                del self.files[each]
        elif self.files.get(path, 0) is None:
            return
        self.files[path] = content


PLACES = ("/w", "/w/a", "/w/d", "/w/d/e", "/w/d/e/f", "/v/x/y", "/v")
SOURCES = ("a", "src", "src/d", "src/l", "other", "empty", "")


@pytest.mark.parametrize("seed", range(300))
def test_placements_lie_over_one_another_as_copies_would(seed: int) -> None:
    chance = random.Random(seed)
    lookup = MemoryTree(FILES).lookup
    placements = []
    for step in range(chance.randrange(1, 6)):
        source = chance.choice(SOURCES)
        found = lookup(source)
        assert found is not None
        folder = found.kind == "dir"
        destination = chance.choice(PLACES if folder else [place + "/z" for place in PLACES] + ["/w/a/x"])
        placements.append(Placement(source, destination, folder, step))
    model = Model()
    for placement in placements:
        model.place(placement)
    watched = mounts(placements)
    expected = {
        path: "/" if content is None else content if isinstance(content, str) else blob_digest(content)[:7]
        for path, content in model.files.items()
        if path in watched or path.startswith(tuple(f"{mount}/" for mount in watched))
    }
    placed = tree_of(*placements)
    assert kinds(placed) == expected
    order = list(kinds(placed))
    assert all(path.rpartition("/")[0] in order[:index] for index, path in enumerate(order) if path not in watched)
    # Asked one by one, in any order, it says the same.
    alone = tree_of(*placements)
    paths = list(expected)
    chance.shuffle(paths)
    for path in paths:
        assert (alone.entry(path) is None) == (path not in expected)
