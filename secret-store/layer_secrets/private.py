"""Files for their owner only, written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from layer_cache.errors import StoreError
from layer_cache.state import create_private


def write_private(path: Path, content: bytes) -> None:
    """Write a file with mode 0600, in a folder with mode 0700; it is on the disk then. Raises StoreError."""
    create_private(path.parent)
    temporary = None
    try:
        # With mode 0600.
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise StoreError(f"cannot write {path}: {error.strerror}") from error
