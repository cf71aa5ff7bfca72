"""Query files run over a text, and the names that editors know what to do with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tree_sitter import Language, Parser, Query, QueryCursor

from tests.grammar.corpus import ROOT

NEOVIM = ROOT / "grammar/queries"
HELIX = ROOT / "editors/helix/queries/layerfile"


def names(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


NEOVIM_NAMES: Mapping[str, frozenset[str]] = {
    # The list in nvim-treesitter's CONTRIBUTING.md, as far as it could concern this language.
    "highlights": names(
        """
        variable variable.builtin variable.parameter variable.member constant constant.builtin constant.macro module
        module.builtin label string string.documentation string.regexp string.escape string.special
        string.special.symbol string.special.url string.special.path character character.special boolean number
        number.float type type.builtin type.definition attribute attribute.builtin property function function.builtin
        function.call function.macro function.method function.method.call constructor operator keyword
        keyword.coroutine keyword.function keyword.operator keyword.import keyword.type keyword.modifier
        keyword.repeat keyword.return keyword.debug keyword.exception keyword.conditional
        keyword.conditional.ternary keyword.directive keyword.directive.define punctuation.delimiter
        punctuation.bracket punctuation.special comment comment.documentation comment.error comment.warning
        comment.todo comment.note none conceal spell nospell
        """
    ),
    "injections": frozenset({"injection.content", "injection.language"}),
    "folds": frozenset({"fold"}),
    "locals": names(
        """
        local.scope local.reference local.definition local.definition.constant local.definition.function
        local.definition.method local.definition.var local.definition.parameter local.definition.macro
        local.definition.type local.definition.field local.definition.enum local.definition.namespace
        local.definition.import local.definition.associated
        """
    ),
    "indents": names(
        """
        indent.begin indent.end indent.align indent.dedent indent.branch indent.ignore indent.auto indent.zero
        """
    ),
    # The list in nvim-treesitter-textobjects' README.md.
    "textobjects": names(
        """
        assignment.inner assignment.lhs assignment.outer assignment.rhs attribute.inner attribute.outer block.inner
        block.outer call.inner call.outer class.inner class.outer comment.inner comment.outer conditional.inner
        conditional.outer frame.inner frame.outer function.inner function.outer loop.inner loop.outer number.inner
        parameter.inner parameter.outer regex.inner regex.outer return.inner return.outer scopename.inner
        statement.outer
        """
    ),
}

_HELIX_SCOPES = names(
    """
    attribute type type.builtin type.parameter type.enum type.enum.variant constructor constant constant.builtin
    constant.builtin.boolean constant.character constant.character.escape constant.numeric constant.numeric.integer
    constant.numeric.float string string.regexp string.special string.special.path string.special.url
    string.special.symbol comment comment.line comment.line.documentation comment.block
    comment.block.documentation variable variable.builtin variable.parameter variable.other variable.other.member
    variable.other.member.private label punctuation punctuation.delimiter punctuation.bracket punctuation.special
    keyword keyword.control keyword.control.conditional keyword.control.repeat keyword.control.import
    keyword.control.return keyword.control.exception keyword.operator keyword.directive keyword.function
    keyword.storage keyword.storage.type keyword.storage.modifier operator function function.builtin
    function.method function.method.private function.macro function.special tag tag.builtin namespace special
    error warning
    """
)

HELIX_NAMES: Mapping[str, frozenset[str]] = {
    # The theme keys in Helix's book, and what its guides name for each kind of query.
    "highlights": _HELIX_SCOPES,
    "injections": frozenset(
        {"injection.content", "injection.language", "injection.filename", "injection.shebang"},
    ),
    "locals": frozenset({"local.scope", "local.reference"} | {f"local.definition.{name}" for name in _HELIX_SCOPES}),
    "indents": names(
        """
        indent outdent indent.always outdent.always align anchor extend extend.prevent-once
        """
    ),
    "textobjects": frozenset(
        f"{thing}.{part}"
        for thing in ("function", "class", "test", "parameter", "comment", "entry", "xml-element")
        for part in ("inside", "around", "movement")
    ),
}

FILES = [
    pytest.param(folder / f"{name}.scm", known[name], id=f"{editor} {name}")
    for editor, folder, known in (("neovim", NEOVIM, NEOVIM_NAMES), ("helix", HELIX, HELIX_NAMES))
    for name in known
]
"""Every query file there is, with the capture names that its editor knows."""


def query_of(language: Language, file: Path) -> Query:
    """The query in a file. Raises `QueryError` where it does not fit the grammar.

    In a pattern, `#set!` must stand before other predicates: py-tree-sitter 0.26 crashes where it comes after them.
    """
    return Query(language, file.read_text())


def captures(language: Language, parser: Parser, file: Path, text: str) -> dict[str, list[str]]:
    """What is captured in a text by which name, in order."""
    found = QueryCursor(query_of(language, file)).captures(parser.parse(text.encode()).root_node)
    return {
        name: [node.text.decode() for node in sorted(nodes, key=lambda node: node.start_byte) if node.text]
        for name, nodes in found.items()
    }


def colour(language: Language, parser: Parser, file: Path, text: str, part: str) -> str | None:
    """The capture that colours `part`, the only one of its kind in `text`: the innermost, then the last in the file."""
    start = text.encode().index(part.encode())
    end = start + len(part.encode())
    found = QueryCursor(query_of(language, file)).matches(parser.parse(text.encode()).root_node)
    best: tuple[int, int, str] | None = None
    for pattern, nodes_by_name in found:
        for name, nodes in nodes_by_name.items():
            if name.startswith("_") or name == "spell":
                continue
            for node in nodes:
                if node.start_byte <= start and end <= node.end_byte:
                    size = node.end_byte - node.start_byte
                    best = max(best or (-size, pattern, name), (-size, pattern, name))
    return best[2] if best else None
