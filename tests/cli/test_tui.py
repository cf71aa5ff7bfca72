"""`layer tui` where there is nothing to show it on, and what it is given."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode

from .conftest import Recorded
from .past import Past


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input and output are a terminal."""
    monkeypatch.setattr("layer_cli.commands.tui._has_terminal", lambda: True)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The applications that were shown."""
    from layer_tui.app import LayerApp

    found: list[object] = []
    monkeypatch.setattr(LayerApp, "run", lambda self: found.append(self))
    return found


def test_without_a_terminal_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tui"]) == ExitCode.USAGE
    assert "this needs a terminal" in capsys.readouterr().err


@pytest.mark.usefixtures("terminal")
def test_a_path_is_planned_and_a_word_is_a_run(recorded: Recorded, past: Past, shown: list[object]) -> None:
    past.ran("20261124-1")
    assert cli.main(["tui", str(recorded.folder)]) == ExitCode.OK
    assert cli.main(["tui", "last", "--replay", "2"]) == ExitCode.OK
    planned, replayed = shown
    assert planned._first == (None, None)  # type: ignore[attr-defined]
    assert planned.places.opener(planned.places.path).predict().steps  # type: ignore[attr-defined]
    assert replayed._first == (past.state / "runs/20261124-1", 2.0)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("terminal", "shown")
def test_what_is_no_run_is_told(past: Past, recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("20261124-1")
    assert cli.main(["tui", "20261125"]) == ExitCode.USAGE
    assert "the nearest is 20261124-1" in capsys.readouterr().err
    assert cli.main(["tui", str(recorded.folder), "--replay", "2"]) == ExitCode.USAGE
    assert "--replay takes a run" in capsys.readouterr().err
    assert cli.main(["tui", "last", "--replay", "0"]) == ExitCode.USAGE
    assert "more than 0" in capsys.readouterr().err


def test_web_without_its_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    assert cli.main(["tui", "--web"]) == ExitCode.USAGE
    assert "pip install 'layerfile[web]'" in capsys.readouterr().err


def test_web_serves_the_same_command_to_this_machine_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = pytest.importorskip("textual_serve.server")
    made: list[tuple[str, str]] = []

    class Server:
        def __init__(self, command: str, host: str, port: int, title: str) -> None:
            made.append((command, host))

        def serve(self) -> None:
            pass

    monkeypatch.setattr(server, "Server", Server)
    assert cli.main(["tui", "--web", "last", "--replay", "2"]) == ExitCode.OK
    ((command, host),) = made
    assert command.endswith("-m layer_cli tui last --replay 2.0")
    assert host == "localhost"
