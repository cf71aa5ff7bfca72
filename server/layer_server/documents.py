"""The texts that are open in the editor. Values never change, so that other threads may hold a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from layer_server.positions import ClientRange, Encoding, code_points, split

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Document:
    """One open text. `path` is None for what is no file on this machine, such as a text never saved.

    `changed`: typed into since it was opened or saved, or opened with other text than the file has.
    """

    uri: str
    language: str
    version: int | None
    text: str
    path: Path | None = None
    changed: bool = False

    @property
    def is_layerfile(self) -> bool:
        """By what the editor calls it, else by its name."""
        name = "" if self.path is None else self.path.name.lower()
        return self.language.lower() == "layerfile" or name.startswith("layerfile") or name.endswith(".layerfile")


class Change(NamedTuple):
    """New text for a range; None stands for all of the document."""

    range: ClientRange | None
    text: str


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
        document = Document(uri, language, version, text, path)
        # An editor that was closed with unsaved text may open it again, still unsaved.
        on_disk = None if path is None else text_on_disk(path)
        self._open[uri] = replace(document, changed=on_disk is not None and on_disk != text)

    def change(self, uri: str, version: int, changes: Iterable[Change]) -> None:
        """The editor's text has changed; each change counts from the text that the one before it left."""
        document = self._open.get(uri)
        if document is None:
            return
        text = applied(document.text, changes, self.encoding)
        self._open[uri] = replace(document, text=text, version=version, changed=True)

    def saved(self, uri: str) -> None:
        """The file has the document's text now."""
        document = self._open.get(uri)
        if document is not None:
            self._open[uri] = replace(document, changed=False)

    def close(self, uri: str) -> None:
        """The file counts again, not the editor's text."""
        self._open.pop(uri, None)


def applied(text: str, changes: Iterable[Change], encoding: Encoding) -> str:
    """`text` after the changes."""
    lines = split(text)
    for change in changes:
        if change.range is None:
            lines = split(change.text)
            continue
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
        new = split(before + change.text + after)
        if last + 1 < len(lines):
            # All but a text's last line have an end, and what `split` finds behind it is the next line.
            new.pop()
        lines[first : last + 1] = new
    return "".join(lines)


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
