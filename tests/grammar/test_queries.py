"""The queries fit the grammar, and colour what they should."""

from __future__ import annotations

from tree_sitter import Language, Parser, Query, QueryCursor

from tests.grammar.corpus import ROOT


def _captures(language: Language, parser: Parser, name: str, text: str) -> dict[str, list[str]]:
    query = Query(language, (ROOT / "grammar/queries" / f"{name}.scm").read_text())
    found = QueryCursor(query).captures(parser.parse(text.encode()).root_node)
    return {
        capture: [node.text.decode() for node in sorted(nodes, key=lambda node: node.start_byte) if node.text]
        for capture, nodes in found.items()
    }


def test_words_are_coloured_by_what_they_are(language: Language, parser: Parser) -> None:
    found = _captures(
        language,
        parser,
        "highlights",
        '# c\nFROM vm/debian:12\nENV A="x $B"\nRUN BACKGROUND cat <<E\nE\nMEMORY 2G\nFOO\nCOPY \'a\' "b\n',
    )
    assert found["keyword"] == ["FROM", "ENV", "RUN", "BACKGROUND", "MEMORY", "COPY"]
    assert found["comment"] == ["# c"]
    assert found["property"] == ["A"]
    assert found["variable"] == ["$B"]
    assert found["number"] == ["2G"]
    assert found["label"] == ["<<E", "E"]
    assert found["error"] == ["FOO", '"b']


def test_bash_is_in_run_and_in_commands(language: Language, parser: Parser) -> None:
    text = "RUN a \\\n && b\nRUN <<E\nif x; then\nE\nENV A=`date`\nCOPY a b\n"
    found = _captures(language, parser, "injections", text)
    assert found["injection.content"] == ["a \\\n && b", "if x; then\n", "`date`"]
