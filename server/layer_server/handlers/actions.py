"""Code actions."""

from __future__ import annotations

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.features.actions import actions
from layer_server.server import LayerServer

_KINDS = {"quickfix": types.CodeActionKind.QuickFix, "source.fixAll": types.CodeActionKind.SourceFixAll}


def register(server: LayerServer) -> None:
    """Offer what can be done about problems."""

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    )
    def offered(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        capabilities = server.client_capabilities
        if not get_capability(capabilities, "text_document.code_action.code_action_literal_support"):
            # Such an editor takes commands only, and we have none that edit.
            return None
        versioned = bool(get_capability(capabilities, "workspace.workspace_edit.document_changes"))
        prefers = bool(get_capability(capabilities, "text_document.code_action.is_preferred_support"))
        only = None if params.context.only is None else [conversion.name_of(kind) for kind in params.context.only]
        return [
            types.CodeAction(
                action.title,
                kind=_KINDS[action.kind],
                diagnostics=None if action.problem is None else server.to_diagnostics([action.problem], view),
                edit=conversion.to_workspace_edit(view, action.edits, encoding, versioned),
                is_preferred=True if prefers and action.is_preferred else None,
            )
            for action in actions(view, conversion.span_of(view, params.range, encoding), only)
        ]
