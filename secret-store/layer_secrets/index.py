"""Which secrets there are: names, places, keyed digests. No value, and nothing heavy to import."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_secrets.private import write_private

#: Version of the file.
FORMAT = 1

#: In the place of a repository's root: the secret is there for all of them.
EVERYWHERE = ""

Kept = Literal["keyring", "file"]


class Entry(msgspec.Struct, frozen=True):
    """A secret that was set, at `created` (seconds since 1970).

    `root` is the root of the repository that it is for, links resolved, or EVERYWHERE. `id` names the value where it
    is `kept`, `digest` is the keyed digest of name and value.
    """

    name: str
    root: str
    id: str
    kept: Kept
    created: float
    digest: str


class _File(msgspec.Struct, frozen=True):
    format: int
    secrets: tuple[Entry, ...]


def path(state: State) -> Path:
    """The file."""
    return state.secrets / "index.json"


def read(state: State) -> tuple[Entry, ...]:
    """All secrets; none where there is no file. Raises StoreError for one that cannot be read."""
    file = path(state)
    try:
        found = msgspec.json.decode(file.read_bytes(), type=_File)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StoreError(f"cannot read {file}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise StoreError(f"{file} is damaged ({error}): remove it, and set the secrets again") from error
    if found.format != FORMAT:
        raise StoreError(f"{file} was written by another version of layer: upgrade layer, or remove it")
    return found.secrets


def write(state: State, entries: Iterable[Entry]) -> None:
    """Put these in the place of all. The caller holds the store's lock. Raises StoreError."""
    write_private(path(state), msgspec.json.format(msgspec.json.encode(_File(FORMAT, tuple(entries)))))


def root_name(root: Path) -> str:
    """What a repository's root is called here: one name, whichever link leads there."""
    return os.path.realpath(root)


def in_force(entries: Iterable[Entry], root: Path) -> dict[str, Entry]:
    """By name, what a repository's Layerfiles see: its own secrets, else those for all."""
    own = root_name(root)
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.root != EVERYWHERE):
        if entry.root in (own, EVERYWHERE):
            found[entry.name] = entry
    return found
