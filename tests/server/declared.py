"""Holds the server's answers to what the client declared: anything else an editor may not understand.

The rules are those of the protocol's specification (3.17): each property that it says a client must have declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

Capabilities = types.ClientCapabilities


def check(capabilities: Capabilities, method: str, answer: Any) -> None:
    """Fail where an answer has what the client did not declare."""
    rule = _RULES.get(method)
    if rule is not None and answer is not None:
        rule(capabilities, answer)


def _hover(capabilities: Capabilities, answer: types.Hover) -> None:
    formats = get_capability(capabilities, "text_document.hover.content_format") or [types.MarkupKind.PlainText]
    assert isinstance(answer.contents, types.MarkupContent)
    assert answer.contents.kind in formats


def _completion(capabilities: Capabilities, answer: types.CompletionList) -> None:
    for item in answer.items:
        _item(capabilities, item)


def _item(capabilities: Capabilities, item: types.CompletionItem) -> None:
    def item_capability(name: str) -> Any:
        return get_capability(capabilities, f"text_document.completion.completion_item.{name}")

    if item.insert_text_format == types.InsertTextFormat.Snippet:
        assert item_capability("snippet_support")
    elif item.text_edit is not None:
        assert "${" not in item.text_edit.new_text or item.label.startswith("$")
    if isinstance(item.documentation, types.MarkupContent):
        assert item.documentation.kind in item_capability("documentation_format")
    assert item.commit_characters is None or item_capability("commit_characters_support")
    assert item.tags is None or item_capability("tag_support")
    assert item.preselect is None or item_capability("preselect_support")
    assert item.label_details is None or item_capability("label_details_support")
    kinds = get_capability(capabilities, "text_document.completion.completion_item_kind.value_set")
    # Without a declaration those of the first version are known.
    known = kinds or [types.CompletionItemKind(number) for number in range(1, 19)]
    assert item.kind is None or item.kind in known


def _signature(capabilities: Capabilities, answer: types.SignatureHelp) -> None:
    place = "text_document.signature_help.signature_information"
    offsets = get_capability(capabilities, f"{place}.parameter_information.label_offset_support")
    for signature in answer.signatures:
        if isinstance(signature.documentation, types.MarkupContent):
            assert signature.documentation.kind in get_capability(capabilities, f"{place}.documentation_format")
        for parameter in signature.parameters or ():
            assert offsets or isinstance(parameter.label, str)
        assert signature.active_parameter is None or get_capability(capabilities, f"{place}.active_parameter_support")


def _locations(capabilities: Capabilities, answer: Iterable[Any]) -> None:
    links = get_capability(capabilities, "text_document.definition.link_support")
    for one in answer:
        assert links or isinstance(one, types.Location)


def _symbols(capabilities: Capabilities, answer: Iterable[Any]) -> None:
    is_nested = get_capability(capabilities, "text_document.document_symbol.hierarchical_document_symbol_support")
    known = _kinds(capabilities, "text_document.document_symbol.symbol_kind.value_set")
    for one in answer:
        assert is_nested or isinstance(one, types.SymbolInformation)
        assert one.kind in known


def _workspace_symbols(capabilities: Capabilities, answer: Iterable[Any]) -> None:
    known = _kinds(capabilities, "workspace.symbol.symbol_kind.value_set")
    for one in answer:
        assert isinstance(one, types.SymbolInformation)
        assert one.kind in known


def _kinds(capabilities: Capabilities, place: str) -> Iterable[types.SymbolKind]:
    return get_capability(capabilities, place) or [types.SymbolKind(number) for number in range(1, 19)]


def _actions(capabilities: Capabilities, answer: Iterable[Any]) -> None:
    literals = get_capability(capabilities, "text_document.code_action.code_action_literal_support")
    for one in answer:
        if isinstance(one, types.Command):
            continue
        assert literals
        assert one.is_preferred is None or get_capability(
            capabilities, "text_document.code_action.is_preferred_support"
        )
        assert one.disabled is None or get_capability(capabilities, "text_document.code_action.disabled_support")
        assert one.data is None or get_capability(capabilities, "text_document.code_action.data_support")
        _diagnostics(capabilities, one.diagnostics or ())
        if one.edit is not None:
            _edit(capabilities, one.edit)


def _edit(capabilities: Capabilities, answer: types.WorkspaceEdit) -> None:
    if answer.document_changes is not None:
        assert get_capability(capabilities, "workspace.workspace_edit.document_changes")
        operations = get_capability(capabilities, "workspace.workspace_edit.resource_operations") or ()
        for change in answer.document_changes:
            assert isinstance(change, types.TextDocumentEdit) or change.kind in [one.value for one in operations]
    assert answer.change_annotations is None or get_capability(
        capabilities, "workspace.workspace_edit.change_annotation_support"
    )


def _diagnostics(capabilities: Capabilities, answer: Iterable[types.Diagnostic]) -> None:
    for one in answer:
        place = "text_document.publish_diagnostics"
        if one.tags:
            assert get_capability(capabilities, f"{place}.tag_support")
        assert one.related_information is None or get_capability(capabilities, f"{place}.related_information")
        assert one.code_description is None or get_capability(capabilities, f"{place}.code_description_support")
        assert one.data is None or get_capability(capabilities, f"{place}.data_support")


def _published(capabilities: Capabilities, answer: types.PublishDiagnosticsParams) -> None:
    assert answer.version is None or get_capability(capabilities, "text_document.publish_diagnostics.version_support")
    _diagnostics(capabilities, answer.diagnostics)


def _report(capabilities: Capabilities, answer: types.DocumentDiagnosticReport) -> None:
    if isinstance(answer, types.RelatedFullDocumentDiagnosticReport):
        _diagnostics(capabilities, answer.items)
    assert answer.related_documents is None or get_capability(
        capabilities, "text_document.diagnostic.related_document_support"
    )


def _folds(capabilities: Capabilities, answer: list[types.FoldingRange]) -> None:
    limit = get_capability(capabilities, "text_document.folding_range.range_limit")
    assert limit is None or len(answer) <= limit
    only_lines = get_capability(capabilities, "text_document.folding_range.line_folding_only")
    for one in answer:
        assert not only_lines or (one.start_character is None and one.end_character is None)
        assert one.collapsed_text is None or get_capability(
            capabilities, "text_document.folding_range.folding_range.collapsed_text"
        )


def _links(capabilities: Capabilities, answer: Iterable[types.DocumentLink]) -> None:
    for one in answer:
        assert one.tooltip is None or get_capability(capabilities, "text_document.document_link.tooltip_support")


def _prepared(capabilities: Capabilities, answer: Any) -> None:
    assert get_capability(capabilities, "text_document.rename.prepare_support")


_RULES: dict[str, Callable[[Capabilities, Any], None]] = {
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_COMPLETION: _completion,
    types.COMPLETION_ITEM_RESOLVE: _item,
    types.TEXT_DOCUMENT_SIGNATURE_HELP: _signature,
    types.TEXT_DOCUMENT_DEFINITION: _locations,
    types.TEXT_DOCUMENT_REFERENCES: lambda capabilities, answer: None,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _symbols,
    types.WORKSPACE_SYMBOL: _workspace_symbols,
    types.TEXT_DOCUMENT_CODE_ACTION: _actions,
    types.TEXT_DOCUMENT_RENAME: _edit,
    types.WORKSPACE_WILL_RENAME_FILES: _edit,
    types.TEXT_DOCUMENT_PREPARE_RENAME: _prepared,
    types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: _published,
    types.TEXT_DOCUMENT_DIAGNOSTIC: _report,
    types.TEXT_DOCUMENT_FOLDING_RANGE: _folds,
    types.TEXT_DOCUMENT_DOCUMENT_LINK: _links,
}
