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


def size(text: str) -> int | str:
    """The size in bytes, or what is wrong with it."""
    found = _SIZE.fullmatch(text)
    if found is None:
        almost = _ALMOST.fullmatch(text)
        hint = f"did you mean {almost[1]}{almost[2].upper()}?" if almost else "write it as in 2G, 512M"
        return f"{text} is no size of memory: {hint}"
    result = int(found[1]) * _UNITS[found[2].upper()]
    if result < MINIMUM:
        meant = "" if found[2] else f" (a number alone is bytes: did you mean {text}{_likely_unit(result)}?)"
        return f"{text} is too little for a machine: at least 64M are needed{meant}"
    if result > MAXIMUM:
        return f"{text} is more memory than any machine has"
    return result


def _likely_unit(number: int) -> str:
    return "G" if number < 64 else "M"
