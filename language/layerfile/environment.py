"""Variables: the ones that every step sees, and what `$X` stands for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BUILTIN_ENV: Mapping[str, str] = MappingProxyType(
    {
        "CI": "true",
        "IS_CI_MACHINE": "true",
        "CI_MACHINE": "true",
        "IN_CI_MACHINE": "true",
        "IN_CI": "true",
        "DEBIAN_FRONTEND": "noninteractive",
        "WEBAPPIO": "true",
    }
)
"""What every step sees, always with these values."""
