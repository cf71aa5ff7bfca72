"""Comments that take back what rules say."""

from __future__ import annotations

import pytest

from layerfile.checking import Checker, check_text, errors
from layerfile.directives import Comment
from layerfile.document import open_document, split
from layerfile.files import MemoryFiles
from layerfile.fixing import apply
from layerfile.parsing import parse
from layerfile.settings import Settings
from layerfile.spans import Span
from layerfile.suppressions import Suppression, read

HEAD = "FROM vm/debian:12\n"


def names(text: str, settings: Settings | None = None) -> list[str]:
    """The rules that say something of a text."""
    return [problem.name for problem in check_text(HEAD + text, settings=settings or Settings())]


def suppression(text: str) -> Suppression | None:
    return read(Comment(text, Span(3, 2, 3, 2 + len(text)), True), None)


@pytest.mark.parametrize(
    ("text", "rules", "reason"),
    [
        ("# layer: ignore[a]", ["a"], ""),
        ("#layer:ignore[a]", ["a"], ""),
        ("#  layer:  ignore [ a , b,c ]  the  reason ", ["a", "b", "c"], "the  reason"),
        ("# layer: ignore[a]: why", ["a"], "why"),
        ("# layer: ignore[a] - why", ["a"], "why"),
        ("# layer: ignore[a, ]", ["a"], ""),
        ("# layer: ignore[a", ["a"], ""),
        ("# layer: ignore[]", [], ""),
        ("# layer: ignore", [], ""),
        ("# layer: ignore: why", [], "why"),
    ],
)
def test_what_a_comment_names(text: str, rules: list[str], reason: str) -> None:
    found = suppression(text)
    assert found is not None
    assert [name for name, _ in found.rules] == rules
    assert found.reason == reason
    for name, span in found.rules:
        assert text[span.start_column - 2 : span.end_column - 2] == name
        assert span.start_line == 3


@pytest.mark.parametrize(
    "text",
    [
        "# layer",
        "# layer: ignored[a]",
        "# layer: ignore-a",
        "# layer: ignore the rest",
        "# ignore[a]",
        "# my layer: ignore[a]",
    ],
)
def test_other_comments(text: str) -> None:
    assert suppression(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "# layer: ignore[split-one]\nSPLIT 1\n",
        "# layer: ignore[LF502] why\nSPLIT 1\n",
        "# layer: ignore[split-one]\n\n# another\n\nSPLIT 1\n",
        "# layer: ignore[split-count, split-one]\nSPLIT 1\n",
        "SPLIT 1 # layer: ignore[split-one]\n",
        "SPLIT \\\n  # layer: ignore[split-one]\n  1\n",
    ],
)
def test_it_holds_for_its_directive(text: str) -> None:
    assert "split-one" not in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "# layer: ignore[split-one]\nSPLIT 2\nSPLIT 1\n",
        "SPLIT 1\n# layer: ignore[split-one]\n",
        "SPLIT 2 # layer: ignore[split-one]\nSPLIT 1\n",
        "# layer: ignore[split-two]\nSPLIT 1\n",
        "# layer: ignore[LF50]\nSPLIT 1\n",
        "# layer: ignore\nSPLIT 1\n",
        "RUN true # layer: ignore[split-one]\nSPLIT 1\n",
    ],
)
def test_it_holds_for_no_other(text: str) -> None:
    assert "split-one" in names(text)


def test_what_looks_at_a_whole_file_is_taken_back_too() -> None:
    assert "checkpoint-duplicate" in names("CHECKPOINT a\nCHECKPOINT a\n")
    assert "checkpoint-duplicate" not in names("CHECKPOINT a\n# layer: ignore[checkpoint-duplicate]\nCHECKPOINT a\n")


def test_one_that_is_not_needed_is_told() -> None:
    assert "unused-suppression" in names("# layer: ignore[split-one]\nSPLIT 2\n")
    assert "unused-suppression" not in names("# layer: ignore[split-one]\nSPLIT 1\n")


def test_a_rule_that_is_not_applied_is_not_unused() -> None:
    text = "# layer: ignore[split-one]\nSPLIT 2\n"
    assert "unused-suppression" not in names(text, Settings(ignore=("split-one",)))
    assert "unused-suppression" not in names(text, Settings(only=("unused-suppression",)))
    # Off by default.
    assert "unused-suppression" not in names("# layer: ignore[split-unused]\nRUN a\n")
    assert "unused-suppression" in names("# layer: ignore[split-unused]\nRUN a\n", Settings(select=("split-unused",)))


def test_what_needs_other_files_is_not_unused_without_them() -> None:
    text = f"{HEAD}# layer: ignore[wait-self]\nRUN a\n"
    assert "unused-suppression" not in [problem.name for problem in check_text(text)]
    document = open_document(text, "Layerfile", Checker())
    found = document.problems(MemoryFiles({"Layerfile": text}))
    assert "unused-suppression" in [problem.name for problem in found]


def test_what_is_said_of_suppressions_can_be_taken_back() -> None:
    assert names("# layer: ignore[split-one, unused-suppression]\nRUN a\n") == []
    assert names("# layer: ignore[no-such-rule, unknown-rule-in-suppression]\nRUN a\n") == []


def test_no_comment_makes_a_wrong_file_right() -> None:
    layerfile = parse(f"{HEAD}# layer: ignore[split-count]\nSPLIT two\n")
    assert [problem.name for problem in errors(layerfile)] == ["split-count"]


def test_places_move_with_their_lines() -> None:
    text = f"{HEAD}RUN a\n# layer: ignore[split-one]\nSPLIT 2\nRUN b\n# layer: ignore[split-one]\n"
    document = open_document(text, "Layerfile", Checker())
    added = document.edited(1, 1, ["# more\n", "RUN c\n"])
    assert added.problems() == check_text(added.text)
    fixes = [problem.fix for problem in added.problems() if problem.name == "unused-suppression" and problem.fix]
    assert apply(added.text, fixes) == f"{HEAD}# more\nRUN c\nRUN a\nSPLIT 2\nRUN b\n"
    assert split(added.text) == list(added.lines)


def test_looking_again_says_the_same() -> None:
    document = open_document(f"{HEAD}# layer: ignore[split-one, split-huge]\nSPLIT 1\n", "Layerfile", Checker())
    first = document.problems()
    assert [problem.name for problem in first] == ["unused-suppression"]
    assert document.problems() == first
