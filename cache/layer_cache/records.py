"""What earlier runs of a step observed, shared by all processes of a person.

A recording is a run of a RUN step that succeeded. Its `parent` is the recording of the RUN before
it in the machine that made it: what a step reads of the machine itself is what its parents left
there, so a recording holds only where its parent does.
"""

from __future__ import annotations

import copy
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layer_cache import observation_sets, recorded_digests, recorded_values
from layer_cache.database import Database
from layer_cache.errors import StoreError
from layer_cache.folding import Row, unfold
from layer_cache.observations import Observation
from layer_cache.recorded_digests import RecordedDigests, from_sql, to_sql

if TYPE_CHECKING:
    from typing import Self

#: Version of the schema. A newer one is refused; an older one is brought up to date.
VERSION = 1
#: How many recordings of one step are looked at, the newest ones.
MOST_CANDIDATES = 256

SCHEMA = f"""
CREATE TABLE recordings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, identity TEXT NOT NULL,
    layerfile NOT NULL, line INTEGER NOT NULL, text NOT NULL, seconds REAL NOT NULL,
    created REAL NOT NULL, snapshot TEXT, root NOT NULL, set_id INTEGER NOT NULL
);
CREATE INDEX recordings_identity ON recordings (identity);
CREATE INDEX recordings_place ON recordings (layerfile, line);
CREATE INDEX recordings_text ON recordings (text);
CREATE INDEX recordings_set ON recordings (set_id);
CREATE TABLE identities (
    identity TEXT PRIMARY KEY
) WITHOUT ROWID;
{observation_sets.SCHEMA}
{recorded_digests.SCHEMA}
"""

_COLUMNS = "id, parent, identity, layerfile, line, text, seconds, created, snapshot"


@dataclass(frozen=True, slots=True)
class Recording:
    """One run of a RUN step: `seconds` long, at `created` (seconds since 1970), left `snapshot`."""

    id: int
    parent: int | None
    identity: str
    layerfile: str
    line: int
    text: str
    seconds: float
    created: float
    snapshot: str | None
    _load: Callable[[], tuple[Observation, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What the step saw; read from the store when asked for."""
        return self._load()


class Records:
    """The database of recordings, usable from several threads. Where there is none it is empty
    until `add`.

    `notify` is told in words when a damaged database was moved aside.
    """

    def __init__(self, path: Path, notify: Callable[[str], None] = lambda message: None) -> None:
        self.path = path
        self._only: frozenset[int] | None = None
        self._database = Database(path, SCHEMA, VERSION, notify)
        #: Digests of source files: for `open_tree`.
        self.digests = RecordedDigests(self._database)

    def add(
        self,
        *,
        identity: str,
        layerfile: str,
        line: int,
        text: str,
        seconds: float,
        observations: Iterable[Observation],
        parent: int | None = None,
        snapshot: str | None = None,
        created: float | None = None,
        root: str = "",
        values: Mapping[str, str] | None = None,
    ) -> int:
        """Keep a recording and answer its id. `root` is the source tree's, to tell projects apart.

        `values` are those of variables that belong to it (`recorded_values`).

        Raises StoreError, and ValueError for what is no observation.
        """
        made = time.time() if created is None else created

        def insert(connection: sqlite3.Connection) -> int:
            number = observation_sets.store(connection, observations)
            row = (parent, identity, to_sql(layerfile), line, to_sql(text), seconds, made, snapshot)
            added = connection.execute(
                "INSERT INTO recordings (parent, identity, layerfile, line, text, seconds,"
                " created, snapshot, root, set_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, to_sql(root), number),
            )
            _mark(connection, [identity])
            assert added.lastrowid is not None
            recorded_values.store(connection, added.lastrowid, values or {})
            return added.lastrowid

        return self._database.write(insert)

    def limited_to(self, numbers: Iterable[int]) -> Records:
        """The same records, of which no other recordings are candidates. To be closed is the whole."""
        limited = copy.copy(self)
        limited._only = frozenset(numbers)
        return limited

    def and_also(self, numbers: Iterable[int]) -> Records:
        """The same records; where they are limited, these recordings are candidates too."""
        return self if self._only is None else self.limited_to(self._only.union(numbers))

    def recording(self, number: int, identity: str) -> Recording | None:
        """The recording with this number; None if it is gone, or is one of another step.

        Numbers begin anew where a damaged database was moved aside.
        """
        found = self._select("id = ?", number)
        return found[0] if found and found[0].identity == identity else None

    def candidates(self, identity: str) -> list[Recording]:
        """Recordings of this step, newest first, at most `MOST_CANDIDATES`."""
        where = "identity = ? ORDER BY id DESC LIMIT ?"
        found = self._select(where, identity, MOST_CANDIDATES)
        # A damaged index may lead to another row.
        sound = [recording for recording in found if recording.identity == identity]
        return sound if self._only is None else [recording for recording in sound if recording.id in self._only]

    def latest_for_line(self, layerfile: str, line: int, root: str = "") -> Recording | None:
        """The newest recording at this place of the project at `root`."""
        where = "layerfile = ? AND line = ? AND root IN ('', ?) ORDER BY id DESC LIMIT 1"
        found = self._select(where, to_sql(layerfile), line, to_sql(root))
        return found[0] if found else None

    def latest_for_text(self, layerfile: str, text: str, root: str = "") -> Recording | None:
        """The newest recording with this text in this file of the project at `root`."""
        where = "text = ? AND layerfile = ? AND root IN ('', ?) ORDER BY id DESC LIMIT 1"
        found = self._select(where, to_sql(text), to_sql(layerfile), to_sql(root))
        return found[0] if found else None

    def with_snapshots(self) -> list[tuple[Recording, str]]:
        """Every recording that left a snapshot, oldest first, with the root of its project."""
        statement = f"SELECT root, {_COLUMNS} FROM recordings WHERE snapshot IS NOT NULL ORDER BY id"
        rows: list[Any] = self._database.read(lambda connection: connection.execute(statement).fetchall(), [])
        return [(self._recording(*row), from_sql(root)) for root, *row in rows if _is_sound(tuple(row))]

    def without_snapshots(self) -> dict[int, tuple[int | None, float]]:
        """Every recording that left none: the one before it, and the seconds that it took."""
        statement = "SELECT id, parent, seconds FROM recordings WHERE snapshot IS NULL"
        rows: list[Any] = self._database.read(lambda connection: connection.execute(statement).fetchall(), [])
        return {
            number: (parent, seconds)
            for number, parent, seconds in rows
            if isinstance(number, int) and isinstance(parent, int | None) and isinstance(seconds, float)
        }

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file, in its words; nothing where there is none. Raises StoreError."""
        rows: list[Any] = self._database.read(
            lambda connection: connection.execute("PRAGMA integrity_check(20)").fetchall(), []
        )
        return [str(text) for (text,) in rows if text != "ok"]

    def mend(self) -> None:
        """Make the indexes anew; where that is not what was wrong, move the file aside. Raises StoreError."""
        self._database.write(lambda connection: connection.execute("REINDEX").rowcount)
        if self.faults():
            self._database.discard("its contents are not what was written")

    def unreadable(self) -> list[int]:
        """The recordings that can never hold: what they saw is damaged, or the recording before them is gone."""
        rows: list[Any] = self._database.read(
            lambda connection: connection.execute("SELECT id, parent FROM recordings ORDER BY id").fetchall(), []
        )
        pieces: dict[int, bool] = {}
        lost: set[int] = set()
        there = {number for number, _ in rows}
        for number, parent in rows:
            found = self.pieces(number)
            for piece in found or ():
                if piece not in pieces:
                    pieces[piece] = self.piece(piece) is not None
            orphan = parent is not None and (parent not in there or parent in lost)
            if orphan or found is None or not all(pieces[piece] for piece in found):
                lost.add(number)
        return sorted(lost)

    def forget(self, recordings: Iterable[int]) -> None:
        """Delete these recordings. Raises StoreError."""
        numbers = list(recordings)

        def delete(connection: sqlite3.Connection) -> None:
            connection.executemany("DELETE FROM recordings WHERE id = ?", [(number,) for number in numbers])
            recorded_values.forget(connection, numbers)

        self._database.write(delete)

    def values(self, recording_id: int) -> dict[str, str]:
        """The values of variables that belong to a recording, by name."""
        return self._database.read(lambda connection: recorded_values.load(connection, recording_id), {})

    def observations(self, recording_id: int) -> tuple[Observation, ...]:
        """What that recording saw, sorted by path.

        Raises StoreError where it is gone or damaged.
        """
        pieces = self.pieces(recording_id)
        if pieces is None:
            raise StoreError(f"recording {recording_id} is gone or damaged in {self.path}")
        found: list[Observation] = []
        for number in pieces:
            piece = self.piece(number)
            if piece is None:
                raise StoreError(f"recording {recording_id} is damaged in {self.path}")
            for row in piece:
                found += unfold(Row(*row))
        return tuple(found)

    def pieces(self, recording_id: int) -> list[int] | None:
        """The ids of the pieces of what a recording saw; recordings share pieces.

        None: damaged or gone.
        """

        def query(connection: sqlite3.Connection) -> list[int] | None:
            statement = "SELECT set_id FROM recordings WHERE id = ?"
            row = connection.execute(statement, (recording_id,)).fetchone()
            return None if row is None else observation_sets.piece_ids(connection, row[0])

        try:
            return self._database.read(query, None)
        except observation_sets.Damaged:
            return None

    def piece(self, number: int) -> list[tuple[str, str, str]] | None:
        """The rows (`folding.Row`) of one piece, sorted by path. None: damaged or gone."""
        try:
            return self._database.read(lambda connection: observation_sets.piece(connection, number), None)
        except observation_sets.Damaged:
            return None

    def mark_seen(self, identities: Iterable[str]) -> None:
        """Remember that these steps, free ones too, were done. Raises StoreError."""
        done = list(identities)
        self._database.write(lambda connection: _mark(connection, done))

    def seen(self, identity: str) -> bool:
        """Whether the step was ever done."""
        query = "SELECT 1 FROM identities WHERE identity = ?"
        return self._database.read(
            lambda connection: connection.execute(query, (identity,)).fetchone() is not None, False
        )

    def close(self) -> None:
        """Write what is still in memory and close the database."""
        self.digests.flush()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _select(self, where: str, *values: object) -> list[Recording]:
        statement = f"SELECT {_COLUMNS} FROM recordings WHERE {where}"

        def query(connection: sqlite3.Connection) -> list[Any]:
            return connection.execute(statement, values).fetchall()

        rows: list[Any] = self._database.read(query, [])
        return [self._recording(*row) for row in rows if _is_sound(row)]

    def _recording(self, number: int, *rest: Any) -> Recording:
        parent, identity, layerfile, line, text, seconds, created, snapshot = rest
        return Recording(
            number,
            parent,
            identity,
            from_sql(layerfile),
            line,
            from_sql(text),
            seconds,
            created,
            snapshot,
            lambda: self.observations(number),
        )


def _is_sound(row: tuple[Any, ...]) -> bool:
    """Whether the columns still have their types: in a damaged file they need not."""
    number, parent, identity, layerfile, line, text, seconds, created, snapshot = row
    return (
        isinstance(number, int)
        and isinstance(parent, int | None)
        and isinstance(identity, str)
        and isinstance(layerfile, str | bytes)
        and isinstance(line, int)
        and isinstance(text, str | bytes)
        and isinstance(seconds, float)
        and isinstance(created, float)
        and isinstance(snapshot, str | None)
    )


def _mark(connection: sqlite3.Connection, identities: list[str]) -> None:
    connection.executemany("INSERT OR IGNORE INTO identities VALUES (?)", ((identity,) for identity in identities))
