"""Asking git, without being led astray by the caller's environment, and without writing
anything.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from layer_cache.errors import TreeError

_SETTINGS = (
    "core.checkStat=default",
    "core.trustctime=true",
    "core.fileMode=true",
    # A monitor, or git's notes of which folders did not change, may be wrong; looking is cheap.
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    # A partial clone would fetch what is missing.
    "protocol.allow=never",
)


def find_repository(root: Path) -> Path | None:
    """The nearest folder, `root` or above it, with a `.git`."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.is_file() or os.path.lexists(git / "HEAD"):
            return folder
    return None


def start(
    root: Path,
    *arguments: str,
    stdin: bool = False,
    stderr: int = subprocess.PIPE,
    more: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[bytes]:
    """Start `git ARGUMENTS` in `root`, with `more` in its environment. Raises TreeError where there is no git."""
    if not root.is_dir():
        raise TreeError(f"{root} is not a folder")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_LFS_SKIP_SMUDGE": "1"}
    environment |= more
    options = [word for setting in _SETTINGS for word in ("-c", setting)]
    try:
        return subprocess.Popen(
            ["git", *options, *arguments],
            cwd=root,
            env=environment,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    except FileNotFoundError as error:
        raise TreeError(
            f"{root} is a git repository, but there is no git to ask for its files. Install git."
        ) from error


def collect(process: subprocess.Popen[bytes], text: bytes | None = None) -> bytes | None:
    """What it printed, once it is done; None if it failed."""
    output, _ = process.communicate(text)
    return output if process.returncode == 0 else None


def collect_or_raise(process: subprocess.Popen[bytes], root: Path) -> bytes:
    """What it printed, once it is done. Raises TreeError with git's own words."""
    output, complaint = process.communicate()
    if process.returncode:
        words = complaint.decode("utf-8", "replace").strip()
        raise TreeError(f"git cannot list the files of {root}: {words}")
    return output
