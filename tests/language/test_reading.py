"""What each kind of directive has, and where every part of it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given

from layerfile.arguments import Argument
from layerfile.directives import (
    Aws,
    Checkpoint,
    Clone,
    Condition,
    Directive,
    Env,
    ExposeTcp,
    ExposeWebsite,
    From,
    Label,
    Names,
    Option,
    Pair,
    Run,
    SkipRemainingIf,
    Split,
)
from layerfile.parsing import parse
from layerfile.spans import LINE_END, Span
from tests.grammar.corpus import real_layerfiles
from tests.grammar.test_scanner import texts


def only(text: str) -> Directive:
    [directive] = parse(text).directives
    return directive


def slice_of(text: str, span: Span) -> str:
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    first, last = starts[span.start_line - 1] + span.start_column, starts[span.end_line - 1] + span.end_column
    return text[first:last]


def argument_places(directive: Directive) -> Iterator[tuple[str, Span]]:
    """What stands on one line by itself, and where that should be."""
    for argument in directive.arguments:
        yield argument.source, argument.span
        for part in argument.parts:
            yield part.source, part.span


def check_places(text: str) -> None:
    for directive in parse(text).directives:
        assert slice_of(text, directive.span) == directive.source
        for source, span in argument_places(directive):
            found = slice_of(text, span)
            # Of a part in quotes and of what goes over a line end only the beginning and the end are there.
            if "\\" not in found and '"' not in found and "'" not in found:
                assert found == source
        if isinstance(directive, Run) and directive.pieces:
            check_command_places(text, directive)


def check_command_places(text: str, run: Run) -> None:
    for at, character in enumerate(run.command):
        if character not in "\n\r\t" and at % 7 == 0:
            assert slice_of(text, run.locate(at, at + 1)) == character


@given(texts)
def test_every_part_stands_where_it_says(text: str) -> None:
    check_places(text)


def test_every_part_of_a_real_layerfile_stands_where_it_says() -> None:
    for path in real_layerfiles():
        check_places(path.read_bytes().decode("utf-8", "replace"))


def test_values_are_frozen_and_know_no_syntax_tree() -> None:
    run = only("RUN a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.text = "b"  # type: ignore[misc]


def test_from_with_a_stage() -> None:
    found = only("FROM a AS b")
    assert isinstance(found, From)
    assert found.stage == Span(1, 7, 1, 11)
    assert found.extra == ()


def test_options() -> None:
    found = only('RUN --mount=type=cache --x="a b" make')
    assert isinstance(found, Run)
    assert [str(option) for option in found.options] == ["--mount=type=cache", '--x="a b"']
    assert found.options[0].span == Span(1, 4, 1, 22)
    assert found.command == "make"
    assert isinstance(found.options[1], Option)
    assert str(found.options[1].value) == "a b"


@pytest.mark.parametrize(
    ("text", "url", "default", "sources", "destination"),
    [
        ("CLONE u d", "u", None, [], "d"),
        ("CLONE u DEFAULT=main d", "u", "main", [], "d"),
        ("CLONE u DEFAULT=main a b/ d/", "u", "main", ["a", "b/"], "d/"),
        ("CLONE u a DEFAULT=main d", "u", "main", ["a"], "d"),
        ("CLONE u d DEFAULT=main", "u", "main", [], "d"),
        ("CLONE DEFAULT=main u d", "u", "main", [], "d"),
        ("CLONE u", "u", None, [], None),
        ("CLONE", None, None, [], None),
    ],
)
def test_clone(text: str, url: str | None, default: str | None, sources: list[str], destination: str | None) -> None:
    found = only(text)
    assert isinstance(found, Clone)
    branch = found.defaults[0].branch if found.defaults else None
    parts = (found.url, branch, found.destination)
    assert tuple(None if part is None else str(part) for part in parts) == (url, default, destination)
    assert list(map(str, found.sources)) == sources


@pytest.mark.parametrize(
    ("text", "count", "unordered"),
    [("SPLIT 5", 5, False), ("SPLIT UNORDERED 5", 5, True), ("split unordered 5", 5, True), ("SPLIT x", None, False)],
)
def test_split(text: str, count: int | None, unordered: bool) -> None:
    found = only(text)
    assert isinstance(found, Split)
    assert (found.number, found.unordered) == (count, unordered)


@pytest.mark.parametrize(
    ("text", "name", "disabled"),
    [("CHECKPOINT", None, False), ("CHECKPOINT a", "a", False), ("CHECKPOINT disabled", None, True)],
)
def test_checkpoint(text: str, name: str | None, disabled: bool) -> None:
    found = only(text)
    assert isinstance(found, Checkpoint)
    assert (None if found.name is None else str(found.name), found.disabled) == (name, disabled)


@pytest.mark.parametrize(
    ("text", "scheme", "host", "port", "path"),
    [
        ("localhost:80", None, "localhost", 80, None),
        ("https://localhost:443/x", "https", "localhost", 443, "/x"),
        ("8080", None, None, 8080, None),
        (":8080", None, None, 8080, None),
        ("http://localhost", "http", "localhost", None, None),
        ("127.0.0.1:80", None, "127.0.0.1", 80, None),
    ],
)
def test_an_address(text: str, scheme: str | None, host: str | None, port: int | None, path: str | None) -> None:
    found = only(f"EXPOSE WEBSITE {text} /a /b c")
    assert isinstance(found, ExposeWebsite)
    address = found.address
    assert address is not None
    assert (address.scheme, address.host, address.port, address.path) == (scheme, host, port, path)
    assert (str(found.path), str(found.rewrite), [str(one) for one in found.extra]) == ("/a", "/b", ["c"])


@pytest.mark.parametrize("text", ["https:localhost:444", "localhost:$PORT", "a:b:c", ":"])
def test_what_is_no_address(text: str) -> None:
    found = only(f"EXPOSE WEBSITE {text}")
    assert isinstance(found, ExposeWebsite)
    assert found.address is None
    assert str(found.target) == text


def test_expose_tcp() -> None:
    found = only("EXPOSE TCP :22 2222")
    assert isinstance(found, ExposeTcp)
    assert found.guest_address is not None
    assert found.host_address is not None
    assert (found.guest_address.port, found.host_address.port) == (22, 2222)


def test_label() -> None:
    found = only("LABEL display_name='a b' status=hidden x")
    assert isinstance(found, Label)
    assert [(pair.name, str(pair.value)) for pair in found.pairs] == [("display_name", "a b"), ("status", "hidden")]
    assert isinstance(found.pairs[0], Pair)
    assert [str(one) for one in found.extra] == ["x"]


def test_skip_remaining_if() -> None:
    found = only("SKIP REMAINING IF A=b AND C!=~'d e' and F!= && x")
    assert isinstance(found, SkipRemainingIf)
    shown = [(one.variable, one.operator, str(one.value or "")) for one in found.conditions]
    assert shown == [("A", "=", "b"), ("C", "!=~", "d e"), ("F", "!=", "")]
    assert isinstance(found.conditions[0], Condition)
    assert found.conditions[0].operator_span == Span(1, 19, 1, 20)
    assert found.ands == (Span(1, 22, 1, 25), Span(1, 36, 1, 39))
    assert [str(one) for one in found.extra] == ["&&", "x"]


@pytest.mark.parametrize(
    "written", ["A =~ 'b c'", "A =~'b c'", "A=~ 'b c'", "A=~'b c'", "A \\\n =~ 'b c'", "A  =~\t'b c'"]
)
def test_blanks_around_an_operator(written: str) -> None:
    found = only(f"SKIP REMAINING IF {written} AND D != e AND F = AND G =")
    assert isinstance(found, SkipRemainingIf)
    shown = [(one.variable, one.operator, str(one.value or "")) for one in found.conditions]
    assert shown == [("A", "=~", "b c"), ("D", "!=", "e"), ("F", "=", ""), ("G", "=", "")]
    assert [argument.source for argument in found.arguments] == ["'b c'", "e"]
    for one in found.conditions:
        for place in (one.variable_span, one.operator_span, one.span):
            assert place.start_line <= place.end_line
    assert found.extra == ()


@pytest.mark.parametrize("keyword", ["CACHE", "BUILD ENV", "SECRET ENV", "SETUP FILE", "WAIT"])
def test_directives_with_arguments_of_one_kind(keyword: str) -> None:
    found = only(f"{keyword} a 'b c' # d")
    assert isinstance(found, Names)
    assert found.keyword == keyword
    assert list(map(str, found.items)) == ["a", "b c"]


@pytest.mark.parametrize(
    ("written", "pairs", "assigned"),
    [
        ("a=b c d", ["a=b", "c=d"], ["a"]),
        ("a b c=d e f", ["a=b", "c=d", "e=f"], ["c"]),
        ("a b c d", ["a=b", "c=d"], []),
        ("a=b c", ["a=b"], ["a"]),
        ("a=b c d-e=f", ["a=b"], ["a"]),
    ],
)
def test_words_between_pairs_are_pairs_too(written: str, pairs: list[str], assigned: list[str]) -> None:
    found = only(f"ENV {written}")
    assert isinstance(found, Env)
    assert [f"{pair.name}={pair.value}" for pair in found.pairs] == pairs
    assert [pair.name for pair in found.assigned] == assigned


def test_aws() -> None:
    found = only("AWS link --region='us-1' x")
    assert isinstance(found, Aws)
    assert str(found.command) == "link"
    assert [str(option) for option in found.options] == ["--region='us-1'"]
    assert [str(one) for one in found.extra] == ["x"]


def test_parts_of_an_argument() -> None:
    found = only('COPY "a $B"${C}\\ d e')
    argument = found.arguments[0]
    assert isinstance(argument, Argument)
    assert [(part.kind, part.value) for part in argument.parts] == [
        ("text", "a "),
        ("variable", "B"),
        ("variable", "C"),
        ("text", " d"),
    ]
    assert argument.parts[1].span == Span(1, 8, 1, 10)
    assert argument.expand({"B": "1", "C": "2"}) == "a 12 d"


def test_comments_belong_to_the_directive_that_follows_them_or_that_they_stand_in() -> None:
    blocks = parse("# a\n\n# b\nRUN x \\\n# c\n y\nCOPY a b # d\n# e").blocks
    assert [[comment.text for comment in block.comments] for block in blocks] == [
        ["# a", "# b", "# c"],
        ["# d"],
        ["# e"],
    ]
    assert [(block.first_line, block.lines) for block in blocks] == [(1, 6), (7, 1), (8, 1)]
    assert [comment.is_own_line for block in blocks for comment in block.comments] == [True, True, True, False, True]
