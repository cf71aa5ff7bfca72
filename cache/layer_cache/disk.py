"""Files on the disk below a root: looked at without following links, hashed at most once."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from layer_cache.digests import DigestStore, Stamp, settled, stamp
from layer_cache.errors import TreeError
from layer_cache.observations import blob_digest
from layer_cache.tree import DIRECTORY, Entry, EntryKind, Lookup

_DIR = Lookup("dir", 0)
_LINK = Lookup("link", 0)
_FILE = Lookup("file", 0o644)
_PROGRAM = Lookup("file", 0o755)
#: Also for names that are too long for the disk: observations come from the machine.
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
_NO_NAMES = frozenset(("..", ".", ""))
_ATTEMPTS = 3
_CHUNK = 1 << 20


class Disk:
    """What both kinds of tree share.

    Paths below a symbolic link are not there, nor are devices and sockets.
    """

    def __init__(self, root: Path, digests: DigestStore | None, overrides: Mapping[str, bytes]) -> None:
        self.root = root
        self._prefix = os.fspath(root).rstrip("/") + "/"
        self._digests = digests
        self._overrides = overrides
        self._key = os.path.realpath(root)
        self._folders: dict[str, bool] = {"": True}
        self._statuses: dict[str, os.stat_result | None] = {}
        self._added = _folders_of(overrides)

    def status(self, path: str) -> os.stat_result | None:
        """`lstat`, or None where nothing is or a folder above is a link."""
        if path in self._statuses:
            return self._statuses[path]
        found = self._statuses[path] = self._stat(path)
        return found

    def _stat(self, path: str) -> os.stat_result | None:
        folder, _, name = path.rpartition("/")
        # The root is the only path without a name; nothing leads out of it.
        if name in _NO_NAMES and path:
            return None
        if not (self._folders.get(folder) or self._is_folder(folder)):
            return None
        try:
            return os.lstat(self._prefix + path)
        except OSError as error:
            if error.errno in _NOT_THERE:
                return None
            raise TreeError(f"cannot look at {path}: {error.strerror}") from error

    def _is_folder(self, path: str) -> bool:
        known = self._folders.get(path)
        if known is None:
            status = self.status(path)
            known = self._folders[path] = status is not None and stat.S_ISDIR(status.st_mode)
        return known

    def lookup_on_disk(self, path: str) -> Lookup | None:
        """Type and mode of whatever lies there, ignored or not."""
        status = self.status(path)
        mode = 0 if status is None else status.st_mode
        if path in self._overrides:
            return _PROGRAM if mode & stat.S_IXUSR else _FILE
        if status is None:
            return _DIR if path in self._added else None
        kind = stat.S_IFMT(mode)
        if kind == stat.S_IFREG:
            return _PROGRAM if mode & stat.S_IXUSR else _FILE
        if kind == stat.S_IFDIR:
            return _DIR
        return _LINK if kind == stat.S_IFLNK else None

    def entry_on_disk(self, path: str, lookup: Lookup) -> Entry | None:
        """The entry of what `lookup` found; None where it is gone since."""
        kind, mode = lookup
        if kind == "dir":
            return DIRECTORY
        override = self._overrides.get(path)
        if override is not None:
            return Entry("file", mode, len(override), blob_digest(override), "")
        try:
            if kind == "link":
                return Entry("link", 0, 0, "", os.readlink(self._prefix + path))
            size, digest = self._digest(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise TreeError(f"cannot read {path}: {error.strerror}") from error
        return Entry("file", mode, size, digest, "")

    def names_on_disk(self, path: str) -> dict[str, EntryKind] | None:
        """All children of a directory."""
        added = self._added.get(path)
        if not self._is_folder(path) and added is None:
            return None
        try:
            names = set(os.listdir(self._prefix + path))
        except (FileNotFoundError, NotADirectoryError):
            names = set()
        except OSError as error:
            raise TreeError(f"cannot list {path or '.'}: {error.strerror}") from error
        names.update(added or ())
        below = f"{path}/" if path else ""
        found = ((name, self.lookup_on_disk(below + name)) for name in names)
        return {name: lookup.kind for name, lookup in found if lookup is not None}

    def read(self, path: str) -> bytes:
        """The bytes of a file as they are now. Raises FileNotFoundError, TreeError."""
        with self.open(path) as file:
            return file.read()

    def open(self, path: str) -> BinaryIO:
        """A stream of the bytes of a file as they are now. Raises FileNotFoundError, TreeError."""
        override = self._overrides.get(path)
        if override is not None:
            return io.BytesIO(override)
        if not self._is_folder(path.rpartition("/")[0]):
            raise FileNotFoundError(path)
        try:
            # Not blocking: a pipe may have taken the file's place.
            descriptor = os.open(self._prefix + path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise FileNotFoundError(path) from None
        except OSError as error:
            raise TreeError(f"cannot read {path}: {error.strerror}") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileNotFoundError(path)
        return open(descriptor, "rb")

    def known_blob(self, path: str, of: Stamp) -> str | None:
        """The digest that something else already knows of the file in exactly this state."""
        return None

    def _digest(self, path: str) -> tuple[int, str]:
        """Size and digest of a regular file."""
        status = self._statuses[path]
        assert status is not None
        of = stamp(status)
        if self._digests is not None:
            known = self._digests.find(self._key, path, of)
            if known is not None:
                return of.size, known
        digest = self.known_blob(path, of)
        if digest is None:
            return self._hash(path)
        if self._digests is not None:
            self._digests.keep(self._key, path, of, digest)
        return of.size, digest

    def _hash(self, path: str) -> tuple[int, str]:
        for _ in range(_ATTEMPTS):
            now = time.time_ns()
            with self.open(path) as file:
                before = stamp(os.fstat(file.fileno()))
                digest = _stream_digest(file, before.size)
                steady = stamp(os.fstat(file.fileno())) == before
            if digest is not None and steady:
                if self._digests is not None and settled(before, now):
                    self._digests.keep(self._key, path, before, digest)
                return before.size, digest
        content = self.read(path)
        return len(content), blob_digest(content)


def _stream_digest(file: BinaryIO, size: int) -> str | None:
    """The digest of a file of that size; None where it has another size by now."""
    state = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    total = 0
    while chunk := file.read(_CHUNK):
        total += len(chunk)
        state.update(chunk)
    return state.hexdigest() if total == size else None


def _folders_of(paths: Iterable[str]) -> dict[str, set[str]]:
    """The folders that hold these paths, each with the names in it."""
    folders: dict[str, set[str]] = {}
    for path in paths:
        below = path
        while below:
            folder, _, name = below.rpartition("/")
            folders.setdefault(folder, set()).add(name)
            below = folder
    return folders
