"""Values that belong to a recording: of the variables that BUILD ENV names, and what the commands of an ENV printed.

Its table is made when the first value is kept: a file without it is read as ever, and so is one with it by a `layer`
that knows nothing of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

from layer_cache.recorded_digests import from_sql, to_sql
from layerfile.variables import may_be_shown

if TYPE_CHECKING:
    from layerfile.program import Step

_SCHEMA = """
CREATE TABLE IF NOT EXISTS recorded_values (
    recording INTEGER NOT NULL, name TEXT NOT NULL, value NOT NULL,
    PRIMARY KEY (recording, name)
) WITHOUT ROWID
"""

#: With a blank, as no variable has it.
_BRANCH = "CHECKOUT branch"


def of_build_env(step: Step) -> dict[str, str]:
    """What a later miss is compared with: the values of BUILD ENV in force, but for those that nobody may see."""
    return {name: value for name, value in step.context.build if value is not None and may_be_shown(name)}


def of_computed(values: Mapping[str, str]) -> dict[str, str]:
    """Values that an ENV made of what its commands printed, under names that no variable of BUILD ENV has."""
    return {f"ENV {name}": value for name, value in values.items()}


def computed_of(values: Mapping[str, str]) -> dict[str, str]:
    """The other way round: of all values of a recording those, by the names of the variables."""
    return {name.removeprefix("ENV "): value for name, value in values.items() if name.startswith("ENV ")}


def of_branch(branch: str) -> dict[str, str]:
    """The branch that was checked out, for a website: it is kept longer while that is there. No variable's name."""
    return {_BRANCH: branch} if branch else {}


def branch_of(values: Mapping[str, str]) -> str:
    """The other way round; "" where there was no branch."""
    return values.get(_BRANCH, "")


def store(connection: sqlite3.Connection, recording: int, values: Mapping[str, str]) -> None:
    """Keep values by name, in the transaction that is open."""
    if not values:
        return
    connection.execute(_SCHEMA)
    rows = [(recording, name, to_sql(value)) for name, value in sorted(values.items())]
    connection.executemany("INSERT INTO recorded_values VALUES (?, ?, ?)", rows)


def load(connection: sqlite3.Connection, recording: int) -> dict[str, str]:
    """The values of a recording by name."""
    if not _is_there(connection):
        return {}
    rows = connection.execute("SELECT name, value FROM recorded_values WHERE recording = ?", (recording,))
    return {name: from_sql(value) for name, value in rows if isinstance(name, str) and isinstance(value, str | bytes)}


def forget(connection: sqlite3.Connection, recordings: list[int]) -> None:
    """Delete the values of these recordings, in the transaction that is open."""
    if _is_there(connection):
        connection.executemany("DELETE FROM recorded_values WHERE recording = ?", [(one,) for one in recordings])


def _is_there(connection: sqlite3.Connection) -> bool:
    statement = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'recorded_values'"
    return connection.execute(statement).fetchone() is not None
