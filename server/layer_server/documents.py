"""The texts that are open in the editor. Values never change, so that other threads may hold a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from layer_server.positions import ClientRange, Encoding, code_points
from layerfile import document as layerfile_document
from layerfile.checking import Checker
from layerfile.discovery import is_layerfile
from layerfile.document import open_document, split

_BOM = b"\xef\xbb\xbf"


class Change(NamedTuple):
    """New text for a range; None stands for all of the document."""

    range: ClientRange | None
    text: str


@dataclass(slots=True)
class _Reading:
    """What a text says as a Layerfile, as soon as somebody asks.

    `base` is what an earlier text said: of its lines, `before` at the start and `after` at the end are still the same.
    """

    base: layerfile_document.Document | None = None
    before: int = 0
    after: int = 0
    value: layerfile_document.Document | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One open text, in lines with their ends. `path` is None for what is no file on this machine, such as a text
    never saved.

    `changed`: typed into since it was opened or saved, or opened with other text than the file has.
    """

    uri: str
    language: str
    version: int | None
    lines: Sequence[str]
    path: Path | None = None
    changed: bool = False
    _reading: _Reading = field(default_factory=_Reading, repr=False, compare=False)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.lines)

    @property
    def is_layerfile(self) -> bool:
        """By what the editor calls it, else by its name."""
        return self.language.lower() == "layerfile" or (self.path is not None and is_layerfile(self.path.name))

    def read(self, path: str, checker: Checker) -> layerfile_document.Document:
        """What it says as the Layerfile at `path` in its tree. What earlier texts have in common with this one is
        neither read nor judged again.
        """
        reading = self._reading
        found = reading.value
        if found is None and reading.base is not None and (reading.base.path, reading.base.checker) == (path, checker):
            last = len(self.lines) - reading.after
            found = reading.base.edited(
                reading.before, len(reading.base.lines) - reading.after, self.lines[reading.before : last]
            )
        if found is None or found.path != path:
            found = open_document(self.text, path, checker)
        elif found.checker is not checker:
            found = found.with_checker(checker)
        reading.value, reading.base = found, None
        return found


@dataclass
class Documents:
    """The open documents by URI; `encoding` is the one agreed on with the editor."""

    encoding: Encoding = "utf-16"
    _open: dict[str, Document] = field(default_factory=dict)

    def snapshot(self) -> Mapping[str, Document]:
        """All of them as they are now."""
        return dict(self._open)

    def get(self, uri: str) -> Document | None:
        """The document, if it is open."""
        return self._open.get(uri)

    def open(self, uri: str, language: str, version: int, text: str) -> None:
        """The editor shows a document from now on."""
        path = path_of(uri)
        document = Document(uri, language, version, split(text), path)
        # An editor that was closed with unsaved text may open it again, still unsaved.
        on_disk = None if path is None else text_on_disk(path)
        self._open[uri] = replace(document, changed=on_disk is not None and on_disk != text)

    def change(self, uri: str, version: int, changes: Iterable[Change]) -> None:
        """The editor's text has changed; each change counts from the text that the one before it left."""
        document = self._open.get(uri)
        if document is None:
            return
        lines = list(document.lines)
        old = document._reading
        known = old.value
        reading = _Reading(old.base, old.before, old.after)
        if known is not None:
            reading = _Reading(known, len(lines), len(lines))
        for change in changes:
            first, after = apply(lines, change, self.encoding)
            reading.before, reading.after = min(reading.before, first), min(reading.after, after)
        # What both claim counts once.
        shortest = len(lines) if reading.base is None else min(len(lines), len(reading.base.lines))
        reading.before = min(reading.before, shortest)
        reading.after = min(reading.after, shortest - reading.before)
        self._open[uri] = replace(document, lines=lines, version=version, changed=True, _reading=reading)

    def saved(self, uri: str) -> None:
        """The file has the document's text now."""
        document = self._open.get(uri)
        if document is not None:
            self._open[uri] = replace(document, changed=False)

    def close(self, uri: str) -> None:
        """The file counts again, not the editor's text."""
        self._open.pop(uri, None)


def apply(lines: list[str], change: Change, encoding: Encoding) -> tuple[int, int]:
    """Change the lines in place; how many at the start and at the end are still what they were."""
    if change.range is None:
        lines[:] = split(change.text)
        return 0, 0
    (first, start), (last, end) = change.range
    if first >= len(lines):
        first, start = len(lines) - 1, len(lines[-1]) * 4
    if last >= len(lines):
        last, end = len(lines) - 1, len(lines[-1]) * 4
    before = lines[first][: code_points(lines[first], start, encoding)]
    after = lines[last][code_points(lines[last], end, encoding) :]
    if first > 0 and lines[first - 1].endswith("\r"):
        # An LF that comes to stand right after it belongs to that line.
        first -= 1
        before = lines[first] + before
    rest = len(lines) - last - 1
    new = split(before + change.text + after)
    if rest > 0:
        # All but a text's last line have an end, and what `split` finds behind it is the next line.
        new.pop()
    lines[first : last + 1] = new
    return first, rest


def path_of(uri: str) -> Path | None:
    """The file that a URI names, absolute; None if it names none on this machine."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not path.startswith("/") or "\0" in path:
        return None
    return Path(os.path.normpath(path))


def uri_of(path: Path) -> str:
    """The URI of a file."""
    return "file://" + quote(os.fsencode(path))


def text_on_disk(path: Path) -> str | None:
    """The file's text as an editor shows it, without byte order mark; None if there is none in UTF-8."""
    try:
        return path.read_bytes().removeprefix(_BOM).decode()
    except (OSError, ValueError):
        return None


def unsaved(document: Document) -> bytes | None:
    """What saving would write; None if the file on disk is what counts."""
    if document.path is None or not document.changed:
        return None
    try:
        on_disk = document.path.read_bytes()
    except OSError:
        on_disk = b""
    mark = _BOM if on_disk.startswith(_BOM) else b""
    content = mark + document.text.encode("utf-8", "replace")
    return None if content == on_disk else content
