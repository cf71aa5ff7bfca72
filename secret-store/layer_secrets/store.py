"""Sets, removes and opens secrets: the only part that sees values."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import uuid
from collections.abc import Iterator, Mapping

from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_secrets import in_files, in_keyring, index, keys
from layer_secrets.index import Entry, Kept
from layerfile.environment import is_name

#: Bytes of `NAME=value` with a zero byte behind it that Linux hands to a program (MAX_ARG_STRLEN).
MOST = 128 * 1024


def refusal(name: str, value: str | None = None) -> str | None:
    """Why this cannot be a secret, in words; None where it can. The words do not quote the value."""
    if not is_name(name):
        return f"{name} cannot be a variable's name: letters, digits and _ can, and no digit comes first"
    if value is None:
        return None
    if not value:
        return "the value is empty"
    if "\0" in value:
        return "the value holds a zero byte, and so cannot be a variable's"
    if len(f"{name}={value}".encode()) >= MOST:
        return f"the value is longer than a variable's can be ({MOST // 1024} KB)"
    return None


def put(state: State, name: str, value: str, root: str) -> tuple[Entry, str]:
    """Set a secret for `root` (`index.root_name`, or EVERYWHERE); why it is in a file, if it is.

    What `refusal` refuses must not come here. Raises StoreError.
    """
    state.create()
    with _locked(state):
        number = uuid.uuid4().hex
        digest = keys.digest(state, name, value)
        kept: Kept = "keyring"
        reason = ""
        try:
            in_keyring.keep(name, number, value)
        except in_keyring.Unusable as error:
            kept, reason = "file", str(error)
            in_files.keep(state, name, number, value)
        entry = Entry(name, root, number, kept, time.time(), digest)
        _replace(state, name, root, (entry,))
    return entry, reason


def remove(state: State, name: str, root: str) -> bool:
    """Remove a secret of `root`; whether there was one. Raises StoreError."""
    if not index.path(state).exists():
        return False
    with _locked(state):
        return _replace(state, name, root, ())


def values(state: State, secrets: Mapping[str, Entry]) -> dict[str, str]:
    """The values of these secrets, by name. Raises StoreError where one cannot be opened."""
    return {name: _value(state, entry) for name, entry in secrets.items()}


def _value(state: State, entry: Entry) -> str:
    everywhere = " --global" if entry.root == index.EVERYWHERE else ""
    again = f"set it again with `layer secret set{everywhere} {entry.name}`"
    try:
        return in_files.find(state, entry) if entry.kept == "file" else in_keyring.find(entry)
    except in_keyring.Unusable as error:
        raise StoreError(f"the secret {entry.name} cannot be had from the keyring: {error}; {again}") from error
    except StoreError as error:
        raise StoreError(f"{error}; {again}") from error


def _replace(state: State, name: str, root: str, new: tuple[Entry, ...]) -> bool:
    """Put `new` in the place of a secret, and forget its value; whether there was one."""
    before = index.read(state)
    old = [entry for entry in before if (entry.name, entry.root) == (name, root)]
    after = (*(entry for entry in before if entry not in old), *new)
    if old or new:
        index.write(state, after)
    for entry in old:
        if entry.kept == "keyring":
            in_keyring.forget(entry)
    in_files.forget_all_but(state, after)
    return bool(old)


@contextlib.contextmanager
def _locked(state: State) -> Iterator[None]:
    """One writer at a time; the kernel frees the lock with the process."""
    try:
        descriptor = os.open(state.locks / "secrets", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"cannot write to {state.locks}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
