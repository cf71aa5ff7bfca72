"""The two keys of a state folder, and the digest that stands for a value."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_secrets.private import write_private

#: Bytes of a key.
SIZE = 32


def digest(state: State, name: str, value: str) -> str:
    """A keyed digest (hexadecimal) of a secret: without the key, not even a guess of the value can be tried on it.

    The caller holds the store's lock. Raises StoreError.
    """
    key = made(state.secrets / "digest.key")
    return hmac.new(key, f"{name}\0{value}".encode(), hashlib.sha256).hexdigest()


def of_values(state: State) -> Path:
    """The file with the key of the encrypted values."""
    return state.secrets / "values.key"


def made(file: Path) -> bytes:
    """The key in a file, which is made where there is none. The caller holds the store's lock. Raises StoreError."""
    if not file.exists():
        write_private(file, os.urandom(SIZE))
    return read(file)


def read(file: Path) -> bytes:
    """The key in a file. Raises StoreError where it is gone or is none."""
    try:
        key = file.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot read the key {file}: {error.strerror}") from error
    if len(key) != SIZE:
        raise StoreError(f"{file} is no key of {SIZE} bytes: remove it, and set the secrets again")
    return key
