"""Layers of a machine's disk, and how many may stand on each other.

A machine that is restored and snapshotted again and again, as RUN REPEATABLE does, would stand on one layer more each
time. libvirt refuses chains of more than 200.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

from layer_cache import snapshots
from layer_cache.state import State

#: Layers above the image's disk, beyond which a new one is made to stand on the image itself.
MOST = 64


def flatten(state: State, disk: str, image: Path, most: int = MOST) -> bool:
    """Make a layer that nothing is written to any more stand on the image alone, if it stands on too many.

    Another file takes its place, so a machine that has it open goes on with the old one. True where that was done.
    Raises OSError.
    """
    chain = snapshots.disk_chain(state, disk)
    if chain is None or len(chain) <= most:
        return False
    path = chain[0]
    whole = path.with_suffix(".new")
    try:
        shutil.copyfile(path, whole)
        # Copies from the layers between what the image has otherwise.
        command = ["qemu-img", "rebase", "-q", "-f", "qcow2", "-F", "raw", "-b", str(image), str(whole)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            full = "No space left" in done.stderr
            raise OSError(errno.ENOSPC if full else errno.EIO, f"{path.name}: {done.stderr.strip()}")
        os.replace(whole, path)
    finally:
        whole.unlink(missing_ok=True)
    return True
