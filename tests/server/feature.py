"""Features asked without a server: a text with a cursor, and the files around it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from layer_server.documents import Document
from layer_server.view import View
from layerfile.checking import Checker
from layerfile.document import open_document, split
from layerfile.files import MemoryFiles
from layerfile.spans import Position, Span
from tests.language.rules.spec import marked

CHECKER = Checker()
ROOT = Path("/tree")


def view(text: str, files: Mapping[str, str] | None = None, path: str = "Layerfile") -> View:
    """A Layerfile in its tree."""
    document = Document(f"file://{ROOT}/{path}", "layerfile", 1, split(text), ROOT / path)
    return View(document, ROOT, path, open_document(text, path, CHECKER), MemoryFiles({**(files or {}), path: text}))


def asked(
    text: str, files: Mapping[str, str] | None = None, path: str = "Layerfile"
) -> tuple[View, Position, list[Span]]:
    """The view of a text in which `¦` is the cursor, and « » are around places; where the cursor and those are."""
    before = text.replace("«", "").replace("»", "")
    place = Position(1, 0).after(before[: before.index("¦")])
    plain, spans = marked(text.replace("¦", ""))
    return view(plain, files, path), place, spans
