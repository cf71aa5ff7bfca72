"""The queries fit the grammar, capture what they should, and use no names but those that editors know."""

from __future__ import annotations

from pathlib import Path

import pytest
from tree_sitter import Language, Parser, Query, QueryCursor

from tests.grammar.corpus import ROOT, cases
from tests.grammar.queries import FILES, HELIX, NEOVIM, captures, colour, query_of

EDITORS = [pytest.param(NEOVIM, id="neovim"), pytest.param(HELIX, id="helix")]

COLOURS = [
    # text, part of it, its colour in Neovim, and in Helix where that has another name
    ("# a remark\n", "# a remark", "comment", "comment.line"),
    ("COPY a b # why\n", "# why", "comment", "comment.line"),
    ("FROM vm/debian:12\n", "FROM", "keyword", None),
    ("from vm/debian:12\n", "from", "keyword", None),
    ("FROM vm/debian:12\n", "vm/debian:12", "string.special", None),
    ("FROM x AS y\n", "AS", "keyword", None),
    ("FROM x AS y\n", "y", "label", None),
    ("EXPOSE WEBSITE localhost:80\n", "EXPOSE WEBSITE", "keyword", None),
    ("THEN RUN x\n", "THEN", "keyword", None),
    ("RUN BACKGROUND npm start\n", "BACKGROUND", "keyword.modifier", "keyword.storage.modifier"),
    ("SPLIT UNORDERED 3\n", "UNORDERED", "keyword.modifier", "keyword.storage.modifier"),
    ("SPLIT UNORDERED 3\n", "3", "number", "constant.numeric.integer"),
    ("SKIP REMAINING IF A=b\n", "SKIP REMAINING IF", "keyword.conditional", "keyword.control.conditional"),
    ("SKIP REMAINING IF A=b AND C=d\n", "AND", "keyword.operator", None),
    ("SKIP REMAINING IF V=~b\n", "V", "variable", None),
    ("SKIP REMAINING IF V=~b\n", "=~", "operator", None),
    ("SKIP REMAINING IF V!=b\n", "b", "string", None),
    ("SKIP REMAINING IF V!=~b\n", "b", "string.regexp", None),
    ('SKIP REMAINING IF V=~"b c"\n', "b c", "string.regexp", None),
    ("CHECKPOINT disabled\n", "disabled", "constant.builtin", None),
    ("CHECKPOINT seeded\n", "seeded", "label", None),
    ("CLONE git@host:a/b.git DEFAULT=main /src\n", "git@host:a/b.git", "string.special.url", None),
    ("CLONE git@host:a/b.git DEFAULT=main /src\n", "DEFAULT=", "keyword", None),
    ("CLONE git@host:a/b.git DEFAULT=main /src\n", "main", "string.special", None),
    ("CLONE git@host:a/b.git DEFAULT=main /src\n", "/src", "string.special.path", None),
    ("COPY --from=x a /b/\n", "--from", "attribute", None),
    ("COPY a.txt /b/\n", "a.txt", "string.special.path", None),
    ("COPY a.txt /b/\n", "/b/", "string.special.path", None),
    ("COPY 'a b' /c/\n", "a b", "string.special.path", None),
    ("USER x'a b'\n", "a b", "string", None),
    ("COPY $HOME /c/\n", "$HOME", "variable", None),
    ("CACHE /var/x\n", "/var/x", "string.special.path", None),
    ("WORKDIR /app\n", "/app", "string.special.path", None),
    ("SETUP FILE ~/env\n", "~/env", "string.special.path", None),
    ("WAIT ../api\n", "../api", "string.special.path", None),
    ("ARTIFACT PUBLIC /out\n", "/out", "string.special.path", None),
    ("USER deploy\n", "deploy", "string.special", None),
    ("AWS link --region=x\n", "link", "function.call", "function"),
    ("AWS link --region=x\n", "--region", "attribute", None),
    ("BUTTON Ship it?\n", "Ship it?", "string", None),
    ("ENV NAME=value\n", "NAME", "variable", None),
    ("ENV NAME=value\n", "=", "operator", None),
    ("ENV NAME=value\n", "value", "string", None),
    ("ENV NAME value\n", "NAME", "variable", None),
    ('ENV A="x $OTHER"\n', "$OTHER", "variable", None),
    ("BUILD ENV GIT_TAG\n", "GIT_TAG", "variable", None),
    ("SECRET ENV TOKEN\n", "TOKEN", "variable", None),
    ("LABEL status=hidden\n", "status", "property", "variable.other.member"),
    ("LABEL status=hidden\n", "hidden", "string", None),
    ("MEMORY 2G\n", "2", "number", "constant.numeric.integer"),
    ("MEMORY 2G\n", "G", "number", "constant.numeric"),
    ("EXPOSE WEBSITE http://localhost:80/x /api /\n", "http://", "string.special.url", None),
    ("EXPOSE WEBSITE http://localhost:80/x /api /\n", "localhost", "string.special.url", None),
    ("EXPOSE WEBSITE localhost:80/x /api /\n", ":", "punctuation.delimiter", None),
    ("EXPOSE WEBSITE http://localhost:80/x /api /\n", "80", "number", "constant.numeric.integer"),
    ("EXPOSE WEBSITE http://localhost:80/x /api /\n", "/x", "string.special.path", None),
    ("EXPOSE WEBSITE http://localhost:80/x /api /\n", "/api", "string.special.path", None),
    ("EXPOSE TCP :5432\n", "5432", "number", "constant.numeric.integer"),
    ("RUN cat <<EOF\ntext\nEOF\n", "<<EOF", "label", None),
    ("RUN cat <<EOF\ntext\nEOF\n", "text", "string", None),
    ("RUN a \\\n b\n", "\\", "punctuation.special", None),
    ("npm test\n", "npm", "comment.error", "error"),
    ("COPY 'a b\n", "'a b", "comment.error", "error"),
    ("RUN cat <<EOF\n", "<<EOF", "comment.error", "error"),
    ("RUN make\n", "make", None, None),
    ("EXPOSE 80\n", "80", None, None),
]


@pytest.mark.parametrize(("file", "names"), FILES)
def test_a_query_uses_names_that_its_editor_knows(file: Path, names: frozenset[str], language: Language) -> None:
    query = query_of(language, file)
    used = {query.capture_name(number) for number in range(query.capture_count)}
    assert {name for name in used if not name.startswith("_")} - names == set()


@pytest.mark.parametrize(("file", "names"), FILES)
def test_every_pattern_matches_somewhere_in_the_corpus(
    file: Path, names: frozenset[str], language: Language, parser: Parser
) -> None:
    query = query_of(language, file)
    matched = {
        pattern
        for case in cases()
        for pattern, _ in QueryCursor(query).matches(parser.parse(case.source.encode()).root_node)
    }
    text = file.read_text()
    starts = [query.start_byte_for_pattern(number) for number in range(query.pattern_count)]
    assert [text[start : start + 80] for number, start in enumerate(starts) if number not in matched] == []


def test_the_neovim_set_up_has_the_grammars_queries() -> None:
    linked = ROOT / "editors/neovim/queries/layerfile"
    assert linked.resolve() == NEOVIM.resolve()


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize(("text", "part", "neovim", "helix"), COLOURS)
def test_a_word_is_coloured_by_what_it_is(
    editor: Path, text: str, part: str, neovim: str | None, helix: str | None, language: Language, parser: Parser
) -> None:
    expected = helix or neovim if editor == HELIX else neovim
    assert colour(language, parser, editor / "highlights.scm", text, part) == expected


@pytest.mark.parametrize("editor", EDITORS)
def test_what_is_named_in_highlights_is_tried(editor: Path, language: Language) -> None:
    query = query_of(language, editor / "highlights.scm")
    used = {query.capture_name(number) for number in range(query.capture_count)}
    tried = {helix or neovim if editor == HELIX else neovim for _, _, neovim, helix in COLOURS}
    assert {name for name in used if not name.startswith("_")} - tried == (
        {"spell", "none"} if editor == NEOVIM else set()
    )


def test_remarks_and_messages_are_spelt(language: Language, parser: Parser) -> None:
    text = "# a\nBUTTON b c\nRUN d\nENV E=f\n"
    assert captures(language, parser, NEOVIM / "highlights.scm", text)["spell"] == ["# a", "b c"]


def _injected(language: Language, parser: Parser, file: Path, text: str) -> list[tuple[str, str, bool]]:
    """Language, text, and whether the text's own nodes are in it."""
    query: Query = query_of(language, file)
    found = []
    for pattern, nodes in QueryCursor(query).matches(parser.parse(text.encode()).root_node):
        settings = query.pattern_settings(pattern)
        for node in nodes["injection.content"]:
            content = (node.text or b"").decode()
            found.append((settings["injection.language"] or "", content, "injection.include-children" in settings))
    return found


INJECTIONS = [
    ("RUN a b\n", [("bash", "a b", True)]),
    ("RUN BACKGROUND a\n", [("bash", "a", True)]),
    ("RUN --mount=x a\n", [("bash", "a", True)]),
    ("RUN a \\\n && b\n", [("bash", "a \\\n && b", True)]),
    ("RUN cat > f <<E\nx\nE\n", [("bash", "cat > f <<E\nx\nE", True)]),
    ("RUN <<E cat\nx\nE\n", [("bash", "<<E cat\nx\nE", True)]),
    ("RUN <<E \\\n cat\nx\nE\n", [("bash", "<<E \\\n cat\nx\nE", True)]),
    ("RUN <<E\nif x; then\nE\n", [("bash", "if x; then\n", False)]),
    ("RUN\n", []),
    ("ENV A=`date`\n", [("bash", "`date`", False)]),
    ('ENV A="x $(date)"\n', [("bash", "$(date)", False)]),
    ("COPY `date` $(b)\n", []),
    ("SKIP REMAINING IF A=~^v[0-9]+$\n", [("regex", "^v[0-9]+$", True)]),
    ('SKIP REMAINING IF A!=~"a b"\n', [("regex", "a b", False)]),
    ("SKIP REMAINING IF A=~'a b'\n", [("regex", "a b", False)]),
    ("SKIP REMAINING IF A=b AND C!=d\n", []),
    ("# TODO\n", [("comment", "# TODO", False)]),
]


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize(("text", "expected"), INJECTIONS)
def test_other_languages_are_where_they_stand(
    editor: Path, text: str, expected: list[tuple[str, str, bool]], language: Language, parser: Parser
) -> None:
    assert _injected(language, parser, editor / "injections.scm", text) == expected


def test_continued_instructions_and_comment_blocks_fold(language: Language, parser: Parser) -> None:
    found = captures(language, parser, NEOVIM / "folds.scm", "# a\n# b\nRUN <<E\nx\nE\nCOPY a \\\n b\nUSER c\n")
    assert found["fold"] == ["# a", "# b", "RUN <<E\nx\nE", "x\n", "COPY a \\\n b"]


@pytest.mark.parametrize(
    ("editor", "begins"), [pytest.param(NEOVIM, "indent.begin", id="neovim"), pytest.param(HELIX, "indent", id="helix")]
)
def test_lines_of_a_continued_instruction_are_indented(
    editor: Path, begins: str, language: Language, parser: Parser
) -> None:
    found = captures(language, parser, editor / "indents.scm", "RUN a \\\n b\nUSER c\nCOPY d \\\n")
    # Of the last, nothing has been typed behind the continuation.
    assert found[begins] == ["RUN a \\\n b", "COPY d", "\\\n"]


def test_names_are_defined_once_and_used_in_conditions(language: Language, parser: Parser) -> None:
    text = "ENV A=b\nENV C d\nBUILD ENV E\nSECRET ENV F\nSKIP REMAINING IF A=b\n"
    for editor, definition in ((NEOVIM, "local.definition.var"), (HELIX, "local.definition.variable")):
        found = captures(language, parser, editor / "locals.scm", text)
        assert found[definition] == ["A", "C", "E", "F"]
        assert found["local.reference"] == ["A"]


def test_text_objects_in_neovim(language: Language, parser: Parser) -> None:
    text = "# x\n# y\nRUN a b\nCOPY c d\nENV E=f\nSKIP REMAINING IF G=h\nMEMORY 2G\n"
    found = captures(language, parser, NEOVIM / "textobjects.scm", text)
    assert found["function.outer"] == ["RUN a b"]
    assert found["function.inner"] == ["a b"]
    assert found["statement.outer"] == [line for line in text.splitlines() if not line.startswith("#")]
    assert found["parameter.inner"] == ["c", "d", "f", "h"]
    assert found["assignment.lhs"] == ["E"]
    assert found["assignment.rhs"] == ["f"]
    assert found["conditional.inner"] == ["G=h"]
    assert found["number.inner"] == ["2"]
    assert found["comment.outer"] == ["# x", "# y"]


def test_text_objects_in_helix(language: Language, parser: Parser) -> None:
    text = "# x\n# y\nRUN a b\nRUN\nCOPY c d\nENV E=f\n"
    found = captures(language, parser, HELIX / "textobjects.scm", text)
    assert found["function.around"] == ["RUN a b", "RUN"]
    assert found["function.inside"] == ["a b"]
    assert found["parameter.around"] == ["c", "d", "f"]
    assert found["entry.around"] == ["E=f"]
    assert found["entry.inside"] == ["f"]
    assert found["comment.around"] == ["# x", "# y"]
