"""The private folders of libvirt's embedded driver, with sockets, logs and pid files; and those that the dead left."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

#: Left behind by a process that was killed, these are removed by the next one that starts.
PREFIX = "layer-engine-"


def short() -> Path:
    """Where the folders lie: a path so short that the sockets below it have at most 108 bytes."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and len(runtime) < 40 and os.access(runtime, os.W_OK):
        return Path(runtime)
    return Path("/tmp")


def abandoned() -> list[Path]:
    """The folders whose process was killed."""
    found = []
    for folder in sorted(short().glob(f"{PREFIX}*")):
        try:
            owner = int((folder / "owner").read_text())
        except (OSError, ValueError):
            continue
        if not Path(f"/proc/{owner}").exists():
            found.append(folder)
    return found


def remove_abandoned() -> None:
    """End the machines of killed processes, and delete their folders."""
    for folder in abandoned():
        remove(folder)


def remove(folder: Path) -> None:
    """End the machines of a folder, and delete it."""
    _kill_machines(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _kill_machines(folder: Path) -> None:
    """End the QEMU processes of a dead owner: those whose pid file lies in its folder and that still name it."""
    for path in (folder / "run" / "qemu").glob("*.pid"):
        with contextlib.suppress(OSError, ValueError):
            pid = int(path.read_text())
            if f"{folder}/".encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, 9)
