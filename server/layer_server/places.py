"""Which tree an open file belongs to, and what of that tree is only in the editor yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from layer_server.documents import Document, unsaved
from layerfile import tree_root
from layerfile.files import DiskFiles, FileView, MemoryFiles, OverlayFiles

#: What a Layerfile without a file is called.
UNTITLED = "Layerfile"


@dataclass(frozen=True, slots=True)
class Place:
    """A Layerfile in its tree: `path` is relative to `root`."""

    root: Path
    path: str


def place_of(document: Document) -> Place | None:
    """Where a document's file is; None for one without a file."""
    if document.path is None:
        return None
    root = tree_root(document.path)
    return Place(root, document.path.relative_to(root).as_posix())


def files_for(document: Document, documents: Iterable[Document]) -> FileView:
    """What Layerfiles are read from, seen from `document`: its text, unsaved text of others, the disk."""
    place = place_of(document)
    if place is None:
        return MemoryFiles({UNTITLED: document.text})
    edits = {path: other.text for path, other in _inside(place.root, documents) if other.changed and other != document}
    return OverlayFiles(DiskFiles(place.root), {**edits, place.path: document.text})


def overrides(root: Path, documents: Iterable[Document]) -> dict[str, bytes]:
    """The contents of the files below `root` that are not saved yet."""
    contents = {path: unsaved(document) for path, document in _inside(root, documents)}
    return {path: content for path, content in contents.items() if content is not None}


def _inside(root: Path, documents: Iterable[Document]) -> Iterable[tuple[str, Document]]:
    for document in documents:
        if document.path is not None and document.path.is_relative_to(root):
            yield document.path.relative_to(root).as_posix(), document
