"""Which base images are installed here, told from their manifests alone."""

from __future__ import annotations

import json

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
