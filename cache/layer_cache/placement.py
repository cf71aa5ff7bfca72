"""COPY: which source goes where in the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """`source` (relative to the tree's root) lies at `destination` (absolute, in the machine).

    For a `folder` its contents do. `step` is the number of the COPY.
    """

    source: str
    destination: str
    folder: bool
    step: int
