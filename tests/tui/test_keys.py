"""Keys have ids, which people use in their configuration: docs/tui.md has them all."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import layer_tui

DOCUMENT = Path(__file__).parents[2] / "docs/tui.md"


def _bindings() -> Iterator[Binding]:
    for module in pkgutil.walk_packages(layer_tui.__path__, "layer_tui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__.startswith("layer_tui"):
                yield from (each for each in value.__dict__.get("BINDINGS", ()) if isinstance(each, Binding))


def _documented() -> set[str]:
    text = DOCUMENT.read_text().partition("The ids:")[2].partition("\n\n")[0]
    found = set()
    for group in re.findall(r"`([^`]*)`", text):
        area, _, names = group.partition(".")
        found |= {f"{area}.{name}" for name in names.split()}
    return found


def test_every_key_has_an_id_that_is_documented() -> None:
    bindings = list(_bindings())
    assert [each for each in bindings if not each.id] == []
    assert {each.id for each in bindings} == _documented()
