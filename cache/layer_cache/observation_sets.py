"""Sets of observations, in pieces that are stored once.

Runs of a step, and steps after one another, read mostly the same files. A set is sorted by path
and cut where the path's own checksum says so, so that one changed observation changes one piece.
Pieces are named by their digest, sets by the digest of their pieces' digests; both are checked
when read, so that damage is a miss and never a hit.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from typing import get_args

from layer_cache.folding import Row, fold
from layer_cache.observations import Kind, Observation, decode, encode

SCHEMA = """
CREATE TABLE pieces (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, data BLOB NOT NULL
);
CREATE TABLE sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE
);
CREATE TABLE set_pieces (
    set_id INTEGER NOT NULL, position INTEGER NOT NULL, piece INTEGER NOT NULL,
    PRIMARY KEY (set_id, position)
) WITHOUT ROWID;
CREATE INDEX set_pieces_piece ON set_pieces (piece);
"""

#: Rows in a piece: on average (of paths with one row) and at most.
_AVERAGE, _MOST = 64, 1024
_KINDS = frozenset(get_args(Kind))


class Damaged(Exception):
    """A set or a piece is not what was stored."""


def store(connection: sqlite3.Connection, observations: Iterable[Observation]) -> int:
    """Keep a set, in the transaction that is open; answers its id.

    Raises ValueError for what is no observation.
    """
    pieces = [_pack(piece) for piece in _cut(fold(_checked(observations)))]
    digests = [_digest(piece) for piece in pieces]
    name = _digest(b"".join(digests))
    # What was damaged since is mended on the way.
    connection.executemany(
        "INSERT INTO pieces (digest, data) VALUES (?, ?)"
        " ON CONFLICT (digest) DO UPDATE SET data = excluded.data WHERE data IS NOT excluded.data",
        zip(digests, pieces, strict=True),
    )
    connection.execute("INSERT INTO sets (digest) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    number: int = connection.execute("SELECT id FROM sets WHERE digest = ?", (name,)).fetchone()[0]
    try:
        piece_ids(connection, number)
    except Damaged:
        connection.execute("DELETE FROM set_pieces WHERE set_id = ?", (number,))
        connection.executemany(
            "INSERT INTO set_pieces VALUES (?, ?, (SELECT id FROM pieces WHERE digest = ?))",
            ((number, position, digest) for position, digest in enumerate(digests)),
        )
        _require_stored(connection, number)
    return number


def _require_stored(connection: sqlite3.Connection, number: int) -> None:
    try:
        piece_ids(connection, number)
    except Damaged as error:
        # An index and its table disagree: the database is damaged beyond these rows.
        raise sqlite3.OperationalError("what was just written is not there") from error


def piece_ids(connection: sqlite3.Connection, set_id: int) -> list[int]:
    """The ids of a set's pieces. Raises Damaged."""
    rows = connection.execute(
        "SELECT pieces.id, pieces.digest FROM set_pieces JOIN pieces ON pieces.id = piece"
        " WHERE set_id = ? ORDER BY position",
        (set_id,),
    ).fetchall()
    name = connection.execute("SELECT digest FROM sets WHERE id = ?", (set_id,)).fetchone()
    digests = [digest for _, digest in rows]
    if name is None or not all(isinstance(digest, bytes) for digest in digests):
        raise Damaged
    # A set that was never filled has no pieces either, but not that digest.
    if name[0] != _digest(b"".join(digests)):
        raise Damaged
    return [number for number, _ in rows]


def piece(connection: sqlite3.Connection, number: int) -> list[tuple[str, str, str]]:
    """The rows (`folding.Row`) of a piece. Raises Damaged."""
    row = connection.execute("SELECT digest, data FROM pieces WHERE id = ?", (number,)).fetchone()
    if row is None or not isinstance(row[1], bytes) or _digest(row[1]) != row[0]:
        raise Damaged
    words = decode(row[1]).split("\0")
    return list(zip(words[::3], words[1::3], words[2::3], strict=True))


def _checked(observations: Iterable[Observation]) -> list[Observation]:
    # They come from the machine, which is not to be trusted with the store.
    unique = {Observation(*observation) for observation in observations}
    for kind, path, value in unique:
        if kind not in _KINDS or "\0" in path or "\0" in value:
            raise ValueError(f"no observation: {kind!r} {path!r} {value!r}")
    return sorted(unique, key=lambda observation: (observation.path, observation))


def _cut(rows: list[Row]) -> Iterator[list[Row]]:
    begin, last = 0, ""
    for index, (_, path, _) in enumerate(rows):
        cut = path != last and zlib.crc32(encode(path)) % _AVERAGE == 0
        if index > begin and (cut or index - begin == _MOST):
            yield rows[begin:index]
            begin = index
        last = path
    if begin < len(rows):
        yield rows[begin:]


def _pack(rows: list[Row]) -> bytes:
    return encode("\0".join(word for row in rows for word in row))


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
