"""`layer secret`, and what the other commands do with what it has set."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from layer_cache.state import State
from layer_cli import main as cli
from layer_secrets.index import in_force, read
from layer_secrets.store import values

from .conftest import Recorded

LAYER = [sys.executable, "-m", "layer_cli"]


@pytest.fixture
def project(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """A project with secrets, in whose folder we are."""
    monkeypatch.chdir(recorded.folder)
    (recorded.folder / "Layerfile").write_text(
        "FROM vm/debian:12\nCOPY . .\nSECRET ENV TOKEN\nRUN cat data\nSECRET ENV OTHER\nRUN make\n"
    )
    return recorded


def put(monkeypatch: pytest.MonkeyPatch, name: str, value: str | bytes, *arguments: str) -> int:
    """`layer secret set` with a value on standard input."""
    content = value.encode() if isinstance(value, str) else value
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    return cli.main(["secret", "set", name, *arguments])


def opened(project: Recorded) -> dict[str, str]:
    """What the project's steps would be given."""
    state = State(project.state)
    return values(state, in_force(read(state), project.folder))


@pytest.mark.parametrize(
    ("written", "value"),
    [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a b \n", " a b "), ("a\nb\n", "a\nb")],
)
def test_one_line_end_is_no_part_of_a_value(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, written: str, value: str
) -> None:
    assert put(monkeypatch, "TOKEN", written) == 0
    assert opened(project) == {"TOKEN": value}


def test_setting_and_listing_never_print_the_value(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(monkeypatch, "TOKEN", "a-value")
    put(monkeypatch, "ALL", "a-value", "--global")
    printed = capsys.readouterr()
    assert "TOKEN is set for " in printed.err
    assert "in an encrypted file" in printed.err
    cli.main(["secret", "ls"])
    listed = capsys.readouterr().out
    assert [line.split("\t")[:3] for line in listed.splitlines()] == [
        ["ALL", "all repositories", "an encrypted file"],
        ["TOKEN", str(project.folder), "an encrypted file"],
    ]
    assert "a-value" not in printed.out + printed.err + listed


def test_a_secret_of_another_repository_is_listed_and_removed_by_its_path(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "other" / "repository"
    (other / ".git").mkdir(parents=True)
    (other / "sub").mkdir()
    put(monkeypatch, "TOKEN", "a", str(other / "sub"))
    capsys.readouterr()
    cli.main(["secret", "ls"])
    assert capsys.readouterr().out == ""
    (other / ".git").rmdir()
    (other / "sub").rmdir()
    other.rmdir()
    cli.main(["secret", "ls", "--all"])
    assert capsys.readouterr().out.startswith(f"TOKEN\t{other}\t")
    assert cli.main(["secret", "rm", "TOKEN"]) == 2
    assert "is not set for" in capsys.readouterr().err
    assert cli.main(["secret", "rm", "TOKEN", str(other)]) == 0
    cli.main(["secret", "ls", "--all"])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TO-KEN", "a", "TO-KEN cannot be a variable's name"),
        ("TOKEN", "", "the value is empty"),
        ("TOKEN", "\n", "the value is empty"),
        ("TOKEN", b"\xff", "not UTF-8"),
        ("TOKEN", "a\0b", "zero byte"),
    ],
)
def test_what_cannot_be_a_secret_is_a_usage_error(
    project: Recorded,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str | bytes,
    words: str,
) -> None:
    assert put(monkeypatch, name, value) == 2
    assert words in capsys.readouterr().err
    assert not project.state.joinpath("secrets").exists()


def test_a_value_is_no_argument(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert put(monkeypatch, "TOKEN", "a", "typed-value") == 2
    said = capsys.readouterr().err
    assert "read from standard input" in said
    assert "typed-value" not in said
    assert opened(project) == {}


def test_a_terminal_is_asked_and_shows_nothing_of_the_answer(project: Recorded) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [*LAYER, "secret", "set", "TOKEN"])
    shown = b""
    while b"Value of TOKEN: " not in shown:
        shown += os.read(terminal, 1024)
    os.write(terminal, b"typed-value\n")
    try:
        while piece := os.read(terminal, 1024):
            shown += piece
    except OSError:
        # How Linux says that nobody has the other end any more.
        pass
    assert os.waitpid(child, 0)[1] == 0
    os.close(terminal)
    assert b"typed-value" not in shown
    assert opened(project) == {"TOKEN": "typed-value"}


@pytest.mark.parametrize("command", [["predict"], ["why", "4"], ["run"]])
def test_a_secret_that_is_not_set_is_an_error_in_the_layerfile(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    put(monkeypatch, "OTHER", "o")
    capsys.readouterr()
    assert cli.main(command) == 2
    assert capsys.readouterr().err == (
        "layer: Layerfile:3:12: error: the secret TOKEN is not set on this machine: "
        "set it with `layer secret set TOKEN`\n"
    )


def test_linting_asks_for_no_secret(project: Recorded) -> None:
    assert cli.main(["lint"]) == 0


def test_a_changed_secret_is_predicted_and_explained_by_its_name(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(monkeypatch, "TOKEN", "first-value")
    put(monkeypatch, "OTHER", "o", "--global")
    project.run([2.5, 10])
    capsys.readouterr()
    cli.main(["predict", "--json"])
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["verdict"] for step in steps] == ["free", "free", "free", "hit", "free", "hit"]
    put(monkeypatch, "TOKEN", "second-value")
    capsys.readouterr()
    cli.main(["predict", "--json"])
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert steps[3]["reason"] == {
        "kind": "secret",
        "path": "",
        "detail": "the secret TOKEN has another value",
        "old": "",
        "new": "",
    }
    assert steps[5]["reason"]["kind"] == "parent"
    cli.main(["why", "4"])
    assert "secret: the secret TOKEN has another value" in capsys.readouterr().out
    put(monkeypatch, "TOKEN", "first-value")
    cli.main(["predict"])
    assert "12.5 s saved, 0.0 s to run" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["predict", "lint", "format --check", "run"])
def test_nothing_that_opens_secrets_is_imported_where_none_is_opened(
    project: Recorded, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for name in ("TOKEN", "OTHER"):
        put(monkeypatch, name, "value")
    project.run([2.5, 10])
    script = (
        "import sys; from layer_cli.main import main; status = main(sys.argv[1:])\n"
        "print(status, *({'keyring', 'cryptography'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *command.split()], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "0", done.stderr
