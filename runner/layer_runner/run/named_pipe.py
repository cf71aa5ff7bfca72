"""A named pipe in a run's folder, by which others tell the run something: nothing polls."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def opened(path: Path) -> Iterator[int]:
    """A descriptor to read from, while the pipe is there; in its place there may be one that a killed run left."""
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    # For writing too: or what one writer ends would be the end of all.
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)
