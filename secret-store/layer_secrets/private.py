"""Files for their owner only, written as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from layer_cache.errors import StoreError
from layer_cache.state import create_private


def write_private(path: Path, content: bytes) -> None:
    """Write a file with mode 0600, in a folder with mode 0700; it is on the disk then. Raises StoreError."""
    create_private(path.parent)
    # What a killed process left under this name is overwritten.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"cannot write {path}: {error.strerror}") from error
