"""Where things lie: the folder that all of layer's processes of one person share."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from layer_cache.errors import StoreError


def default_root() -> Path:
    """`LAYER_STATE_DIR`, else `layer` in the data folder of the XDG base directory
    specification.
    """
    named = os.environ.get("LAYER_STATE_DIR")
    if named:
        return Path(named).absolute()
    data = os.environ.get("XDG_DATA_HOME", "")
    # The specification tells to ignore a relative value.
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "layer"


@dataclass(frozen=True, slots=True)
class State:
    """The state folder:

        records.db    recordings and digests (`layer_cache.records`)
        images/       base images
        snapshots/    memory and device state after steps
        disks/        layers of disks
        caches/       disks with the directories of CACHE (`layer_runner.run.caches`)
        clones/       what CLONE fetched (`layer_cache.mirrors`)
        runs/         event logs
        secrets/      which secrets there are, and the values that no keyring keeps (`layer_secrets`)
        locks/        lock files, and the leases of runs (`layer_cache.keeping.leases`)

    Naming a path creates nothing; `create` does.
    """

    root: Path = field(default_factory=default_root)

    @property
    def records_path(self) -> Path:
        """The database of recordings."""
        return self.root / "records.db"

    @property
    def images(self) -> Path:
        """Base images, a folder each."""
        return self.root / "images"

    @property
    def snapshots(self) -> Path:
        """Snapshots, a folder each."""
        return self.root / "snapshots"

    @property
    def disks(self) -> Path:
        """Layers of disks."""
        return self.root / "disks"

    @property
    def caches(self) -> Path:
        """Disks with directories that are kept between runs."""
        return self.root / "caches"

    @property
    def clones(self) -> Path:
        """Mirrors of other repositories, a folder each."""
        return self.root / "clones"

    @property
    def runs(self) -> Path:
        """Event logs, a folder a run."""
        return self.root / "runs"

    @property
    def secrets(self) -> Path:
        """What is known of secrets."""
        return self.root / "secrets"

    @property
    def locks(self) -> Path:
        """Lock files."""
        return self.root / "locks"

    def create(self) -> State:
        """Make the folders that are missing, readable by their owner only: snapshots hold what
        programs held.

        Raises StoreError where that is not possible.
        """
        for folder in (self.root, self.images, self.snapshots, self.disks, self.runs, self.locks):
            create_private(folder)
        return self


def create_private(folder: Path) -> None:
    """Make `folder` (mode 0700) and its parents; raises StoreError with the path and the reason."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot create {folder}: {error.strerror}. Set LAYER_STATE_DIR to a folder that you can write to."
        ) from error
