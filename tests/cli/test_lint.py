"""`layer lint`: a line a problem, in the form that editors and CI read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode


def _lint(folder: Path, text: str) -> int:
    (folder / "Layerfile").write_text(text)
    return cli.main(["lint", str(folder)])


def test_nothing_wrong_is_said_beside_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _lint(tmp_path, "FROM vm/debian:12\nRUN true\n") == ExitCode.OK
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nothing to say" in printed.err


def test_each_problem_is_a_line_with_its_place_severity_and_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _lint(tmp_path, "FROM vm/debian:12\nRNU a\n\n  RUM b\n") == ExitCode.STEP_FAILED
    lines = capsys.readouterr().out.splitlines()
    places = []
    for line in lines:
        match = re.fullmatch(r"(.+):(\d+):(\d+): (error|warning|hint): .+ \[[a-z-]+\]", line)
        assert match, line
        assert match[1] == str(tmp_path / "Layerfile")
        places.append((int(match[2]), int(match[3]), match[4]))
    assert places == [(2, 1, "error"), (4, 3, "error")]


def test_warnings_alone_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = _lint(tmp_path, "FROM vm/debian:12\nEXPOSE WEBSITE http://localhost:80\n")
    printed = capsys.readouterr().out
    assert ": warning: " in printed
    assert ": error: " not in printed
    assert status == ExitCode.OK


def test_a_parents_mistake_is_shown_at_from_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    for name, text in (("base", "FROM vm/debian:12\nRNU a\n"), ("child", "FROM ../base\nRUN b\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Layerfile").write_text(text)
    cli.main(["lint", str(tmp_path / "child")])
    printed = capsys.readouterr().out
    assert printed.startswith(f"{tmp_path}/child/Layerfile:1:1: error: ")
    assert "base/Layerfile:2:1: error: RNU" in printed


def test_a_hostile_layerfile_cannot_drive_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _lint(tmp_path, "FROM vm/debian:12\nR\x1b]52;c;aGk=\x07 x\n") == ExitCode.STEP_FAILED
    printed = capsys.readouterr().out
    assert ":2:1: error: " in printed
    assert "\x1b" not in printed
    assert "\x07" not in printed


def test_a_file_can_be_named_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Other").write_text("FROM vm/debian:12\nRNU\n")
    assert cli.main(["lint", str(tmp_path / "Other")]) == ExitCode.STEP_FAILED
    assert capsys.readouterr().out.startswith(f"{tmp_path}/Other:2:1: error: ")
