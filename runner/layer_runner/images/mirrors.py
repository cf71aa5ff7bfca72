"""Which package mirrors this machine uses: an image is made from the same."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mirror:
    """One line of apt's sources: where, and which suite there."""

    uri: str
    suite: str


def parse(text: str) -> tuple[Mirror, ...]:
    """The mirrors in the text of a sources file, in either of the forms of sources.list(5)."""
    found: list[Mirror] = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"(?m)^(Types|URIs|Suites|Enabled):[ \t]*(.+)$", stanza))
        if fields.get("Enabled", "yes").strip().lower() == "no" or "deb" not in fields.get("Types", "deb").split():
            continue
        for uri in fields.get("URIs", "").split():
            found += [Mirror(uri.rstrip("/"), suite) for suite in fields.get("Suites", "").split()]
    one_line = re.finditer(r"(?m)^deb[ \t]+(?:\[[^\]]*\][ \t]*)?(\S+)[ \t]+(\S+)", text)
    found += [Mirror(match[1].rstrip("/"), match[2]) for match in one_line]
    return tuple(found)


def configured(folder: Path = Path("/etc/apt")) -> tuple[Mirror, ...]:
    """All mirrors that apt is configured with on this machine; none where there is no apt."""
    files = [folder / "sources.list"]
    parts = folder / "sources.list.d"
    if parts.is_dir():
        files += sorted(p for p in parts.iterdir() if p.suffix in {".list", ".sources"})
    return tuple(m for f in files if f.is_file() for m in parse(f.read_text(errors="replace")))


def for_distribution(name: str, mirrors: tuple[Mirror, ...]) -> str | None:
    """The mirror of distribution `name` ("debian"): LAYER_DEBIAN_MIRROR, else the first of `mirrors`, else None."""
    override = os.environ.get(f"LAYER_{name.upper()}_MIRROR")
    if override:
        return override.rstrip("/")
    return next((m.uri for m in mirrors if m.uri.rpartition("/")[2] == name), None)


def own_keyring(name: str) -> Path | None:
    """The keyring of a mirror of distribution `name` that is signed with a key of its own: LAYER_DEBIAN_KEYRING."""
    override = os.environ.get(f"LAYER_{name.upper()}_KEYRING")
    return Path(override).absolute() if override else None


def sources_list(
    suite: str,
    mirror: str,
    mirrors: tuple[Mirror, ...],
    components: tuple[str, ...] = ("main",),
    pockets: tuple[str, ...] = (),
) -> str:
    """sources.list for inside the image: the suite and its `pockets`, and its updates and security fixes where this
    machine has them elsewhere.
    """
    parts = " ".join(components)
    lines = {each: f"deb {mirror} {each} {parts}" for each in (suite, *pockets)}
    for entry in mirrors:
        if entry.suite in (f"{suite}-updates", f"{suite}-security"):
            lines.setdefault(entry.suite, f"deb {entry.uri} {entry.suite} {parts}")
    return "\n".join(lines.values()) + "\n"
