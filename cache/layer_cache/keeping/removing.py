"""The one place that removes anything from the store. Call all of it within `leases.removing`."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from layer_cache import snapshots
from layer_cache.errors import StoreError
from layer_cache.keeping.inventory import take
from layer_cache.state import State


def remove(state: State, chosen: Iterable[str]) -> int:
    """Remove these snapshots, and whatever nobody needs then; the bytes that are free now.

    None of them may be held: who calls this has looked. Raises StoreError.
    """
    freed = 0
    for snapshot in chosen:
        path = snapshots.folder(state, snapshot) / "state"
        with _words(), contextlib.suppress(FileNotFoundError):
            freed += _size(path)
            # From here on nobody restores it, and `refusal` says so; what is left of it is swept, now or later.
            path.unlink()
    return freed + sweep(state)


def sweep(state: State) -> int:
    """Delete files that no snapshot and no run needs, and what killed runs left; the bytes that this freed.

    Raises StoreError.
    """
    inventory = take(state)
    unwanted = inventory.unwanted()
    freed = sum(inventory.files[name].bytes for name in unwanted)
    with _words():
        for entry in inventory.snapshots.values():
            if not entry.whole and unwanted.issuperset(inventory.own(entry.id)):
                _remove_folder(snapshots.folder(state, entry.id))
        for name in unwanted:
            inventory.files[name].path.unlink(missing_ok=True)
        for path in inventory.leftovers:
            freed += _size(path)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    return freed


def _remove_folder(folder: Path) -> None:
    gone = folder.with_name(f".gone-{folder.name}")
    os.replace(folder, gone)
    shutil.rmtree(gone)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() and not path.is_symlink() else (path,)
    return sum(file.lstat().st_blocks * 512 for file in files)


@contextlib.contextmanager
def _words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot remove {error.filename}: {error.strerror}") from error
