"""What a feature sees: one open Layerfile, its tree, and the other open texts, all as they were at one moment.

Features count as Layerfiles do (`layerfile.spans`); only `conversion` knows how the editor counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from layer_server.documents import Document, uri_of
from layerfile import document as layerfile_document
from layerfile.ancestry import parents
from layerfile.checking import Found
from layerfile.directives import Comment, Directive
from layerfile.discovery import layerfiles
from layerfile.files import FileKind, FileView
from layerfile.ignoring import Ignored
from layerfile.outline import Outline
from layerfile.parsing import Layerfile, parse
from layerfile.spans import Position, Span
from layerfile.surroundings import Surroundings


class Location(NamedTuple):
    """A place in a file of the tree; `path` is relative to its root."""

    path: str
    span: Span


@dataclass(frozen=True)
class View:
    """`path` is where the document lies in the tree at `root`; `reading` is what it says.

    `files` is the tree with unsaved text over it. `root` is None for a text that was never saved.
    `remarks` are what other programs have said of its directives.
    """

    document: Document
    root: Path | None
    path: str
    reading: layerfile_document.Document
    files: FileView
    remarks: Sequence[Found] = ()

    @cached_property
    def placed(self) -> list[tuple[Directive, int]]:
        """The directives, each with how many lines it has moved since its spans were counted."""
        return [
            (facts.block.directive, moved)
            for facts, moved in zip(self.reading.facts, self.reading.moved, strict=True)
            if facts.block.directive is not None
        ]

    @property
    def comments(self) -> Iterator[tuple[Comment, int]]:
        """The comments, each with how many lines it has moved."""
        for facts, moved in zip(self.reading.facts, self.reading.moved, strict=True):
            for comment in facts.block.comments:
                yield comment, moved

    def at(self, position: Position) -> tuple[Directive, int] | None:
        """The directive that a place is part of, and how many lines it has moved."""
        found = self.reading.block_at(position.line)
        if found is None or found[0].directive is None:
            return None
        directive, moved = found[0].directive, found[1]
        span = directive.span.moved(moved)
        return (directive, moved) if span.start_line <= position.line <= span.end_line else None

    @cached_property
    def surroundings(self) -> Surroundings:
        """The Layerfile in its tree."""
        return Surroundings(self.path, self.files)

    @cached_property
    def layerfiles(self) -> tuple[str, ...]:
        """The paths of all Layerfiles of the tree."""
        return tuple(layerfiles(self.files))

    @cached_property
    def parents(self) -> tuple[Layerfile, ...]:
        """What the Layerfile starts from, the root parent first."""
        return parents(Outline(self.path, [directive for directive, _ in self.placed]), self.surroundings)

    def visible(self, folder: str) -> Iterator[tuple[str, FileKind]]:
        """What lies in a folder of the tree, without what git ignores; each with what it is."""
        ignored = Ignored(self.files)
        for name in self.files.names(folder):
            path = f"{folder}/{name}" if folder else name
            kind = self.files.kind(path)
            if kind is not None and name != ".git" and not ignored(path, kind == "dir"):
                yield name, kind

    def parsed(self, path: str) -> Layerfile | None:
        """Another Layerfile of the tree."""
        text = self.files.read(path)
        return None if text is None else parse(text, path)

    def uri(self, path: str) -> str:
        """The URI of a file of the tree."""
        return self.document.uri if path == self.path or self.root is None else uri_of(self.root / path)
