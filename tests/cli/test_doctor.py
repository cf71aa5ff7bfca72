"""`layer doctor --fix`: says what it is going to do, and does nothing that nobody agreed to."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from layer_cli.main import main
from layer_runner import doctor
from layer_runner.doctor.findings import Finding, Fix


@pytest.fixture
def mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is wrong as soon as this file is there."""
    file = tmp_path / "mended"

    def examine(_state: object) -> list[Finding]:
        if file.exists():
            return [Finding("part", True, "there")]
        fix = Fix(commands=(("touch", str(file)),), is_own=True, afterwards="log in again")
        return [Finding("part", False, "missing", "touch it", fix)]

    monkeypatch.setattr(doctor, "examine", examine)
    return file


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_missing_comes_with_the_commands(mended: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 3
    shown = capsys.readouterr().out
    assert "NO  part         missing -> touch it" in shown
    assert f"`layer doctor --fix` does this:\n    touch {mended}" in shown
    assert not mended.exists()


def test_it_is_done_where_that_is_agreed_to(
    mended: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal("y\n"))
    assert main(["doctor", "--fix"]) == 0
    assert mended.exists()
    shown = capsys.readouterr()
    assert "ok  part         there" in shown.out
    assert f"touch {mended}" in shown.err
    assert "log in again" in shown.err


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_it_is_not_done_where_it_is_not(mended: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal(answer))
    assert main(["doctor", "--fix"]) == 2
    assert not mended.exists()


def test_without_a_terminal_only_yes_agrees(
    mended: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["doctor", "--fix"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not mended.exists()
    assert main(["doctor", "--fix", "--yes"]) == 0
    assert mended.exists()


def test_where_nothing_is_missing_nothing_is_asked(mended: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mended.touch()
    assert main(["doctor", "--fix"]) == 0
    assert capsys.readouterr().err == ""
