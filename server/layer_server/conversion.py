"""From the editor's types to ours and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server.documents import Change
from layer_server.features.hover import Hover
from layer_server.positions import ClientPosition, ClientRange, Encoding, position_of, range_of, to_client
from layer_server.view import Location, View
from layerfile.document import split
from layerfile.fixing import ending_of
from layerfile.problems import Edit, Problem
from layerfile.spans import LINE_END, Position, Span

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_ENCODINGS: dict[str, Encoding] = {"utf-8": "utf-8", "utf-32": "utf-32"}

#: Any file may be one that a step reads.
_WATCHED = ("**/*",)


def encoding_of(chosen: types.PositionEncodingKind | str | None) -> Encoding:
    """The encoding that was agreed on; without agreement it is UTF-16."""
    return _ENCODINGS.get(name_of(chosen), "utf-16")


def name_of(name: object) -> str:
    """What stands in the message, for a name that may have become a member of an enumeration."""
    return str(getattr(name, "value", name))


def plain(value: object) -> dict[str, Any]:
    """A table of a message that the protocol leaves open, as dictionaries; an empty one for anything else."""
    if isinstance(value, Mapping):
        return dict(value)
    # pygls makes tuples with names of what it does not know.
    as_dict = getattr(value, "_asdict", None)
    if as_dict is None:
        return {}
    return {key: plain(one) if hasattr(one, "_asdict") else one for key, one in as_dict().items()}


def changes_of(params: types.DidChangeTextDocumentParams) -> Iterable[Change]:
    """The changes of a document, in their order."""
    for change in params.content_changes:
        found = change.range if isinstance(change, types.TextDocumentContentChangePartial) else None
        yield Change(None if found is None else _from_range(found), change.text)


def _from_range(found: types.Range) -> ClientRange:
    return ClientRange(
        ClientPosition(found.start.line, found.start.character), ClientPosition(found.end.line, found.end.character)
    )


def to_range(found: ClientRange) -> types.Range:
    """A range for the editor."""
    return types.Range(types.Position(*found.start), types.Position(*found.end))


def span_range(view: View, span: Span, encoding: Encoding) -> types.Range:
    """The editor's range of a span of the document."""
    return to_range(range_of(view.document.lines, span, encoding))


def place(view: View, position: types.Position, encoding: Encoding) -> Position:
    """The place that the editor means, as spans count."""
    return position_of(view.document.lines, position.line, position.character, encoding)


def to_position(view: View, position: Position, encoding: Encoding) -> types.Position:
    """A place of the document for the editor."""
    return types.Position(*to_client(view.document.lines, position.line, position.column, encoding))


def span_of(view: View, found: types.Range, encoding: Encoding) -> Span:
    """The span that the editor means."""
    return Span.between(place(view, found.start, encoding), place(view, found.end, encoding))


def to_location(view: View, location: Location, encoding: Encoding) -> types.Location:
    """A place in a file of the tree for the editor."""
    uri = view.uri(location.path)
    if location.path == view.path:
        return types.Location(uri, span_range(view, location.span, encoding))
    text = view.files.read(location.path) or ""
    return types.Location(uri, to_range(range_of(split(text), location.span, encoding)))


def to_text_edit(view: View, edit: Edit, encoding: Encoding) -> types.TextEdit:
    """An edit of the document for the editor, with the line ends that the document has."""
    text = LINE_END.sub(ending_of(view.document.lines[0]), edit.text) if "\n" in edit.text else edit.text
    return types.TextEdit(span_range(view, edit.span, encoding), text)


def to_workspace_edit(view: View, edits: Iterable[Edit], encoding: Encoding, versioned: bool) -> types.WorkspaceEdit:
    """Edits of the document; `versioned`: the editor can tell whether they still fit."""
    changed = [to_text_edit(view, edit, encoding) for edit in edits]
    document = view.document
    if not versioned:
        return types.WorkspaceEdit(changes={document.uri: changed})
    identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, changed)])


def to_diagnostic(problem: Problem, view: View, encoding: Encoding, tags: bool) -> types.Diagnostic:
    """A diagnostic for the editor; `tags`: it knows some."""
    # Half of a surrogate pair is no JSON that editors take.
    message = problem.message.encode("utf-8", "replace").decode()
    return types.Diagnostic(
        span_range(view, problem.span, encoding),
        message,
        severity=_SEVERITIES[problem.severity],
        code=problem.name,
        source="layer",
        tags=[types.DiagnosticTag.Unnecessary] if tags and problem.severity == "hint" else None,
    )


def knows_tags(capabilities: types.ClientCapabilities) -> bool:
    """Whether diagnostics may have tags."""
    places = ("text_document.publish_diagnostics.tag_support", "text_document.diagnostic.tag_support")
    return any(get_capability(capabilities, place) for place in places)


def to_hover(found: Hover, view: View, encoding: Encoding, markdown: bool) -> types.Hover:
    """A hover for the editor."""
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, found.text), span_range(view, found.span, encoding))


def reads_markdown(capabilities: types.ClientCapabilities) -> bool:
    """Whether hovers may be Markdown: the editor's first choice counts, and no choice means plain text."""
    formats = get_capability(capabilities, "text_document.hover.content_format") or ()
    return next(iter(formats), types.MarkupKind.PlainText) == types.MarkupKind.Markdown


def watching(capabilities: types.ClientCapabilities) -> types.RegistrationParams | None:
    """What to ask for to be told of Layerfiles that come and go; None if this editor does not tell."""
    if not get_capability(capabilities, "workspace.did_change_watched_files.dynamic_registration"):
        return None
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in _WATCHED])
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    return types.RegistrationParams([types.Registration("layerfiles", method, options)])
