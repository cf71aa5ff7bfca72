"""The trees that open Layerfiles lie in: their files, and what `layer.toml` and the editor say of rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from layer_server.documents import Document
from layer_server.view import View
from layerfile import tree_root
from layerfile.checking import Checker, Found
from layerfile.files import DiskFiles, FileView, MemoryFiles, OverlayFiles
from layerfile.problems import LayerfileError
from layerfile.settings import DEFAULT, Settings, read_settings

UNTITLED = "Layerfile"
"""What a Layerfile without a file is called."""


@dataclass
class Trees:
    """`configured` is what the editor's configuration adds to every tree's settings.

    `notify` is told in words what is wrong with a tree's `layer.toml`.
    """

    configured: Settings | None = None
    notify: Callable[[str], None] = lambda message: None
    _checkers: dict[Path | None, Checker] = field(default_factory=dict)

    def forget(self) -> None:
        """Settings may have changed: read them again when they are next needed."""
        self._checkers.clear()

    def checker(self, root: Path | None) -> Checker:
        """The rules that hold in a tree."""
        found = self._checkers.get(root)
        if found is None:
            found = Checker(self._settings(root))
            self._checkers[root] = found
        return found

    def _settings(self, root: Path | None) -> Settings:
        own = DEFAULT
        if root is not None:
            try:
                own = read_settings(DiskFiles(root))
            except LayerfileError as error:
                self.notify(str(error))
        return own if self.configured is None else merged(own, self.configured)

    def view(self, document: Document, documents: Iterable[Document], remarks: Sequence[Found] = ()) -> View:
        """The Layerfile in its tree, with unsaved texts as they are now."""
        place = place_of(document)
        if place is None:
            reading = document.read(UNTITLED, self.checker(None))
            return View(document, None, UNTITLED, reading, MemoryFiles({UNTITLED: document.text}))
        root, path = place
        reading = document.read(path, self.checker(root))
        return View(document, root, path, reading, files_of(root, documents, document), remarks)


def merged(own: Settings, more: Settings) -> Settings:
    """Settings with others over them."""
    return Settings(
        own.select + more.select,
        own.ignore + more.ignore,
        {**own.severity, **more.severity},
        own.shellcheck and more.shellcheck,
    )


def place_of(document: Document) -> tuple[Path, str] | None:
    """The root of the tree that a document lies in, and its path there; None for one without a file."""
    if document.path is None:
        return None
    root = tree_root(document.path)
    return root, document.path.relative_to(root).as_posix()


def files_of(root: Path, documents: Iterable[Document], seen_from: Document | None = None) -> FileView:
    """The files of a tree with unsaved texts over them; always with that of `seen_from`."""
    texts = {path: other.text for path, other in inside(root, documents) if other.changed or other is seen_from}
    return OverlayFiles(DiskFiles(root), texts) if texts else DiskFiles(root)


def overrides(root: Path, documents: Iterable[Document]) -> Mapping[str, bytes]:
    """The contents of the files below `root` that are not saved yet."""
    from layer_server.documents import unsaved

    contents = {path: unsaved(document) for path, document in inside(root, documents)}
    return {path: content for path, content in contents.items() if content is not None}


def inside(root: Path, documents: Iterable[Document]) -> Iterable[tuple[str, Document]]:
    """The documents that lie in a tree, by their paths there."""
    start = str(root).rstrip(os.sep) + os.sep
    for document in documents:
        if document.path is not None and str(document.path).startswith(start):
            yield str(document.path)[len(start) :], document
