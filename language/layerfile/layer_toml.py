"""`layer.toml`: rules in `[lint]`, the cache in `[cache]`, what names stand for in `[images]`, websites: `[expose]`."""

from __future__ import annotations

import re
from typing import Any

from layerfile.files import FileView
from layerfile.problems import LayerfileError
from layerfile.spans import Span

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


def place_of(text: str, table: str, key: str) -> Span:
    """Where `key` of a table stands in a file's text, which tomllib does not tell; else the first line."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\s*([\w.\"'-]+)\s*\]", line)
        if header is not None:
            current = header[1].strip("\"'")
        name = re.match(rf"\s*({re.escape(table)}\s*\.\s*)?[\"']?([\w-]+)[\"']?\s*=", line)
        if name is not None and name[2] == key and (current == table or (not current and name[1])):
            return Span(number, name.start(2), number, name.end(2))
    return Span(1, 0, 1, 0)
