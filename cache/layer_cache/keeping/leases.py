"""Who uses what: a run holds a lease, so that nothing it needs is removed, and what a killed run left is known.

    locks/store         shared while a name is added to a lease, exclusive while anything is removed
    locks/lease-ID      locked (flock) as long as its run lives; the names of snapshots and disks, one a line

The kernel gives a lock back with its process, however that ended, so a lease that can be locked is a dead run's.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from layer_cache.errors import StoreError
from layer_cache.state import State, create_private

if TYPE_CHECKING:
    from typing import Self

_PREFIX = "lease-"


class Lease:
    """What one run uses of the state folder, until `close` or the end of the process."""

    def __init__(self, state: State) -> None:
        """Raises StoreError where the state folder cannot be written."""
        self._state = state
        with _locked(state, fcntl.LOCK_SH):
            self.path = state.locks / f"{_PREFIX}{uuid.uuid4().hex[:16]}"
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def hold(self, *names: str) -> None:
        """From here on these snapshots, and layers of disks, are not removed. What is already gone stays so: look
        after holding, not before. Waits while something is being removed. Raises StoreError.
        """
        with _locked(self._state, fcntl.LOCK_SH):
            try:
                os.write(self._descriptor, "".join(f"{name}\n" for name in names).encode())
            except OSError as error:
                raise StoreError(f"cannot write {self.path}: {error.strerror}") from error

    def close(self) -> None:
        """Give all of it back."""
        self.path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def held(state: State) -> frozenset[str]:
    """The names of snapshots and disks that runs in progress use."""
    names: set[str] = set()
    for path in _leases(state):
        with contextlib.suppress(OSError), path.open("rb") as file:
            if not _is_dead(file.fileno()):
                names.update(file.read().decode("utf-8", "replace").split())
    return frozenset(names)


def dead(state: State) -> tuple[Path, ...]:
    """The leases of runs that were killed."""
    found = []
    for path in _leases(state):
        with contextlib.suppress(OSError), path.open("rb") as file:
            if _is_dead(file.fileno()):
                found.append(path)
    return tuple(found)


@contextlib.contextmanager
def removing(state: State) -> Iterator[None]:
    """While nobody can begin to use anything: the only time at which files of the store may be removed.

    Raises StoreError.
    """
    with _locked(state, fcntl.LOCK_EX):
        yield


def _leases(state: State) -> list[Path]:
    return sorted(state.locks.glob(f"{_PREFIX}*"))


def _is_dead(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _locked(state: State, how: int) -> Iterator[None]:
    create_private(state.locks)
    try:
        descriptor = os.open(state.locks / "store", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"cannot write to {state.locks}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
