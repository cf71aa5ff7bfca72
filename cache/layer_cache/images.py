"""Which base images are installed here, told from their manifests alone."""

from __future__ import annotations

import json
from dataclasses import dataclass

from layer_cache.state import State


def installed(state: State) -> dict[str, str]:
    """The digest of each installed image by its name; of one built twice, that of the newest."""
    found: list[tuple[float, str, str, str]] = []
    try:
        folders = list(state.images.iterdir())
    except OSError:
        return {}
    for folder in folders:
        path = folder / "manifest.json"
        try:
            changed = path.stat().st_mtime
            manifest = json.loads(path.read_bytes())
            found.append((changed, folder.name, manifest["name"], manifest["digest"]))
        except (OSError, ValueError, KeyError, TypeError):
            # Half of one that is being built, or something else.
            continue
    return {name: digest for _, _, name, digest in sorted(found)}


@dataclass(frozen=True, slots=True)
class Booted:
    """A snapshot of an image that was booted with `memory` bytes and did nothing since."""

    image: str
    memory: int
    snapshot: str


def booted(state: State) -> list[Booted]:
    """The snapshots from which first steps start, as `booted-MEMORY.json` in the images' folders names them."""
    found = []
    for path in sorted(state.images.glob("*/booted-*.json")):
        try:
            name = str(json.loads((path.parent / "manifest.json").read_bytes())["name"])
            memory = int(path.stem.removeprefix("booted-"))
            found.append(Booted(name, memory, str(json.loads(path.read_bytes())["snapshot"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found
