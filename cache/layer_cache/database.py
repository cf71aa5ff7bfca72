"""One SQLite file that many processes read and write, and that may be damaged without harm.

    records.db            write-ahead log (WAL): readers never wait for a writer
    records.db.lock       locked (flock) while the file is made or moved aside; empty
    records.db.damaged-*  what could not be read; a cache loses only time

A writer takes the write lock at once (BEGIN IMMEDIATE) and waits for others up to `BUSY` seconds.
Killing a process at any moment leaves a whole database: a transaction is there or it is not.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Never, TypeVar

from layer_cache.errors import StoreError
from layer_cache.state import create_private

T = TypeVar("T")

#: Seconds to wait for other writers.
BUSY = 30.0
#: What SQLite answers where the file is not as it left it; an error in one of our own statements
#: means so, too.
_DAMAGED = (
    *("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_FORMAT"),
    *("SQLITE_CONSTRAINT", "SQLITE_MISMATCH"),
)
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


class Database:
    """A lazily opened connection.

    Reading a file that is not there finds nothing; writing makes it.
    """

    def __init__(self, path: Path, schema: str, version: int, notify: Callable[[str], None]) -> None:
        self.path = path
        self._schema = schema
        self._version = version
        self._notify = notify
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file = 0
        #: Counts how often the file was opened anew; whoever remembers row ids compares it.
        self.generation = 0

    def read(self, query: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """The answer of `query`; `nothing` where there is no database. Raises StoreError."""
        return self._do(query, False, lambda: nothing)

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Do `change` in a transaction. Raises StoreError, and then nothing was changed."""

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = change(connection)
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            return result

        return self._do(transaction, True, _unreachable)

    def close(self) -> None:
        """Close the connection; it opens again when needed."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _do(self, action: Callable[[sqlite3.Connection], T], create: bool, nothing: Callable[[], T]) -> T:
        with self._lock:
            for attempt in range(2):
                try:
                    connection = self._open(create)
                    return nothing() if connection is None else action(connection)
                except sqlite3.Error as error:
                    if attempt or not _is_damage(error):
                        raise self._in_words(error) from error
                    self._move_aside(error)
        return _unreachable()

    def _open(self, create: bool) -> sqlite3.Connection | None:
        if self._connection is not None:
            return self._connection
        if not self.path.exists():
            if not create:
                return None
            create_private(self.path.parent)
        try:
            connection, version = self._connect("rw" if not create else "rwc")
        except sqlite3.OperationalError as error:
            if create or not _code(error).startswith(_UNWRITABLE):
                raise
            # Somebody else's folder, or a read-only disk: the log cannot even be opened.
            connection, version = self._connect("ro&immutable=1")
        if version > self._version:
            connection.close()
            raise StoreError(
                f"{self.path} was written by a newer version of layer. "
                "Upgrade layer, or set LAYER_STATE_DIR to another folder."
            )
        if version < self._version:
            if not create:
                connection.close()
                return None
            self._create(connection)
        self._file = os.stat(self.path).st_ino
        self._connection = connection
        self.generation += 1
        return connection

    def _connect(self, mode: str) -> tuple[sqlite3.Connection, int]:
        name = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(name, uri=True, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            # In a WAL this cannot lead to damage; a power failure may lose the last recordings.
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection, version

    def _create(self, connection: sqlite3.Connection) -> None:
        with self._locked():
            if connection.execute("PRAGMA user_version").fetchone()[0] == self._version:
                return
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN IMMEDIATE; {self._schema} PRAGMA user_version = {self._version}; COMMIT;")

    def discard(self, why: str) -> None:
        """Move the file aside, as for damage that is met while reading; `why` is for `notify`. Raises StoreError."""
        with self._lock:
            self._move_aside(sqlite3.DatabaseError(why))

    def _move_aside(self, error: sqlite3.Error) -> None:
        seen = self._file or _inode(self.path)
        self.close()
        self._file = 0
        aside = f"{self.path}.damaged-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
        with self._locked():
            # Another process may have been first.
            if _inode(self.path) != seen:
                return
            try:
                os.rename(self.path, aside)
                for suffix in ("-wal", "-shm"):
                    with contextlib.suppress(FileNotFoundError):
                        os.rename(f"{self.path}{suffix}", f"{aside}{suffix}")
            except OSError as failure:
                raise self._in_words(error) from failure
        self._notify(f"{self.path} was damaged ({error}); it is now {aside}, and steps will run once more.")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            descriptor = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"cannot write to {self.path.parent}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _in_words(self, error: sqlite3.Error) -> StoreError:
        code = _code(error)
        if code.startswith("SQLITE_FULL"):
            return StoreError(f"no space left to write {self.path}. Free some space on that disk.")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return StoreError(f"{self.path} has been in use by another process for {BUSY:.0f} seconds. Try again.")
        if code.startswith(_UNWRITABLE):
            return StoreError(
                f"cannot write {self.path}. Make it yours, or set LAYER_STATE_DIR to a folder that you can write to."
            )
        return StoreError(f"cannot use {self.path}: {error}. Remove it if this stays so.")


def _unreachable() -> Never:
    raise AssertionError("a second failure raises, and a writer always has a database")


def _code(error: sqlite3.Error) -> str:
    # Errors of the module itself, not of SQLite, have none.
    return getattr(error, "sqlite_errorname", "") or ""


def _is_damage(error: sqlite3.Error) -> bool:
    # Text that is not UTF-8 is found by Python, without a code.
    return _code(error).startswith(_DAMAGED) or (isinstance(error, sqlite3.OperationalError) and not _code(error))


def _inode(path: Path) -> int:
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0
