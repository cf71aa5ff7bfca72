"""What is wrong with an open Layerfile, in the editor's own units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from layer_server.documents import Document
from layer_server.places import UNTITLED, files_for, place_of
from layer_server.positions import ClientRange, Encoding, split, to_client
from layerfile.problems import Severity
from layerfile.checking import check


class Diagnostic(NamedTuple):
    """One finding; `code` names its kind."""

    range: ClientRange
    severity: Severity
    code: str
    message: str


def diagnostics(document: Document, documents: Iterable[Document], encoding: Encoding) -> tuple[Diagnostic, ...]:
    """All that is wrong with the text in the editor, saved or not. Empty for what is no Layerfile."""
    if not document.is_layerfile:
        return ()
    place = place_of(document)
    path = UNTITLED if place is None else place.path
    problems = check(path, files_for(document, documents))
    lines = split(document.text)
    return tuple(
        Diagnostic(
            ClientRange(
                to_client(lines, problem.span.start.line, problem.span.start.column, encoding),
                to_client(lines, problem.span.end.line, problem.span.end.column, encoding),
            ),
            problem.severity,
            problem.name,
            problem.message,
        )
        for problem in problems
        # Where a text without a file will be saved, and what lies beside it then, is not known.
        if not (place is None and problem.name.startswith("from-"))
    )
