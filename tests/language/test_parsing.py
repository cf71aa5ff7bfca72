"""A text's directives, and where they stand."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerfile.directives import Copy, Directive, Env, From, Memory, Run, Unknown, User, Workdir
from layerfile.parsing import parse
from layerfile.spans import Span
from tests.grammar.corpus import real_layerfiles
from tests.grammar.test_scanner import texts


def only(text: str) -> Directive:
    """The one directive after a FROM."""
    parsed = parse(f"FROM vm/debian:12\n{text}")
    assert len(parsed.directives) == 2, parsed.directives
    return parsed.directives[1]


def test_the_readme_example() -> None:
    parsed = parse("FROM vm/debian:12\nCOPY . .\nRUN sleep 20 && cat file1\nRUN sleep 20 && cat file2\n")
    assert [type(one) for one in parsed.directives] == [From, Copy, Run, Run]
    assert [one.text for one in parsed.directives][2] == "RUN sleep 20 && cat file1"


@pytest.mark.parametrize(
    ("base", "kind"),
    [
        ("vm/debian:12", "image"),
        ("vm/ubuntu:18.04", "image"),
        ("..", "path"),
        (".", "path"),
        ("../base", "path"),
        ("/base/Layerfile", "path"),
        ("Layerfile.base", "path"),
        ("deploy/base.Layerfile", "path"),
        ("webapp.io/docker:20.10", "library"),
        ("org/name:tag", "library"),
        ("github/owner/repo/Layerfile@abc", "library"),
    ],
)
def test_a_base_is_known_by_how_it_is_written(base: str, kind: str) -> None:
    found = parse(f"FROM {base}\n").base
    assert found is not None
    assert (str(found.base), found.kind) == (base, kind)


@pytest.mark.parametrize(
    ("text", "command", "background"),
    [
        ("RUN make", "make", False),
        ("RUN BACKGROUND npm start", "npm start", True),
        ("RUN \\\n  BACKGROUND \\\n  npm start", "npm start", True),
        ("RUN background-task", "background-task", False),
        ("RUN a   'b  c'  # d", "a   'b  c'  # d", False),
        ("RUN a \\\n# why\n && b", "a  && b", False),
        ("RUN a\\\nb", "ab", False),
        ("RUN a \\\\\n b", "a  b", False),
        ("RUN a \\", "a", False),
        ('RUN ["a", "b c"]', "a 'b c'", False),
        ("RUN [ -f x ]", "[ -f x ]", False),
        ("RUN <<EOF\necho 1\necho 2\nEOF", "echo 1\necho 2\n", False),
        ("RUN <<-EOF\n\techo 1\n\tEOF", "echo 1\n", False),
        ("RUN cat <<'A' > f\n$x # y\nA", "cat <<'A' > f\n$x # y\nA\n", False),
        ("RUN cat <<A\r\nx\r\nA\r\n", "cat <<A\nx\nA\n", False),
    ],
)
def test_run_gets_what_the_shell_should(text: str, command: str, background: bool) -> None:
    found = only(text)
    assert isinstance(found, Run)
    assert (found.command, found.modifier == "BACKGROUND") == (command, background)


@pytest.mark.parametrize(
    ("text", "sources", "destination"),
    [
        ("COPY . .", (".",), "."),
        ("COPY a b c/", ("a", "b"), "c/"),
        ("COPY 'a b' \"c d\"", ("a b",), "c d"),
        ("COPY a\\ b c # d", ("a b",), "c"),
        ("COPY a#b c", ("a#b",), "c"),
        ("COPY a \\\n  # why\n  b", ("a",), "b"),
        ("COPY $A/x ~/y", ("$A/x",), "~/y"),
    ],
)
def test_copy_has_sources_and_a_destination(text: str, sources: tuple[str, ...], destination: str) -> None:
    found = only(text)
    assert isinstance(found, Copy)
    assert (tuple(map(str, found.sources)), str(found.destination)) == (sources, destination)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("ENV A=b", (("A", "b"),)),
        ("ENV A=b C='d e' E=\"f $G\" H=", (("A", "b"), ("C", "d e"), ("E", "f $G"), ("H", ""))),
        ("ENV A b", (("A", "b"),)),
        ("ENV A b C d", (("A", "b"), ("C", "d"))),
        ("ENV A=a=b # c", (("A", "a=b"),)),
        ("ENV A=`date +%s`", (("A", "`date +%s`"),)),
        ("ENV A=$(date +%s)x", (("A", "$(date +%s)x"),)),
        ("ENV A=x\\\ny", (("A", "xy"),)),
        ("ENV A=1 \\\n# why\n  B=2", (("A", "1"), ("B", "2"))),
    ],
)
def test_env_has_pairs_with_variables_still_in_them(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    found = only(text)
    assert isinstance(found, Env)
    assert tuple((pair.name, str(pair.value or "")) for pair in found.pairs) == pairs


def test_simple_directives() -> None:
    workdir, user, memory = only("WORKDIR /app"), only("USER app"), only("MEMORY 2G")
    assert isinstance(workdir, Workdir)
    assert str(workdir.path) == "/app"
    assert isinstance(user, User)
    assert str(user.name) == "app"
    assert isinstance(memory, Memory)
    assert memory.bytes == 2 * 1024**3


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("SPLIT 3", "SPLIT"),
        ("RUN REPEATABLE make", "RUN REPEATABLE"),
        ("RUN REPEATABLE \\\n make", "RUN REPEATABLE"),
        ("skip remaining if A=b", "SKIP REMAINING IF"),
        ("EXPOSE WEBSITE localhost:80", "EXPOSE WEBSITE"),
        ("BUTTON press # me", "BUTTON"),
        ("AWS link", "AWS"),
        ("THEN SETUP FILE x", "SETUP FILE"),
    ],
)
def test_keywords_of_several_words(text: str, keyword: str) -> None:
    found = only(text)
    assert found.keyword == keyword


def test_what_is_no_directive_keeps_its_words() -> None:
    found = only("npm   test")
    assert isinstance(found, Unknown)
    assert (found.keyword, found.text) == ("npm", "npm   test")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("COPY a b", "copy \\\n  # why\n\ta   b   # c"),
        ("ENV A=b C=d", "ENV  A=b \\\n C=d"),
        ("ENV A b", "ENV A=b"),
        ("RUN a b", "RUN a \\\nb"),
        ("RUN a b", "   run \\\n# why\na b\t"),
        ("RUN BACKGROUND a", "run \\\n background \\\n a"),
        ("RUN cat <<A\nx\nA", "RUN cat <<A\r\nx\r\nA\r\n"),
        ("MEMORY 2G", "MEMORY 2g # c"),
        ("WORKDIR /a", "THEN WORKDIR /a"),
    ],
)
def test_layout_and_comments_change_nothing_in_what_identities_use(one: str, other: str) -> None:
    first, second = parse(one).directives[0], parse(other).directives[0]
    assert first.normalised == second.normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RUN a b", "RUN a  b"),
        ("RUN a", "RUN BACKGROUND a"),
        ('COPY "a b" c', "COPY a b c"),
        ("ENV A=b", "ENV A=c"),
        ("COPY x a\\  b/", "COPY x a\\ b/"),
    ],
)
def test_what_means_something_else_looks_different_to_identities(one: str, other: str) -> None:
    assert parse(one).directives[0].normalised != parse(other).directives[0].normalised


def test_places_count_lines_from_1_and_columns_from_0_in_code_points() -> None:
    parsed = parse("\ufefffrom vm/debian:12\r\n\r  \U0001f600é x\n")
    odd = parsed.directives[1]
    assert odd.span == Span(3, 2, 3, 6)


def test_a_continued_instruction_spans_its_lines() -> None:
    assert parse("RUN a \\\n # c\n  b\n").directives[0].span == Span(1, 0, 3, 3)


@given(texts)
def test_parsing_never_raises_and_each_line_belongs_to_a_block(text: str) -> None:
    parsed = parse(text)
    line = 1
    for block in parsed.blocks:
        assert block.first_line == line
        assert block.lines > 0
        line += block.lines
        for place in (block.directive, *block.comments):
            if place is not None:
                assert block.first_line <= place.span.start_line <= place.span.end_line <= line
    assert line == len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) + 1


@given(texts)
def test_what_was_parsed_parses_to_the_same_when_it_is_written_again(text: str) -> None:
    first = parse(text)
    again = parse(str(first))
    assert [one.normalised for one in again.directives] == [one.normalised for one in first.directives]
    assert [type(one) for one in again.directives] == [type(one) for one in first.directives]


@given(texts)
def test_directives_share_no_line_and_leave_out_only_blank_lines_comments_and_loose_ends(text: str) -> None:
    free = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    last = 0
    for one in parse(text).directives:
        assert one.span.start.line > last
        last = one.span.end.line
        for line in range(one.span.start.line, last + 1):
            free[line - 1] = ""
    for line in free:
        bare = line.strip(" \t\f\v\ufeff")
        # Backslashes alone carry nothing on, at the end of an instruction or before one.
        assert bare.startswith("#") or not bare.strip("\\"), line


@given(st.text(alphabet=st.characters(categories=["Cs", "Cc", "Lo"]), max_size=20))
def test_halves_of_surrogate_pairs_do_no_harm(text: str) -> None:
    parse(f"RUN {text}\nENV A={text}")


@pytest.mark.parametrize(("start", "unit"), [("ENV A=", "$"), ("RUN ", "é<<A "), ("COPY ", "a ")])
def test_long_lines_take_linear_time(start: str, unit: str) -> None:
    text = start + unit * (100_000 // len(unit))
    began = time.process_time()
    parse(text)
    # A second on an idle machine; quadratic would be minutes.
    assert time.process_time() - began < 30


def test_every_real_layerfile_parses() -> None:
    for path in real_layerfiles():
        text = path.read_bytes().decode("utf-8", "replace")
        assert parse(text).directives or not text.strip(), path.name


def test_every_real_layerfile_parses_to_the_same_when_it_is_written_again() -> None:
    for path in real_layerfiles():
        first = parse(path.read_bytes().decode("utf-8", "replace"))
        again = parse(str(first))
        assert [one.normalised for one in again.directives] == [one.normalised for one in first.directives], path.name
