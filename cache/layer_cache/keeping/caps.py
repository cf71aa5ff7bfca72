"""How large the store may grow: the `[cache]` table of `layer.toml`.

[cache]
size = "20G"         what all snapshots together may take
keep-free = "10G"    what must stay free on their disk
directories = "10G"  what the directories of CACHE may take, of each Layerfile
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from layerfile.files import FileView
from layerfile.layer_toml import FILE, place_of, read_table
from layerfile.problems import LayerfileError, Problem

_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE | re.ASCII)
_KEYS = ("size", "keep-free", "directories")

#: The defaults in bytes, and the share of the whole disk that each is at most. A step that compiles leaves 10 to
#: 100 MB, a booted image some 150 MB: 20 GB are hundreds of results of steps, more than a person comes back to. On a
#: small disk a cache must not be what fills it. 10 GB is what other tools that fill disks leave free.
SIZE, SIZE_SHARE = 20 * 1024**3, 0.25
KEEP_FREE, KEEP_FREE_SHARE = 10 * 1024**3, 0.05
#: Downloads of a package manager are some GB.
DIRECTORIES = 10 * 1024**3
#: The least that a file system of their own is made with, and the most: the machine's disk for them has 256 GB.
LEAST_DIRECTORIES, MOST_DIRECTORIES = 16 * 1024**2, 256 * 1024**3


@dataclass(frozen=True, slots=True)
class Caps:
    """What snapshots may take, and what must stay free, in bytes; None: what suits the disk.

    `directories` is what those of CACHE may take, of each Layerfile.
    """

    size: int | None = None
    keep_free: int | None = None
    directories: int = DIRECTORIES

    def excess(self, taken: int, free: int, total: int) -> int:
        """Bytes that must go where snapshots take `taken`, of a disk of `total` bytes of which `free` are free."""
        size = min(SIZE, int(total * SIZE_SHARE)) if self.size is None else self.size
        keep = min(KEEP_FREE, int(total * KEEP_FREE_SHARE)) if self.keep_free is None else self.keep_free
        return max(0, taken - size, keep - free)


def parse_size(text: str) -> int:
    """Bytes: `20G`, `512 MB`, `1.5T`, `1048576`; a unit is 1024 of the one before. Raises ValueError in words."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is no size: write a number and K, M, G or T, such as "20G"')
    return (
        int(float(match[1]) * _UNITS[match[2].upper()]) if "." in match[1] else int(match[1]) * _UNITS[match[2].upper()]
    )


def read_caps(files: FileView) -> Caps:
    """What `layer.toml` at the root says; the defaults without it. Raises LayerfileError, at the line."""
    table = read_table(files, "cache")
    problems: list[tuple[str, str]] = []
    for key in table:
        if key not in _KEYS:
            problems.append((key, f"cache.{key} is not known: there are {', '.join(_KEYS)}"))
    found = {key: _size(table[key], key, problems) for key in _KEYS if key in table}
    directories = found.get("directories")
    if directories is not None and not LEAST_DIRECTORIES <= directories <= MOST_DIRECTORIES:
        problems.append(("directories", 'cache.directories must be between "16M" and "256G"'))
    if problems:
        text = files.read(FILE) or ""
        raise LayerfileError(
            Problem("layer-toml", "error", message, place_of(text, "cache", key), FILE) for key, message in problems
        )
    return Caps(found.get("size"), found.get("keep-free"), DIRECTORIES if directories is None else directories)


def _size(value: Any, key: str, problems: list[tuple[str, str]]) -> int | None:
    try:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        if isinstance(value, str):
            return parse_size(value)
        problems.append((key, f'cache.{key} must be a size, such as "20G"'))
    except ValueError as error:
        problems.append((key, f"cache.{key}: {error}"))
    return None
