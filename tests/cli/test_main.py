"""The command line: help everywhere, and an exit status for each way to end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layer_cache.errors import StoreError
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from layer_runner.errors import EngineError, GuestDied

VERBS = ["run", "predict", "why", "lint", "server", "doctor", "image"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a Layerfile, and a state folder of its own."""
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Layerfile").write_text("FROM vm/debian:12\nCOPY . .\nRUN cat data\n")
    (folder / "data").write_text("data\n")
    return folder


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([verb, "--help"])
    assert ended.value.code == 0
    assert f"layer {verb}" in capsys.readouterr().out


def test_no_command_is_a_usage_error_with_the_list_of_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert all(verb in printed.err for verb in VERBS)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("layer 0.")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreError("no space"), 4),
        (EngineError("no QEMU"), 3),
        (GuestDied("gone"), 3),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("a mistake"), 3),
    ],
)
def test_each_kind_of_error_has_its_status(
    error: BaseException,
    status: int,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_options: object) -> int:
        raise error

    monkeypatch.setattr("layer_cli.commands.predict.call", fail)
    assert cli.main(["predict", str(project)]) == status
    assert capsys.readouterr().out == ""


def test_a_mistake_of_ours_shows_its_trace(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_options: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("layer_cli.commands.predict.call", fail)
    cli.main(["predict", str(project)])
    error = capsys.readouterr().err
    assert "Traceback" in error
    assert "please report" in error


def test_a_missing_layerfile_says_where_it_was_looked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", str(tmp_path)]) == ExitCode.USAGE
    assert f"no Layerfile in {tmp_path}" in capsys.readouterr().err


def test_a_folder_without_git_is_a_tree(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", str(project)]) == 0
    assert "RUN cat data" in capsys.readouterr().out


def test_a_broken_layerfile_is_refused_with_file_and_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "Layerfile").write_text("FROM vm/debian:12\nRNU ls\n")
    assert cli.main(["predict", str(project)]) == ExitCode.USAGE
    assert "Layerfile:2:1: error" in capsys.readouterr().err


def test_lint_prints_file_line_and_column_and_exits_1_for_errors(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lint", str(project)]) == ExitCode.OK
    (project / "Layerfile").write_text("FROM vm/debian:12\n  RNU ls\n")
    assert cli.main(["lint", str(project)]) == ExitCode.STEP_FAILED
    assert f"{project}/Layerfile:2:3: error: " in capsys.readouterr().out


def test_why_lists_the_steps_where_none_starts_at_the_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["why", "7", str(project)]) == ExitCode.USAGE
    assert "1, 2, 3" in capsys.readouterr().err


def test_why_says_that_a_step_never_ran(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["why", "3", str(project)]) == 0
    assert "would run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("verb", "heavy"),
    [
        (["predict"], {"libvirt", "pygls", "textual", "asyncio", "rich", "lsprotocol"}),
        (["why", "3"], {"libvirt", "pygls", "textual", "asyncio", "rich", "lsprotocol"}),
        (["lint"], {"libvirt", "pygls", "textual", "asyncio", "sqlite3"}),
        (["--version"], {"libvirt", "pygls", "layer_cache", "layerfile"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_imports_only_what_it_needs(verb: list[str], heavy: set[str], project: Path) -> None:
    script = "import sys; from layer_cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    arguments = verb if verb[0].startswith("-") else [*verb, str(project)]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    assert not heavy & set(done.stderr.split())
