"""Semantic tokens: all, what is new since the last answer, or those of a range."""

from __future__ import annotations

from lsprotocol import types

from layer_server.features.tokens import MODIFIERS, TYPES, Tokens, difference
from layer_server.server import LayerServer

_LEGEND = types.SemanticTokensLegend(list(TYPES), list(MODIFIERS))
_OPTIONS = types.SemanticTokensRegistrationOptions(_LEGEND, full=types.SemanticTokensFullDelta(delta=True), range=True)


class _Answers:
    """What was answered last for each document, which a delta counts from."""

    def __init__(self) -> None:
        self.tokens: dict[str, Tokens] = {}
        self.last: dict[str, tuple[str, list[int]]] = {}
        self._count = 0

    def remember(self, uri: str, numbers: list[int]) -> str:
        """A name for this answer."""
        self._count += 1
        name = str(self._count)
        self.last[uri] = (name, numbers)
        return name


def register(server: LayerServer) -> None:
    """Say what each word is."""
    answers = _Answers()

    def numbers_of(uri: str, lines: tuple[int, int] | None = None) -> list[int] | None:
        view = server.view(uri)
        if view is None:
            return None
        tokens = answers.tokens.setdefault(uri, Tokens())
        return tokens.encoded(view, server.documents.encoding, server.cached_lines(uri), lines)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _OPTIONS)
    def full(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        uri = params.text_document.uri
        numbers = numbers_of(uri)
        return None if numbers is None else types.SemanticTokens(numbers, answers.remember(uri, numbers))

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, _OPTIONS)
    def delta(
        params: types.SemanticTokensDeltaParams,
    ) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        uri = params.text_document.uri
        numbers = numbers_of(uri)
        if numbers is None:
            return None
        last = answers.last.get(uri)
        name = answers.remember(uri, numbers)
        if last is None or last[0] != params.previous_result_id:
            return types.SemanticTokens(numbers, name)
        start, count, new = difference(last[1], numbers)
        edits = [types.SemanticTokensEdit(start, count, new)] if count or new else []
        return types.SemanticTokensDelta(edits, name)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, _OPTIONS)
    def some(params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        asked = params.range
        numbers = numbers_of(params.text_document.uri, (asked.start.line, asked.end.line))
        return None if numbers is None else types.SemanticTokens(numbers)

    server.when_closed(answers.tokens, answers.last)
