"""What is offered at a place."""

from __future__ import annotations

import pytest

from layer_server.features.completion import Item, completions
from layer_server.features.signature import FORMS, signatures
from layerfile.keywords import KEYWORDS
from layerfile.spans import Span
from tests.server.feature import asked

START = "FROM vm/debian:12\n"
FILES = {"src/app.py": "", "src/sub/x": "", "base/Layerfile": START, ".hidden": "", "readme.md": ""}


def offered(text: str) -> list[Item]:
    found, place, _ = asked(text, FILES)
    return completions(found, place)


def labels(text: str) -> list[str]:
    return [one.label for one in offered(text)]


@pytest.mark.parametrize(
    "text", ["¦", "R¦", "  RU¦", "SKIP REM¦", "RUN a\nCO¦", "# c\n¦", "bad line\n¦", "RUN x\n\n\n¦"]
)
def test_keywords_where_a_directive_begins(text: str) -> None:
    found = labels(START + text)
    assert {"RUN", "COPY", "SKIP REMAINING IF", "RUN BACKGROUND"} <= set(found)
    assert "AWS" not in found


def test_a_keyword_takes_the_place_of_what_is_written() -> None:
    [item] = [one for one in offered(START + "  skip rem¦") if one.label == "SKIP REMAINING IF"]
    assert item.span == Span(2, 2, 2, 10)
    assert item.is_snippet


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("COPY ¦", {"src/", "base/", "readme.md", "../"}),
        ("COPY s¦", {"src/", "readme.md"}),
        ("COPY src/¦", {"app.py", "sub/"}),
        ("COPY src/app.py base/¦", {"Layerfile"}),
        ("COPY /src/¦", {"app.py", "sub/"}),
        ("COPY a \\\n  src/¦", {"app.py", "sub/"}),
        ("COPY .h¦", {".hidden"}),
        ("COPY ../../../¦", set()),
    ],
)
def test_paths(text: str, found: set[str]) -> None:
    assert found <= set(labels(START + text))
    assert "x" not in labels(START + text)
    if not found:
        assert labels(START + text) == []


def test_what_git_ignores_is_not_offered() -> None:
    files = {".gitignore": "*.log\nbuild/\n", "a.log": "", "a.txt": "", "build/x": ""}
    found, place, _ = asked(START + "COPY ¦", files)
    names = {one.label for one in completions(found, place)}
    assert "a.txt" in names
    assert not names & {"a.log", "build/"}


def test_a_paths_last_part_is_replaced() -> None:
    [item] = [one for one in offered(START + "COPY src/ap¦") if one.label == "app.py"]
    assert item.span == Span(2, 9, 2, 11)


def test_bases() -> None:
    assert {"vm/debian:12", "vm/ubuntu:22.04", "base/"} <= set(labels("FROM ¦"))
    assert labels("FROM base/¦").count("Layerfile") == 1
    assert "readme.md" not in labels("FROM ¦")


def test_variables_that_have_a_value_by_then() -> None:
    text = START + "ENV ONE=1\nBUILD ENV TWO\nRUN echo $¦\nENV THREE=3\n"
    found = {one.label: one for one in offered(text)}
    assert {"ONE", "TWO", "CI", "GIT_BRANCH"} <= set(found)
    assert "THREE" not in found
    assert found["ONE"].detail == "1"


def test_a_brace_is_closed() -> None:
    [item] = [one for one in offered(START + "ENV ONE=1\nCOPY ${ON¦") if one.label == "ONE"]
    assert (item.text, item.span) == ("ONE}", Span(3, 7, 3, 9))


def test_variables_of_a_parent() -> None:
    files = {"base/Layerfile": START + "ENV FROM_BASE=1\n"}
    found, place, _ = asked("FROM base/Layerfile\nRUN $¦", files)
    [item] = [one for one in completions(found, place) if one.label == "FROM_BASE"]
    assert item.detail == "1 in base/Layerfile"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("RUN ¦", "BACKGROUND"),
        ("BUILD ENV ¦", "GIT_BRANCH"),
        ("SKIP REMAINING IF GIT¦", "GIT_BRANCH"),
        ("LABEL ¦", "display_name"),
        ("USER app\nUSER ¦", "app"),
        ("MEMORY ¦", "2G"),
        ("SPLIT ¦", "UNORDERED"),
        ("CHECKPOINT ¦", "disabled"),
        ("EXPOSE WEBSITE localhost:3000\nEXPOSE WEBSITE ¦ /api", "localhost:3000"),
    ],
)
def test_values(text: str, label: str) -> None:
    assert label in labels(START + text)


@pytest.mark.parametrize("text", ["# ¦", "RUN make ¦", "BUTTON press $¦", "WORKDIR ¦"])
def test_nothing_where_nothing_is_known(text: str) -> None:
    assert labels(START + text) == []


def test_build_env_is_not_offered_what_it_may_not_have() -> None:
    assert "EXPOSE_WEBSITE_HOST" not in labels(START + "BUILD ENV ¦")


def test_every_keyword_has_a_signature() -> None:
    assert set(FORMS) >= set(KEYWORDS) - {"ARTIFACT PUBLIC"}


@pytest.mark.parametrize(
    ("text", "label", "active"),
    [
        ("COPY ¦", "COPY source... destination", 0),
        ("COPY a ¦", "COPY source... destination", 1),
        ("EXPOSE WEBSITE localhost:80 /a ¦", "EXPOSE WEBSITE [http(s)://]localhost[:port] [path] [rewrite]", 2),
        ("SPLIT UNORDERED ¦", "SPLIT number", 0),
        ("RUN x¦", "RUN command", 0),
    ],
)
def test_signatures(text: str, label: str, active: int) -> None:
    found, place, _ = asked(START + text)
    first = signatures(found, place)[0]
    assert (first.label, first.active) == (label, active)
    assert all(first.label[start:end] in label for start, end in first.parameters)


@pytest.mark.parametrize("text", ["RU¦N x", "¦", "nope ¦"])
def test_no_signature_without_a_keyword(text: str) -> None:
    found, place, _ = asked(START + text)
    assert signatures(found, place) == []
