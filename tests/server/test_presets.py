"""Every feature, as several editors ask for it: each gets an answer, in the words that it declared to understand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types

from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import Project, reads, write

from .declared import check
from .editor import PATIENCE, Editor, editor
from .recorded import run

TEXT = """\
# The application
# and its tests
FROM ../base
ENV NAME=é😀
ENV OTHER=é$NAME
COPY x.txt \\
  .
RUN echo "$NAME" && \\
  cat x.txt
SPLIT 1
WAIT ../other
RUN apt-get install \\\\
  make
"""
FILES = {
    ".git/nothing": "",
    "app/Layerfile": TEXT,
    "app/x.txt": "",
    "base/Layerfile": "FROM vm/debian:12\nENV BASE=1\n",
    "other/Layerfile": "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/Layerfile\n",
}
PRESETS = ("visual-studio-code", "neovim@v0.11.0", "neovim@v0.10.0", "neovim@v0.7.0", "emacs", "nothing", "everything")


def everything() -> types.ClientCapabilities:
    """An editor that takes whatever there is, and counts in UTF-8."""
    capabilities = pytest_lsp.client_capabilities("visual-studio-code")
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    text = capabilities.text_document
    text.inlay_hint = types.InlayHintClientCapabilities()
    text.diagnostic = types.DiagnosticClientCapabilities(related_document_support=True)
    capabilities.general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8])
    capabilities.workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    return capabilities


def declared(name: str) -> types.ClientCapabilities:
    """What an editor of that name declares."""
    if name == "nothing":
        return types.ClientCapabilities()
    return everything() if name == "everything" else pytest_lsp.client_capabilities(name)


class Asker:
    """Asks, and holds each answer to what was declared."""

    def __init__(self, one: Editor, uri: str, capabilities: types.ClientCapabilities) -> None:
        self.one = one
        self.document = types.TextDocumentIdentifier(uri)
        self.capabilities = capabilities
        self.is_utf8 = False

    async def ask(self, method: str, params: Any) -> Any:
        send = self.one.client.protocol.send_request_async
        answer = await asyncio.wait_for(send(method, params), PATIENCE)
        check(self.capabilities, method, answer)
        return answer

    def at(self, before: str) -> types.Position:
        """The place right behind a text, as this editor counts."""
        text = TEXT[: TEXT.index(before) + len(before)]
        line = text.rpartition("\n")[2]
        column = len(line.encode()) if self.is_utf8 else len(line.encode("utf-16-le")) // 2
        return types.Position(text.count("\n"), column)

    def part(self, found: types.Range) -> str:
        """The text of a range in one line."""
        assert found.start.line == found.end.line
        line = TEXT.split("\n")[found.start.line]
        raw = line.encode() if self.is_utf8 else line.encode("utf-16-le")
        size = 1 if self.is_utf8 else 2
        return raw[found.start.character * size : found.end.character * size].decode(
            "utf-8" if self.is_utf8 else "utf-16-le"
        )


@pytest.fixture(params=PRESETS)
async def asker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Asker]:
    root = tmp_path / "project"
    write(root, dict(FILES))
    capabilities = declared(request.param)
    async with editor(tmp_path / "state", capabilities, watches=True) as one:
        uri = one.open(root / "app" / "Layerfile")
        found = Asker(one, uri, capabilities)
        assert one.initialized is not None
        found.is_utf8 = one.initialized.capabilities.position_encoding == types.PositionEncodingKind.Utf8
        yield found


async def test_what_is_wrong(asker: Asker) -> None:
    found = await asker.one.diagnostics(asker.document.uri, bool)
    assert sorted(str(each.code) for each in found) == ["doubled-backslash", "split-one"]
    check(
        asker.capabilities,
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
        types.PublishDiagnosticsParams(asker.document.uri, list(found)),
    )
    split = next(each for each in found if each.code == "split-one")
    assert asker.part(split.range) in ("SPLIT 1", "1")
    params = types.CodeActionParams(asker.document, split.range, types.CodeActionContext([split]))
    actions = await asker.ask(types.TEXT_DOCUMENT_CODE_ACTION, params)
    if actions is not None:
        assert "Ignore split-one here" in [action.title for action in actions]
        only = types.CodeActionContext([], [types.CodeActionKind.SourceFixAll])
        actions = await asker.ask(
            types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionParams(asker.document, split.range, only)
        )
        assert [action.kind for action in actions] == [types.CodeActionKind.SourceFixAll]


async def test_reading(asker: Asker) -> None:
    document = asker.document
    hover = await asker.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(document, asker.at("OTHER=é$NA")))
    assert "NAME=é😀" in hover.contents.value
    assert asker.part(hover.range) == "NAME"
    definition = await asker.ask(
        types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(document, asker.at("OTHER=é$NA"))
    )
    assert [asker.part(one.range) for one in definition] == ["NAME"]
    context = types.ReferenceContext(include_declaration=True)
    references = await asker.ask(
        types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams(context, document, asker.at("ENV NAM"))
    )
    assert [asker.part(one.range) for one in references] == ["NAME"] * 3
    highlights = await asker.ask(
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, types.DocumentHighlightParams(document, asker.at("ENV NAM"))
    )
    assert len(highlights) == 3
    links = await asker.ask(types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkParams(document))
    assert [one.target.rpartition("/project/")[2] for one in links] == [
        "base/Layerfile",
        "app/x.txt",
        "other/Layerfile",
    ]
    folds = await asker.ask(types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams(document))
    assert (0, 1) in [(one.start_line, one.end_line) for one in folds]
    symbols = await asker.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(document))
    assert "FROM ../base" in [one.name for one in symbols]
    selection = await asker.ask(
        types.TEXT_DOCUMENT_SELECTION_RANGE, types.SelectionRangeParams(document, [asker.at("cat x.t")])
    )
    assert selection[0].parent is not None
    item = await asker.ask(
        types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, types.CallHierarchyPrepareParams(document, types.Position(0, 0))
    )
    calls = await asker.ask(types.CALL_HIERARCHY_OUTGOING_CALLS, types.CallHierarchyOutgoingCallsParams(item[0]))
    assert [call.to.name for call in calls] == ["base/Layerfile", "other/Layerfile"]


async def test_writing(asker: Asker) -> None:
    document = asker.document
    found = await asker.ask(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams(document, asker.at("OTHER=é$")))
    assert {"NAME", "BASE", "CI"} <= {item.label for item in found.items}
    found = await asker.ask(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams(document, types.Position(0, 0)))
    item = next(item for item in found.items if item.label == "RUN")
    assert await asker.ask(types.COMPLETION_ITEM_RESOLVE, item) is not None
    signature = await asker.ask(
        types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpParams(document, asker.at("COPY x"))
    )
    assert signature.signatures
    options = types.FormattingOptions(4, True)
    for method, params in (
        (types.TEXT_DOCUMENT_FORMATTING, types.DocumentFormattingParams(document, options)),
        (
            types.TEXT_DOCUMENT_RANGE_FORMATTING,
            types.DocumentRangeFormattingParams(
                document, types.Range(types.Position(4, 0), types.Position(6, 0)), options
            ),
        ),
    ):
        edits = await asker.ask(method, params)
        assert [edit.new_text for edit in edits][:1] in (["    "], [])
    place = asker.at("ENV NAM")
    if (await asker.ask(types.TEXT_DOCUMENT_RENAME, types.RenameParams(document, place, "OTHERNAME"))) is None:
        pytest.fail("no edit")
    change = types.FileRename(document.uri.replace("app/", "base/"), document.uri.replace("app/", "bottom/"))
    assert await asker.ask(types.WORKSPACE_WILL_RENAME_FILES, types.RenameFilesParams([change])) is not None
    assert await asker.ask(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("BASE")) is not None


async def test_tokens(asker: Asker) -> None:
    full = await asker.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, types.SemanticTokensParams(asker.document))
    assert len(full.data) % 5 == 0
    params = types.SemanticTokensDeltaParams(asker.document, full.result_id)
    delta = await asker.ask(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, params)
    assert isinstance(delta, types.SemanticTokensDelta)
    assert list(delta.edits) == []
    # No token goes beyond the end of its line.
    line = column = 0
    lines = TEXT.split("\n")
    for delta_line, delta_column, length, kind, _ in zip(*[iter(full.data)] * 5, strict=True):
        column = delta_column if delta_line else column + delta_column
        line += delta_line
        text = lines[line]
        width = len(text.encode()) if asker.is_utf8 else len(text.encode("utf-16-le")) // 2
        assert column + length <= width
        assert asker.one.initialized is not None
        provider = asker.one.initialized.capabilities.semantic_tokens_provider
        assert provider is not None
        assert kind < len(provider.legend.token_types)


async def test_the_cache(asker: Asker, tmp_path: Path) -> None:
    root = tmp_path / "project" / "other"
    state = State(tmp_path / "state")
    write(root.parent, {"other/.git/nothing": ""})
    run(state, Project(root, Records(state.records_path), {"RUN cat /src/Layerfile": reads("/src/Layerfile")}))
    uri = asker.one.open(root / "Layerfile")
    document = types.TextDocumentIdentifier(uri)
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    hints: list[Any] = []
    for _ in range(20):
        # An editor that is told of changes shows what there is, and asks again.
        hints = await asker.ask(types.TEXT_DOCUMENT_INLAY_HINT, types.InlayHintParams(document, whole))
        if hints:
            break
    assert [(hint.label, hint.position.line) for hint in hints] == [("✓ 1.0 s saved", 2)]
    lenses = await asker.ask(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(document))
    assert lenses[0].command.title == "1 of 1 steps cached · 1.0 s saved"
