"""`layer.toml`: of rules in `[lint]`, of the cache in `[cache]`, and of what names stand for in `[images]`."""

from __future__ import annotations

from typing import Any

from layerfile.files import FileView
from layerfile.problems import LayerfileError

FILE = "layer.toml"
"""Its name, at the root of the tree."""


def read_table(files: FileView, name: str) -> dict[str, Any]:
    """One table of `layer.toml` at the root; empty without it. Raises LayerfileError where that is no table."""
    text = files.read(FILE)
    if text is None:
        return {}
    # Most trees have no such file, and reading the language needs no TOML.
    import tomllib

    try:
        table = tomllib.loads(text).get(name, {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LayerfileError.single("layer-toml", f"{FILE} is no TOML: {error}", FILE) from error
    if not isinstance(table, dict):
        raise LayerfileError.single("layer-toml", f"[{name}] must be a table", FILE)
    return table
