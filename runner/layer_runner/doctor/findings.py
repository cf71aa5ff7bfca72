"""What is found of one part, and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a part: Debian packages to install, or commands, which are root's business unless `is_own`.

    `afterwards` is what is left for the person to do.
    """

    packages: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    is_own: bool = False
    afterwards: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is as it must be, what was found, and what to do; `fix` where commands can do that.

    Something that is `ok` may still have a fix that makes it better.
    """

    part: str
    ok: bool
    found: str
    todo: str = ""
    fix: Fix | None = None


def missing(part: str, found: str, *packages: str) -> Finding:
    """A part that Debian packages bring."""
    return Finding(part, False, found, f"install {' '.join(packages)}", Fix(packages))
