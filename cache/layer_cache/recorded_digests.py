"""The digests of files that were hashed before, in the database of recordings."""

from __future__ import annotations

import sqlite3
from typing import Any

from layer_cache.database import Database
from layer_cache.digests import Stamp
from layer_cache.errors import StoreError
from layer_cache.observations import decode, encode

SCHEMA = """
CREATE TABLE trees (
    id INTEGER PRIMARY KEY, root NOT NULL UNIQUE
);
CREATE TABLE digests (
    tree INTEGER NOT NULL, path NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    ctime INTEGER NOT NULL, inode INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (tree, path)
) WITHOUT ROWID;
"""


def to_sql(text: str) -> str | bytes:
    """Text as SQLite takes it: bytes where it is not Unicode (file names need not be)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return encode(text)
    return text


def from_sql(value: str | bytes) -> str:
    """The inverse of `to_sql`."""
    return value if isinstance(value, str) else decode(value)


class RecordedDigests:
    """A `DigestStore`. A tree's digests are loaded at its first question and written by `flush`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Rows as they are in the database: most of a big tree's are never asked for.
        self._trees: dict[str, dict[str, tuple[Any, ...]]] = {}
        self._new: dict[str, dict[str, tuple[Stamp, str]]] = {}

    def load(self, root: str) -> None:
        """Read what is known of the tree `root`."""
        if root not in self._trees:
            self._trees[root] = self._read(root)

    def find(self, root: str, path: str, of: Stamp) -> str | None:
        """The digest of the file `path` in the tree `root`, if it is known in this state."""
        if root not in self._trees:
            self.load(root)
        row = self._trees[root].get(path)
        if row is None or row[1:5] != of:
            return None
        # In a damaged database anything may be in its place.
        return row[5] if isinstance(row[5], str) and len(row[5]) == 40 else None

    def keep(self, root: str, path: str, of: Stamp, digest: str) -> None:
        """Remember a digest, in memory until `flush`."""
        if root in self._trees:
            self._trees[root][path] = (path, *of, digest)
        self._new.setdefault(root, {})[path] = (of, digest)

    def flush(self) -> None:
        """Write what was kept, if there is a database. Never raises."""
        new, self._new = self._new, {}
        if not new or not self._database.path.exists():
            return

        def save(connection: sqlite3.Connection) -> None:
            for root, files in new.items():
                key = (to_sql(root),)
                connection.execute("INSERT OR IGNORE INTO trees (root) VALUES (?)", key)
                found = connection.execute("SELECT id FROM trees WHERE root = ?", key).fetchone()
                connection.executemany(
                    "INSERT OR REPLACE INTO digests VALUES (?, ?, ?, ?, ?, ?, ?)",
                    ((found[0], to_sql(path), *of, digest) for path, (of, digest) in files.items()),
                )

        try:
            self._database.write(save)
        except StoreError:
            # Hashing once more costs time, nothing else; a step's recording will tell of the store.
            return

    def _read(self, root: str) -> dict[str, tuple[Any, ...]]:
        def query(connection: sqlite3.Connection) -> list[Any]:
            return connection.execute(
                "SELECT path, size, mtime, ctime, inode, digest FROM digests"
                " JOIN trees ON trees.id = tree WHERE root = ?",
                (to_sql(root),),
            ).fetchall()

        rows: list[Any] = self._database.read(query, [])
        return {from_sql(row[0]): row for row in rows if isinstance(row[0], str | bytes)}
