"""Call hierarchy: FROM and WAIT as calls."""

from __future__ import annotations

from lsprotocol import types

from layer_server import conversion
from layer_server.documents import path_of
from layer_server.features.family import Member, incoming, member, outgoing
from layer_server.server import LayerServer
from layer_server.view import Location, View


def register(server: LayerServer) -> None:
    """Show who starts from whom."""

    @server.feature(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY)
    def prepare(params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
        view = server.view(params.text_document.uri)
        layerfile = None if view is None else view.parsed(view.path)
        if view is None or layerfile is None:
            return None
        return [_item(server, view, member(layerfile))]

    @server.feature(types.CALL_HIERARCHY_INCOMING_CALLS)
    def callers(params: types.CallHierarchyIncomingCallsParams) -> list[types.CallHierarchyIncomingCall] | None:
        found = _view(server, params.item.uri)
        if found is None:
            return None
        view, path = found
        encoding = server.documents.encoding
        return [
            types.CallHierarchyIncomingCall(
                _item(server, view, call.member),
                [conversion.to_location(view, Location(call.member.path, span), encoding).range for span in call.spans],
            )
            for call in incoming(view, path)
        ]

    @server.feature(types.CALL_HIERARCHY_OUTGOING_CALLS)
    def called(params: types.CallHierarchyOutgoingCallsParams) -> list[types.CallHierarchyOutgoingCall] | None:
        found = _view(server, params.item.uri)
        if found is None:
            return None
        view, path = found
        encoding = server.documents.encoding
        return [
            types.CallHierarchyOutgoingCall(
                _item(server, view, call.member),
                [conversion.to_location(view, Location(path, span), encoding).range for span in call.spans],
            )
            for call in outgoing(view, path)
        ]


def _view(server: LayerServer, uri: str) -> tuple[View, str] | None:
    """Some open Layerfile of the tree that a file lies in, and the file's path there."""
    own = server.view(uri)
    if own is not None:
        return own, own.path
    where = path_of(uri)
    for other in server.documents.snapshot():
        view = server.view(other)
        if view is not None and view.root is not None and where is not None and where.is_relative_to(view.root):
            return view, where.relative_to(view.root).as_posix()
    return None


def _item(server: LayerServer, view: View, one: Member) -> types.CallHierarchyItem:
    place = conversion.to_location(view, Location(one.path, one.span), server.documents.encoding)
    start = types.Range(place.range.start, place.range.start)
    return types.CallHierarchyItem(one.name, types.SymbolKind.Module, place.uri, place.range, start)
