"""The cache in the editor: hints at line ends, lenses, and what gutters and status bars show."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.features.cache import hints, lenses, verdicts
from layer_server.server import LayerServer

#: Seconds that an answer waits for a new forecast before it goes without.
PATIENCE = 0.3
#: The same where the editor cannot be told to ask again: what is not in this answer it would not show at all.
LAST_CHANCE = 10.0
VERDICTS = "layer/verdicts"
VERDICTS_CHANGED = "layer/verdictsChanged"
COMMANDS = {"run": "layer.run", "explain": "layer.explain"}


def register(server: LayerServer) -> None:
    """Show what is known of the cache, and say when that is another."""
    server.on_forecast.append(lambda uri: _tell(server, uri))

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay_hints(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        document = server.documents.get(params.text_document.uri)
        if document is None or not document.is_layerfile:
            return None
        server.shows(document)
        forecast = await server.forecasts.fresh(document, _patience(server, "inlay_hint"))
        view = server.view(document.uri)
        if view is None or forecast is None:
            return []
        encoding = server.documents.encoding
        return [
            types.InlayHint(
                conversion.to_position(view, hint.position, encoding),
                hint.text,
                tooltip=hint.tooltip or None,
                padding_left=True,
            )
            for hint in hints(view, forecast, params.range.start.line + 1, params.range.end.line + 1)
        ]

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def code_lenses(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        document = server.documents.get(params.text_document.uri)
        if document is None or not document.is_layerfile:
            return None
        server.shows(document)
        forecast = await server.forecasts.fresh(document, _patience(server, "code_lens"))
        top = types.Range(types.Position(0, 0), types.Position(0, 0))
        return [
            types.CodeLens(
                top,
                types.Command(
                    lens.title, COMMANDS.get(lens.command, ""), arguments=[document.uri] if lens.command else None
                ),
            )
            for lens in lenses(forecast)
        ]

    @server.feature(VERDICTS)
    async def all_verdicts(params: Any) -> dict[str, Any] | None:
        document = server.documents.get(getattr(params, "uri", ""))
        if document is None or not document.is_layerfile:
            return None
        server.shows(document)
        forecast = await server.forecasts.fresh(document, PATIENCE)
        if forecast is None:
            return {"computing": True, "steps": []}
        outlook = forecast.outlook
        return {
            "computing": False,
            "unknown": forecast.unknown or None,
            "against": forecast.against or None,
            "steps": [one._asdict() for one in verdicts(forecast)],
            "hits": 0 if outlook is None else outlook.hits,
            "misses": 0 if outlook is None else outlook.misses,
            "secondsSaved": 0.0 if outlook is None else outlook.seconds_saved,
            "secondsToRun": 0.0 if outlook is None else outlook.seconds_to_run,
            "secondsUnknown": outlook is not None and outlook.seconds_unknown,
        }


def _patience(server: LayerServer, asked: str) -> float:
    told = get_capability(server.client_capabilities, f"workspace.{asked}.refresh_support")
    return PATIENCE if told else LAST_CHANCE


def _tell(server: LayerServer, uri: str) -> None:
    """There is a new forecast: what shows one asks again."""
    capabilities = server.client_capabilities
    if get_capability(capabilities, "workspace.inlay_hint.refresh_support"):
        server.workspace_inlay_hint_refresh(None)
    if get_capability(capabilities, "workspace.code_lens.refresh_support"):
        server.workspace_code_lens_refresh(None)
    if get_capability(capabilities, "workspace.semantic_tokens.refresh_support"):
        server.workspace_semantic_tokens_refresh(None)
    server.protocol.notify(VERDICTS_CHANGED, {"uri": uri})
