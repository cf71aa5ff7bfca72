"""The formatter: how text is laid out, and that it says the same afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from layerfile import formatting
from layerfile.fixing import offsets
from layerfile.formatting import format_lines, format_text
from layerfile.formatting.layout import Change, changes
from layerfile.parsing import parse
from layerfile.problems import Edit
from layerfile.spans import LINE_END
from layerfile.syntax import Source, parse_tree
from tests.grammar.corpus import REAL_LAYERFILES, real_layerfiles

CHANGED = {
    # Keywords, and the blanks between words.
    "keyword": ("from a\n", "FROM a\n"),
    "keyword of two words": ("build \t env A\n", "BUILD ENV A\n"),
    "keyword over lines": (
        "Skip\\\n  Remaining \\\n# c  \nif a=b\n",
        "SKIP \\\n    REMAINING \\\n    # c\n    IF a=b\n",
    ),
    "modifier": ("run background  a\n", "RUN BACKGROUND a\n"),
    "modifier of SPLIT": ("split  unordered  3\n", "SPLIT UNORDERED 3\n"),
    "THEN": ("then  run  a\n", "THEN RUN a\n"),
    "arguments": ("COPY  a\tb\f c\n", "COPY a b c\n"),
    "message": ("BUTTON  press   me\n", "BUTTON press me\n"),
    "after RUN": ("RUN   a  b\n", "RUN a  b\n"),
    "options": ("COPY  --a=b   c d\n", "COPY --a=b c d\n"),
    "start of a line": ("  FROM a\n\t# b\n", "FROM a\n# b\n"),
    "quoted blanks": (
        "ENV  A=\"b  c\"  D='e\tf'  G=`h  i`  J=$(k  l)\n",
        "ENV A=\"b  c\" D='e\tf' G=`h  i` J=$(k  l)\n",
    ),
    # Ends of lines.
    "blanks at a line's end": ("COPY a b \t\nRUN c \n# d \n", "COPY a b\nRUN c\n# d\n"),
    "no last line end": ("RUN a", "RUN a\n"),
    "many last line ends": ("RUN a\n\n \n", "RUN a\n"),
    "mostly CRLF": ("RUN a\r\nRUN b\nRUN c\r\n", "RUN a\r\nRUN b\r\nRUN c\r\n"),
    "mostly LF": ("RUN a \\\r\n  b\nRUN b\nRUN c\n", "RUN a \\\n  b\nRUN b\nRUN c\n"),
    "lines that go have no vote": ("\r\n\r\n\r\nRUN a\nRUN b\n", "RUN a\nRUN b\n"),
    "nothing": ("", ""),
    "nothing but blanks": (" \n\n\t", ""),
    "byte-order mark": ("\ufeff\n from a\n", "\ufeffFROM a\n"),
    # Empty lines and comments.
    "empty lines": ("RUN a\n\n\n  \n\nRUN b\n", "RUN a\n\nRUN b\n"),
    "empty lines at the start": ("\n \n# a\nRUN b\n", "# a\nRUN b\n"),
    "empty lines around comments": ("RUN a\n# b\n\n\n#c\nRUN d\n", "RUN a\n# b\n\n#c\nRUN d\n"),
    "comment behind a directive": ("COPY a b # c\nENV A=b     #d\n", "COPY a b  # c\nENV A=b  #d\n"),
    "comment of a shell": ("RUN a   # b\n", "RUN a   # b\n"),
    # Lines that go on.
    "continuation": ("COPY a \\ \n b\\\n  c   \\\\\n\td\n", "COPY a \\\n    b \\\n    c \\\n    d\n"),
    "comment in between": ("ENV A=b \\\n# c \n  D=e\n", "ENV A=b \\\n    # c\n    D=e\n"),
    "glued": ("COPY a\\ \nb c\n", "COPY a\\ \nb c\n"),
    "glued message": ("BUTTON a  b\\\\ \nc\n", "BUTTON a b\\\nc\n"),
    "message with backslashes": ("BUTTON a\\\\\\\n  b\n", "BUTTON a\\\\ \\\n    b\n"),
    "in quotes": ('ENV A="b \\ \n   c"  D=e\n', 'ENV A="b \\ \n   c" D=e\n'),
    "line ends in quotes": ('ENV A="b \\\r\n   c"\nRUN a\nRUN b\n', 'ENV A="b \\\n   c"\nRUN a\nRUN b\n'),
    "layout of a command": (
        "RUN a  && \\ \n\t  b  &&\\\n c   \\\n  # d \n\n",
        "RUN a  && \\\n\t  b  &&\\\n c \\\n  # d\n",
    ),
    "doubled backslashes in a command": ("RUN a \\\\\n  b \\\\\\\\ \n  c\n", "RUN a \\\n  b \\\\\\\n  c\n"),
    "modifier alone": ("RUN   REPEATABLE   \\ \n\t  a\n", "RUN REPEATABLE \\\n\t  a\n"),
    "going on to nothing": ("COPY a b   \\ \n\n\n\nRUN c\n", "COPY a b \\\n\nRUN c\n"),
    "going on to the end": ("COPY a b   \\\\", "COPY a b \\\n"),
    # Here-documents.
    "here-document": (
        "run  cat <<EOF \\\n > a  \n\n\n x  \n\\ \n EOF\nEOF\n",
        "RUN cat <<EOF \\\n > a\n\n\n x  \n\\ \n EOF\nEOF\n",
    ),
    "line ends of a here-document": ("RUN <<EOF\na\r\nb\r\nEOF\r\nRUN b\n", "RUN <<EOF\na\r\nb\r\nEOF\nRUN b\n"),
}


@pytest.mark.parametrize(("text", "wanted"), CHANGED.values(), ids=CHANGED)
def test_layout(text: str, wanted: str) -> None:
    assert format_text(text) == wanted
    assert format_text(wanted) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "  npm   test \\ \n   --x \nRUN a\n",
        "CMD  ['a',  'b'] \nRUN a\n",
        "copy  a  'b \nRUN a\n",
        "run  a  <<EOF \nRUN b\n",
        "ENV  A=$(b \\\\\n  c \nRUN a\n",
        "then  foo  bar \n",
        "ENV A='b \\",
    ],
)
def test_what_is_wrong_stays_as_it_is(text: str) -> None:
    assert format_text(text) == text


def test_half_a_surrogate_pair_stays_as_it_is() -> None:
    assert format_text("copy  \ud800é  b\n") == "COPY \ud800é b\n"


def test_what_would_say_something_else_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(source: Source, tree: object) -> list[Change]:
        return [Change(0, 4, b"COPY"), Change(9, 11, b""), Change(15, 18, b"RUN")]

    monkeypatch.setattr(formatting, "changes", wrong)
    assert format_text("copy abc de f\n run x\n") == "copy abc de f\n RUN x\n"


class TestRange:
    TEXT = "from a\ncopy b \\\n  c \\\n  d\n\n\n\nrun e  \nrun f\n"

    @pytest.mark.parametrize(
        ("first", "last", "wanted"),
        [
            (1, 1, "FROM a\ncopy b \\\n  c \\\n  d\n\n\n\nrun e  \nrun f\n"),
            (3, 3, "from a\nCOPY b \\\n    c \\\n    d\n\n\n\nrun e  \nrun f\n"),
            (8, 8, "from a\ncopy b \\\n  c \\\n  d\n\n\n\nRUN e\nrun f\n"),
            (4, 7, "from a\nCOPY b \\\n    c \\\n    d\n\nrun e  \nrun f\n"),
            (1, 99, "FROM a\nCOPY b \\\n    c \\\n    d\n\nRUN e\nRUN f\n"),
        ],
    )
    def test_whole_directives_change(self, first: int, last: int, wanted: str) -> None:
        assert edited(self.TEXT, format_lines(self.TEXT, first, last)) == wanted

    def test_without_a_range_it_is_all(self) -> None:
        assert edited(self.TEXT, format_lines(self.TEXT)) == format_text(self.TEXT)

    def test_places_are_in_code_points(self) -> None:
        (edit,) = format_lines("COPY é𝄞  b\n")
        assert (edit.span, edit.text) == ((1, 7, 1, 9), " ")


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    """The text after an editor has done these."""
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    for edit in reversed(edits):
        start, end = offsets(edit.span, starts, text)
        text = text[:start] + edit.text + text[end:]
    return text


def said(text: str) -> list[object]:
    """All that may not change."""
    found = parse(text)
    directives = [
        (one.keyword, one.normalised, [str(argument) for argument in one.arguments], str(getattr(one, "command", "")))
        for one in found.directives
    ]
    comments = [comment.text.rstrip(" \t\f\v") for block in found.blocks for comment in block.comments]
    return [*directives, *comments]


def unguarded(text: str) -> str:
    """What the formatter would write if it did not look whether the text still says the same."""
    source = Source(text)
    return formatting._applied(text, source, changes(source, parse_tree(source.data)))


def holds(text: str, first: int, last: int) -> None:
    """The formatter's laws."""
    result = format_text(text)
    assert result == unguarded(text), "what it did had to be taken back"
    assert said(result) == said(text)
    assert format_text(result) == result
    assert edited(text, format_lines(text)) == result
    assert said(edited(text, format_lines(text, first, last))) == said(text)


def test_real_files() -> None:
    for path in real_layerfiles():
        text = path.read_bytes().decode("utf-8", "replace")
        holds(text, 3, 7)
        lines = format_text(text).splitlines()
        assert not lines or lines[0].strip()


PIECES = [
    *("FROM ", "RUN ", "run background ", "COPY a b\n", "ENV ", "THEN ", "then run ", "split unordered ", "Button "),
    *("skip remaining if a=b and ", "clone u default=", "BUILD ENV ", "EXPOSE", "MEMORY 2g", "FROM x as y", " --a=b "),
    *("\\\n", "\\\n ", "\\ \n", "\\\\\n", " \\\n", " \\\\ \r\n  ", "\n", "\n", "\n\n", "\r\n", "\r", " ", "\t", "  "),
    *("#", " #c", "\n# c\n", "# c \\\n", "\n  # d  \n", "'", '"', "`", "$(", ")", "$A", "\\", "\\ ", "a", "=", "CMD "),
    *("<<EOF", "<<-'EOF'", "\nEOF\n", "EOF", "é", "\ufeff", "\f", "\u2028", "\0", "\ud800", "npm x"),
]


def texts(chosen: random.Random, count: int) -> Iterator[str]:
    """Rows of pieces, and pieces of real files with random edits."""
    real = [path.read_bytes().decode("utf-8", "replace") for path in sorted(REAL_LAYERFILES.glob("*.Layerfile"))]
    for number in range(count):
        if number % 2 or not real:
            yield "".join(chosen.choices(PIECES, k=chosen.choice([3, 8, 20])))
            continue
        lines = chosen.choice(real).splitlines(keepends=True)
        start = chosen.randrange(len(lines) + 1)
        text = "".join(lines[start : start + 12])
        for _ in range(chosen.choice([1, 4, 10])):
            start = chosen.randrange(len(text) + 1)
            end = min(len(text), start + chosen.choice([0, 0, 1, 3, 9]))
            text = text[:start] + chosen.choice(["", *PIECES]) + text[end:]
        yield text


@pytest.mark.parametrize("seed", range(6))
def test_random_texts(seed: int) -> None:
    chosen = random.Random(seed)
    for text in texts(chosen, 400):
        first = chosen.randint(1, text.count("\n") + 1)
        holds(text, first, first + chosen.randint(0, 3))


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        ("COPY ", "a  "),
        ("COPY a", " \\ \n b"),
        ("RUN a", " \\ \n b"),
        ("RUN a \\\n", "# b \n"),
        ("", "run  a\n"),
        ("", "\\"),
        ("", "\\\n"),
        ("", "\n"),
        ("", "ENV A='\n"),
        ("ENV A=", "$(a"),
        ("BUTTON ", "a  \\\n"),
    ],
)
def test_long_texts(start: str, piece: str) -> None:
    # Quadratic would be minutes; benchmarks/lint.py measures.
    text = start + piece * (200_000 // len(piece))
    assert format_text(format_text(text)) == format_text(text)
