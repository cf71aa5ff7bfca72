"""The command line: help everywhere, and an exit status for each way to end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layer_cache.errors import StoreError, TreeError
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from layer_runner.errors import EngineError, GuestDied
from layerfile import LayerfileError

VERBS = [
    "run",
    "predict",
    "why",
    "verify",
    "runs",
    "show",
    "logs",
    "diff",
    "junit",
    "trace",
    "lint",
    "server",
    "doctor",
    "image",
    "secret",
]


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
        (TreeError("a file without permission"), 2),
        (LayerfileError.single("code", "a message"), 2),
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
    assert f"{project}/Layerfile:2:3: LF001 error: " in capsys.readouterr().out


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
        (["runs"], {"libvirt", "pygls", "textual", "asyncio", "rich", "sqlite3", "layerfile", "layer_runner"}),
        (["--version"], {"libvirt", "pygls", "layer_cache", "layerfile"}),
        (["--help"], {"libvirt", "pygls", "layer_cache", "layerfile", "asyncio", "rich", "json"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_imports_only_what_it_needs(verb: list[str], heavy: set[str], project: Path) -> None:
    script = (
        "import atexit, sys; from layer_cli.main import main; "
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main(sys.argv[1:])"
    )
    arguments = [*verb, str(project)] if verb[0] in {"predict", "why", "lint"} else verb
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    imported = set(done.stderr.split())
    assert "layer_cli.main" in imported
    assert not heavy & imported


class TestWords:
    @pytest.mark.parametrize("kind", [EngineError, GuestDied, StoreError, TreeError])
    def test_what_a_machine_printed_cannot_drive_the_terminal(
        self,
        kind: type[Exception],
        project: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """An error about a machine that died ends with the last lines of its console."""

        def fail(_options: object) -> int:
            raise kind("the machine died\n\x1b]52;c;aGk=\x07panic")

        monkeypatch.setattr("layer_cli.commands.predict.call", fail)
        cli.main(["predict", str(project)])
        assert capsys.readouterr().err == "layer: the machine died\npanic\n"

    def test_a_word_that_is_no_command_lists_those_there_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.main(["predcit"])
        assert ended.value.code == ExitCode.USAGE
        assert "predict" in capsys.readouterr().err

    @pytest.mark.parametrize("verb", ["ls", "build", "rm"])
    def test_every_verb_of_image_has_help(self, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.main(["image", verb, "--help"])
        assert ended.value.code == 0
        assert f"layer image {verb}" in capsys.readouterr().out


class TestProcess:
    """What only a process of its own shows."""

    def _layer(
        self, *arguments: str, out: int = subprocess.PIPE, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            [sys.executable, "-m", "layer_cli", *arguments],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**inherited, **environment},
            timeout=60,
            check=False,
        )

    def test_a_reader_that_went_away_is_no_failure(self, project: Path) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        try:
            done = self._layer("predict", str(project), out=writing)
        finally:
            os.close(writing)
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
    def test_a_terminal_with_few_characters_is_written_to(self, project: Path, encoding: str) -> None:
        done = self._layer("predict", str(project), PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
        assert "RUN cat data" in done.stdout

    def test_a_folder_whose_name_is_not_utf_8(self, tmp_path: Path) -> None:
        folder = os.fsencode(tmp_path) + b"/b\xfcr"
        os.mkdir(folder)
        with open(folder + b"/Layerfile", "w") as file:
            file.write("FROM vm/debian:12\nRNU\n")
        done = self._layer("lint", os.fsdecode(folder), PYTHONIOENCODING="utf-8:strict")
        assert done.returncode == ExitCode.STEP_FAILED
        assert "Layerfile:2:1: LF001 error" in done.stdout
