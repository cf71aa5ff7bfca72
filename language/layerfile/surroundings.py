"""What lies around a Layerfile: the files that it names. Its parents are in `ancestry`."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property

from layerfile import bases
from layerfile.files import FileView


@dataclass(frozen=True)
class Surroundings:
    """The tree around the Layerfile at `path`, which is relative to its root."""

    path: str
    files: FileView

    @property
    def folder(self) -> str:
        """Where the Layerfile lies; "" is the root."""
        return posixpath.dirname(self.path)

    @cached_property
    def is_whole(self) -> bool:
        """Whether a file that is not here is missing: in a repository it is, beside a file of its own it may not be."""
        return self.files.kind(".git") is not None

    def knows(self, path: str) -> bool:
        """Whether it is known where a path leads: from the root of what, nobody knows outside of a repository."""
        return self.is_whole or not path.startswith("/")

    def resolve(self, path: str) -> str | None:
        """A path as FROM, COPY and WAIT take it, relative to the root; None if it leads out of the tree."""
        return bases.inside(path, self.folder)

    def layerfile_at(self, path: str) -> str | None:
        """The Layerfile that a path in FROM or WAIT means; None if there is none."""
        return bases.resolve(path, self.folder, self.files)
