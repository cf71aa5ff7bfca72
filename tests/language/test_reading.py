"""What is wrong with a directive by itself, and what to do about it."""

from __future__ import annotations

import pytest

from layerfile.parsing import parse

START = "FROM vm/debian:12\n"


def codes(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in parse(text).problems]


def message(text: str) -> str:
    (problem,) = parse(START + text).problems
    return problem.message


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n# comments", "\ufeff", "  \t"])
def test_an_empty_layerfile(text: str) -> None:
    (problem,) = parse(text).problems
    assert str(problem) == "Layerfile:1:1: error: empty Layerfile: start with FROM"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RUN a", [("from-missing", "error")]),
        ("FROM", [("from-missing", "error")]),
        ("RUN a\nFROM vm/debian:12", [("from-not-first", "error")]),
        ("# c\n\nFROM vm/debian:12", []),
        ("FROM vm/debian:12\nFROM vm/debian:12", [("from-twice", "error")]),
        ("FROM vm/debian", [("from-image", "error")]),
        ("FROM node:14", [("from-image", "error")]),
        ("FROM ghcr.io/a/b:1", [("from-image", "error")]),
        ("FROM vm/debian:12 AS x", [("from-extra", "error")]),
        ("FROM vm/debian:12 # c", [("from-extra", "error")]),
    ],
)
def test_from(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RUN", [("run-empty", "error")]),
        ("RUN BACKGROUND", [("run-empty", "error")]),
        ("RUN REPEATABLE", [("run-empty", "error")]),
        ("RUN cat <<EOF\nRUN b", [("unclosed-heredoc", "error")]),
        ("RUN BAKCKGROUND npm start", [("misspelt-modifier", "warning")]),
        ("RUN A=b make", []),
        ("RUN echo 'a", []),
        ("RUN a \\\\\n b", [("doubled-backslash", "warning")]),
    ],
)
def test_run(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(START + text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("COPY", [("copy-arguments", "error")]),
        ("COPY a", [("copy-arguments", "error")]),
        ("COPY a # b", [("copy-arguments", "error")]),
        ("COPY a b c", [("copy-destination", "error")]),
        ("COPY a b c/", []),
        ("COPY a b .", []),
        ("COPY a b ~", []),
        ("COPY a b $C", []),
        ("COPY --from=x a b", [("copy-flag", "error")]),
        ("COPY --chown=x a b", [("copy-flag", "error")]),
        ("COPY $(ls) b", [("command-outside-env", "error")]),
        ('COPY "a b', [("unclosed-quote", "error")]),
    ],
)
def test_copy(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(START + text) == found


@pytest.mark.parametrize(
    "text", ["ENV", "ENV A", "ENV A = b", "ENV A =b", "ENV A= b", "ENV A b c", "ENV 1A b", "ENV A=b C", "ENV =a"]
)
def test_env_of_another_shape(text: str) -> None:
    assert codes(START + text) == [("env-shape", "error")]


def test_env_with_a_command_is_not_run_yet() -> None:
    assert codes(START + "ENV A=`date` B=$(date)") == [("not-supported-yet", "warning")] * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MEMORY", "argument-missing"),
        ("MEMORY 1G 2G", "argument-extra"),
        ("MEMORY much", "memory-value"),
        ("MEMORY 63M", "memory-value"),
        ("WORKDIR", "argument-missing"),
        ("WORKDIR a b", "argument-extra"),
        ("USER", "argument-missing"),
        ("USER a:b", "user-name"),
        ("USER A b", "argument-extra"),
    ],
)
def test_directives_with_one_argument(text: str, found: str) -> None:
    assert codes(START + text) == [(found, "error")]


def test_a_later_memory_counts() -> None:
    assert codes(START + "MEMORY 1G\nMEMORY 2G") == [("memory-twice", "warning")]


def test_lower_case_keywords_are_warned_of_word_by_word() -> None:
    assert codes("from vm/debian:12\nrun background x") == [("lower-case-keyword", "warning")] * 3


def test_names_of_old() -> None:
    assert codes(START + "THEN RUN x") == [("old-name", "warning")]
    assert ("old-name", "warning") in codes(START + "ARTIFACT PUBLIC /a")


@pytest.mark.parametrize("text", ["SPLIT 3", "RUN REPEATABLE make", "CACHE /a", "BUTTON x", "LABEL status=hidden"])
def test_what_cannot_be_run_yet_is_a_warning(text: str) -> None:
    assert codes(START + text) == [("not-supported-yet", "warning")]


def test_messages_say_what_to_write() -> None:
    assert "COPY a ." in message("COPY a")
    assert "write c/" in message("COPY a b c")
    assert message("USER a:b") == "USER takes no group: write USER a"
    assert 'ENV A="b c"' in message("ENV A b c")
    assert "FROM vm/debian:12" in parse("FROM node:14").problems[0].message


def test_a_mistake_stays_on_its_line() -> None:
    parsed = parse(START + 'ENV A="b\nCOPY\nfoo <<EOF\nRUN x\n')
    assert [one.keyword for one in parsed.directives] == ["FROM", "ENV", "COPY", "foo", "RUN"]
    assert [one.span.start.line for one in parsed.problems] == [2, 3, 4]
