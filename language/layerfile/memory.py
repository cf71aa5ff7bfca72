"""Sizes of memory: `MEMORY 2G`."""

from __future__ import annotations

from re import IGNORECASE
from re import compile as pattern

_SIZE = pattern(r"([0-9]{1,20})([KMG]?)", IGNORECASE)
_ALMOST = pattern(r"([0-9]{1,20}) ?([KMG])(?:I?B)?", IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}

MINIMUM = 64 * 1024**2
"""Bytes: with less, no kernel of today starts."""

MAXIMUM = 16 * 1024**4
"""Bytes: more than any machine that this may run on."""


def number(text: str) -> int | None:
    """The bytes that a size is; None where it is none."""
    found = _SIZE.fullmatch(text)
    return None if found is None else int(found[1]) * _UNITS[found[2].upper()]


def size(text: str) -> int | None:
    """The bytes that a machine can have; None where this is no size, or none that it can have."""
    found = number(text)
    return found if found is not None and MINIMUM <= found <= MAXIMUM else None


def almost(text: str) -> str | None:
    """The size that was meant by one that is written otherwise: `2GB`, `2 GiB`."""
    found = _ALMOST.fullmatch(text)
    return None if found is None else f"{found[1]}{found[2].upper()}"


def with_unit(text: str) -> str | None:
    """The size that was most likely meant by a small number alone."""
    if not text.isdecimal() or int(text) == 0 or int(text) >= 1024**2:
        return None
    return f"{text}{'G' if int(text) < 64 else 'M'}"
