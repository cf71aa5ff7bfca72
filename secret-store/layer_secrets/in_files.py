"""Values in encrypted files, where no keyring keeps them.

AES-256-GCM: a changed byte is noticed, and so is a file that was put in the place of another, since name and id are
part of what is authenticated. The key lies in the same folder: this is no protection from who can read that.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_secrets import keys
from layer_secrets.index import Entry
from layer_secrets.private import write_private

_NONCE = 12


def keep(state: State, name: str, number: str, value: str) -> None:
    """Write a value. The caller holds the store's lock. Raises StoreError."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    sealed = AESGCM(keys.made(keys.of_values(state))).encrypt(nonce, value.encode(), _bound(name, number))
    write_private(_file(state, number), nonce + sealed)


def find(state: State, entry: Entry) -> str:
    """The value of a secret. Raises StoreError where it is gone, damaged, or of another key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        content = _file(state, entry.id).read_bytes()
        key = keys.read(keys.of_values(state))
        value = AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], _bound(entry.name, entry.id))
    except (OSError, ValueError, InvalidTag, StoreError) as error:
        reason = str(error) or "its file or its key is not what it was"
        raise StoreError(f"the secret {entry.name} cannot be decrypted: {reason}") from error
    return value.decode()


def forget_all_but(state: State, entries: tuple[Entry, ...]) -> None:
    """Remove the files that no entry names."""
    named = {entry.id for entry in entries if entry.kept == "file"}
    try:
        files = list((state.secrets / "values").iterdir())
    except FileNotFoundError:
        return
    for file in files:
        if file.name not in named:
            with contextlib.suppress(OSError):
                file.unlink()


def _file(state: State, number: str) -> Path:
    return state.secrets / "values" / number


def _bound(name: str, number: str) -> bytes:
    return f"layer secret 1\0{name}\0{number}".encode()
