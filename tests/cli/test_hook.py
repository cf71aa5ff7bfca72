"""`layer hook`: what git says before a push, from a real push."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layer_cache.records import Records
from layer_cache.state import State
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from tests.cache.projects import Project, git, reads, repository, write
from tests.server.recorded import run

LAYERFILE = "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/one\nRUN cat /src/two\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose only commit was run, with a repository to push to."""
    root = repository(
        tmp_path / "a project", {"Layerfile": LAYERFILE, "one": "1\n", "two": "2\n", "x/Layerfile": "RUM\n"}
    )
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    git(tmp_path, "init", "-q", "--bare", "remote")
    git(root, "remote", "add", "origin", str(tmp_path / "remote"))
    state = State()
    behaviours = {f"RUN cat /src/{name}": reads(f"/src/{name}") for name in ("one", "two")}
    run(state, Project(root, Records(state.records_path), behaviours))
    return root


def push(root: Path, *arguments: str) -> str:
    """What a push says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    # No `layer` on the PATH: the one that installed the hook is called.
    environment["PATH"] = "/usr/bin:/bin"
    done = subprocess.run(
        ["git", "push", "-q", "origin", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_push_says_what_it_costs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["hook", "install", str(root)]) == ExitCode.OK
    assert cli.main(["hook", "install", str(root)]) == ExitCode.OK
    assert "git push will say" in capsys.readouterr().out
    (root / "x" / "Layerfile").unlink()
    git(root, "commit", "-q", "-a", "-m", "x")
    assert push(root, "HEAD:refs/heads/one") == "layer: HEAD: nothing would run\n"
    write(root, {"two": "other\n"})
    git(root, "commit", "-q", "-a", "-m", "two")
    # What is not committed is not pushed.
    write(root, {"one": "not committed\n"})
    said = push(root, "HEAD:refs/heads/one")
    assert said.splitlines()[0] == "layer: HEAD would run:"
    assert "Layerfile: 1 of 2 steps, 2.0 s (Layerfile:4: two changed" in said
    assert push(root, ":refs/heads/one") == ""


def test_a_layerfile_with_mistakes_is_named(root: Path) -> None:
    cli.main(["hook", "install", str(root)])
    assert "x/Layerfile: " in push(root, "HEAD:refs/heads/one")


def test_a_hook_of_somebody_else_is_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = root / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert cli.main(["hook", "install", str(root)]) == ExitCode.USAGE
    assert "begin it with these lines" in capsys.readouterr().err
    assert cli.main(["hook", "uninstall", str(root)]) == ExitCode.USAGE
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_what_is_to_be_added_leaves_the_hook_its_input(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That of git LFS reads it, too: without it, it uploads nothing."""
    hook = root / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ncat >pushed\n")
    hook.chmod(0o755)
    assert cli.main(["hook", "install", str(root)]) == ExitCode.USAGE
    lines = [line.strip() for line in capsys.readouterr().err.splitlines() if line.startswith("    ")]
    own = "\n".join(lines).replace("layer hook", f"{sys.executable} -m layer_cli hook")
    hook.write_text(f"#!/bin/sh\n{own}\ncat >pushed\n")
    assert "layer: HEAD would run:" in push(root, "HEAD:refs/heads/one")
    assert (root / "pushed").read_text().split()[::2] == ["HEAD", "refs/heads/one"]


def test_uninstalling(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["hook", "install", str(root)])
    assert cli.main(["hook", "uninstall", str(root)]) == ExitCode.OK
    assert not (root / ".git" / "hooks" / "pre-push").exists()
    assert cli.main(["hook", "uninstall", str(root)]) == ExitCode.OK
    assert "no such hook" in capsys.readouterr().out


def test_outside_of_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["hook", "install", str(tmp_path)]) == ExitCode.USAGE
    assert "is in no git repository" in capsys.readouterr().err
    assert cli.main(["hook", "install", str(tmp_path / "nothing")]) == ExitCode.USAGE
    assert "nothing is not a folder" in capsys.readouterr().err


def test_it_never_holds_a_push_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.main(["hook", "install", str(root)])
    hook = root / ".git" / "hooks" / "pre-push"
    hook.write_text(hook.read_text().replace(sys.executable, "/bin/false"))
    assert push(root, "HEAD:refs/heads/one") == ""
