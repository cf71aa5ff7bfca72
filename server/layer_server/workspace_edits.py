"""Edits of several files, as the editor takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.features.moving import Move, replacements

if TYPE_CHECKING:
    from layer_server.server import LayerServer


def workspace_edit(
    server: LayerServer, edits: Iterable[tuple[str, types.TextEdit]], *renames: types.RenameFile
) -> types.WorkspaceEdit:
    """Edits by URI, and then files that get other names, in the form that the editor understands."""
    by_uri: dict[str, list[types.TextEdit]] = {}
    for uri, edit in edits:
        by_uri.setdefault(uri, []).append(edit)
    if not get_capability(server.client_capabilities, "workspace.workspace_edit.document_changes"):
        return types.WorkspaceEdit(changes=by_uri)
    changes: list[types.TextDocumentEdit | types.RenameFile] = []
    for uri, those in by_uri.items():
        document = server.documents.get(uri)
        version = None if document is None else document.version
        changes.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), those))
    return types.WorkspaceEdit(document_changes=[*changes, *renames])


def renames_files(server: LayerServer) -> bool:
    """Whether the editor renames a file that an edit says is to have another name."""
    capability = "workspace.workspace_edit.resource_operations"
    operations = get_capability(server.client_capabilities, capability) or ()
    has_changes = get_capability(server.client_capabilities, "workspace.workspace_edit.document_changes")
    return bool(has_changes) and types.ResourceOperationKind.Rename in operations


def edits_of_move(server: LayerServer, root: Path, move: Move) -> Iterator[tuple[str, types.TextEdit]]:
    """What all Layerfiles below `root`, which the move is relative to, must say differently after it, by URI."""
    old, new = root / move.old, root / move.new
    for view in server.tree_views(root):
        own = view.root
        if own is None or not (old.is_relative_to(own) and new.is_relative_to(own)):
            # Of a repository inside, whose own paths are relative to itself.
            continue
        of_own = Move(old.relative_to(own).as_posix(), new.relative_to(own).as_posix())
        for one in replacements(view, of_own):
            place = conversion.to_location(view, one.place, server.documents.encoding)
            yield place.uri, types.TextEdit(place.range, one.text)
