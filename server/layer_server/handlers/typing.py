"""What helps while typing: completion, signatures, formatting."""

from __future__ import annotations

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.features.completion import Item, completions
from layer_server.features.signature import signatures
from layer_server.positions import Encoding
from layer_server.server import LayerServer
from layer_server.view import View
from layerfile.formatting import format_lines

_KINDS = {
    "keyword": types.CompletionItemKind.Keyword,
    "file": types.CompletionItemKind.File,
    "folder": types.CompletionItemKind.Folder,
    "image": types.CompletionItemKind.Module,
    "variable": types.CompletionItemKind.Variable,
    "value": types.CompletionItemKind.Value,
}


def register(server: LayerServer) -> None:
    """Offer, explain and lay out."""

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["/", "$", "{", " "], resolve_provider=True),
    )
    def completed(params: types.CompletionParams) -> types.CompletionList | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        snippets = bool(
            get_capability(server.client_capabilities, "text_document.completion.completion_item.snippet_support")
        )
        found = completions(view, conversion.place(view, params.position, encoding))
        return types.CompletionList(False, [_item(view, one, encoding, snippets) for one in found])

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def resolved(item: types.CompletionItem) -> types.CompletionItem:
        if item.documentation is None and isinstance(item.data, str):
            item.documentation = item.data
        return item

    @server.feature(types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpOptions(trigger_characters=[" "]))
    def helped(params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        found = signatures(view, conversion.place(view, params.position, server.documents.encoding))
        if not found:
            return None
        offsets = get_capability(
            server.client_capabilities,
            "text_document.signature_help.signature_information.parameter_information.label_offset_support",
        )
        return types.SignatureHelp(
            [
                types.SignatureInformation(
                    one.label,
                    documentation=one.documentation,
                    parameters=[
                        types.ParameterInformation((start, end) if offsets else one.label[start:end])
                        for start, end in one.parameters
                    ],
                )
                for one in found
            ],
            active_signature=0,
            active_parameter=found[0].active,
        )

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        return _formatted(server, params.text_document.uri, None)

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    def range_formatted(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
        return _formatted(server, params.text_document.uri, (params.range.start.line + 1, params.range.end.line + 1))

    @server.feature(
        types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, types.DocumentOnTypeFormattingOptions(first_trigger_character="\n")
    )
    def typed(params: types.DocumentOnTypeFormattingParams) -> list[types.TextEdit] | None:
        # The line that was just left; the one that is being written is nobody's business yet.
        line = params.position.line
        return _formatted(server, params.text_document.uri, (line, line)) if line else []


def _formatted(server: LayerServer, uri: str, lines: tuple[int, int] | None) -> list[types.TextEdit] | None:
    view = server.view(uri)
    if view is None:
        return None
    text = view.document.text
    edits = format_lines(text) if lines is None else format_lines(text, *lines)
    return [conversion.to_text_edit(view, edit, server.documents.encoding) for edit in edits]


def _item(view: View, one: Item, encoding: Encoding, snippets: bool) -> types.CompletionItem:
    is_snippet = one.is_snippet and snippets
    text = one.text if is_snippet or not one.is_snippet else f"{one.label} "
    return types.CompletionItem(
        one.label,
        kind=_KINDS[one.kind],
        detail=None if one.kind == "keyword" else one.detail or None,
        text_edit=types.TextEdit(conversion.span_range(view, one.span, encoding), text),
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else None,
        data=one.detail if one.kind == "keyword" and one.detail else None,
    )
