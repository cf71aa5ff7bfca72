"""Symbols, folding and growing selections."""

from __future__ import annotations

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.features.outline import Symbol, folds, selections, symbols
from layer_server.positions import Encoding
from layer_server.server import LayerServer
from layer_server.view import View

KINDS = {
    "base": types.SymbolKind.Module,
    "step": types.SymbolKind.Function,
    "variable": types.SymbolKind.Variable,
    "checkpoint": types.SymbolKind.Event,
    "setting": types.SymbolKind.Property,
}


def register(server: LayerServer) -> None:
    """Show the shape of a Layerfile."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbols(
        params: types.DocumentSymbolParams,
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        nested = get_capability(
            server.client_capabilities, "text_document.document_symbol.hierarchical_document_symbol_support"
        )
        if nested:
            return [_symbol(view, one, encoding) for one in symbols(view)]
        return [
            types.SymbolInformation(
                types.Location(view.document.uri, conversion.span_range(view, one.span, encoding)),
                one.name,
                KINDS[one.kind],
            )
            for outer in symbols(view)
            for one in (outer, *outer.children)
        ]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        limit = get_capability(server.client_capabilities, "text_document.folding_range.range_limit")
        return [
            types.FoldingRange(
                fold.first - 1, fold.last - 1, kind=types.FoldingRangeKind.Comment if fold.is_comment else None
            )
            for fold in list(folds(view))[:limit]
        ]

    @server.feature(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def selection(params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        result = []
        for position in params.positions:
            grown: types.SelectionRange | None = None
            for span in reversed(selections(view, conversion.place(view, position, encoding))):
                grown = types.SelectionRange(conversion.span_range(view, span, encoding), grown)
            assert grown is not None
            result.append(grown)
        return result


def _symbol(view: View, one: Symbol, encoding: Encoding) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        one.name,
        KINDS[one.kind],
        conversion.span_range(view, one.span, encoding),
        conversion.span_range(view, one.name_span, encoding),
        detail=one.detail or None,
        children=[_symbol(view, child, encoding) for child in one.children] or None,
    )
