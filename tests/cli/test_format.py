"""`layer format`: files are written whole, only if they change, and never in another encoding."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode

ROUGH = "from vm/debian:12\n\n\n\nCOPY  a  b"
SMOOTH = "FROM vm/debian:12\n\nCOPY a b\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where we are: a folder with a Layerfile to format, and one below it that is as it should be."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "Layerfile").write_text(ROUGH)
    (tmp_path / "below").mkdir()
    (tmp_path / "below/Layerfile.web").write_text(SMOOTH)
    (tmp_path / "other").write_text(ROUGH)
    return tmp_path


def test_without_a_path_it_is_all_below_here(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["format"]) == ExitCode.OK
    assert (folder / "Layerfile").read_text() == SMOOTH
    assert (folder / "other").read_text() == ROUGH
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "1 file changed, 1 left as it was\n"


def test_a_file_can_be_named_itself(folder: Path) -> None:
    assert cli.main(["format", "other"]) == ExitCode.OK
    assert (folder / "other").read_text() == SMOOTH
    assert (folder / "Layerfile").read_text() == ROUGH


def test_check_names_what_would_change_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["format", "--check", "."]) == ExitCode.STEP_FAILED
    assert (folder / "Layerfile").read_text() == ROUGH
    printed = capsys.readouterr()
    assert printed.out == "Layerfile\n"
    assert printed.err == "1 file would change, 1 is as it should be\n"
    cli.main(["format"])
    assert cli.main(["format", "--check"]) == ExitCode.OK


def test_the_diff_is_one_for_patch(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "Layerfile").write_bytes(b"from a\r\nRUN b\n# \xc3\xa9 \r\nRUN c\r\nRUN d\n\n")
    assert cli.main(["format", "--diff"]) == ExitCode.OK
    diff = capsysbinary.readouterr().out
    before = (folder / "Layerfile").read_bytes()
    subprocess.run(["git", "apply", "-p0", "-"], input=diff, check=True, cwd=folder)
    patched = (folder / "Layerfile").read_bytes()
    (folder / "Layerfile").write_bytes(before)
    cli.main(["format"])
    assert patched == (folder / "Layerfile").read_bytes() != before


def test_a_diff_says_that_a_last_line_has_no_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["format", "--diff", "--check"]) == ExitCode.STEP_FAILED
    assert "-COPY  a  b\n\\ No newline at end of file\n+COPY a b\n" in capsys.readouterr().out
    assert (folder / "Layerfile").read_text() == ROUGH


def test_standard_input_goes_to_standard_output(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "\ufeffcopy  é  b\r\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert cli.main(["format", "-"]) == ExitCode.OK
    assert capsysbinary.readouterr().out == "\ufeffCOPY é b\r\n".encode()
    assert (folder / "Layerfile").read_text() == ROUGH


def test_what_is_not_utf8_is_refused_and_the_others_are_formatted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Layerfile.old").write_bytes(b"FROM a\ncopy  \xff  b\n")
    assert cli.main(["format"]) == ExitCode.USAGE
    assert (folder / "Layerfile.old").read_bytes() == b"FROM a\ncopy  \xff  b\n"
    assert (folder / "Layerfile").read_text() == SMOOTH
    assert "layer: Layerfile.old: line 2 is not UTF-8" in capsys.readouterr().err


def test_a_path_that_does_not_exist_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["format", "nothing"]) == ExitCode.USAGE
    assert "nothing" in capsys.readouterr().err


def test_a_link_stays_one_and_the_mode_is_kept(folder: Path) -> None:
    (folder / "other").chmod(0o640)
    (folder / "Layerfile").unlink()
    (folder / "Layerfile").symlink_to("other")
    assert cli.main(["format", "Layerfile"]) == ExitCode.OK
    assert (folder / "Layerfile").is_symlink()
    assert (folder / "other").read_text() == SMOOTH
    assert (folder / "other").stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_as_it_should_be_is_not_written(folder: Path) -> None:
    before = (folder / "below/Layerfile.web").stat()
    assert cli.main(["format", "below"]) == ExitCode.OK
    after = (folder / "below/Layerfile.web").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_when_writing_fails_the_file_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert cli.main(["format", "Layerfile"]) == ExitCode.USAGE
    assert "layer: Layerfile: No space left on device" in capsys.readouterr().err
    assert (folder / "Layerfile").read_text() == ROUGH
    assert sorted(path.name for path in folder.iterdir()) == [".git", "Layerfile", "below", "other"]


def test_a_hostile_layerfile_cannot_drive_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "Layerfile").write_text("RUN  \x1b]52;c;aGk=\x07 a\n")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    cli.main(["format", "--diff"])
    printed = capsys.readouterr().out
    assert "+RUN" in printed
    assert "\x1b" not in printed
