"""The real agent on this host, in a mount namespace of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.agent.client import Client
from tests.editors.fetching import missing

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def agent_program() -> Path:
    """The agent, built from this checkout."""
    if os.geteuid() != 0 or not Path("/dev/fuse").exists():
        missing("needs root and /dev/fuse")
    if shutil.which("go") is None and not Path("/usr/lib/go-1.19/bin/go").exists():
        missing("needs Go")
    folder = _ROOT / "build/agent"
    subprocess.run(
        ["make", "--no-print-directory", "-C", str(_ROOT / "agent"), "all", f"OUT={folder}"],
        check=True,
        timeout=300,
        stdout=subprocess.DEVNULL,
    )
    return folder / "layer-agent"


@dataclass
class Guest:
    """A running agent, and the folder that stands for the guest's watched directory."""

    client: Client
    process: subprocess.Popen[bytes]
    folder: Path
    program: Path
    log: Path

    def path(self, name: str) -> str:
        """The path of a watched file."""
        return str(self.folder / name)

    def put(self, files: dict[str, object], fresh: bool = False, renewed: Sequence[str] = ()) -> int:
        """Make the tree be `files`, by names in the folder; how many entries changed. What was written over
        `renewed` is taken away.
        """
        placed = {self.path(name): what for name, what in files.items()}
        ready = self.client.put_tree(placed, [str(self.folder)], fresh, [self.path(name) for name in renewed])
        assert ready["t"] == "tree_ready", ready
        return int(ready["changed"])

    def run(self, script: str) -> str:
        """Run a shell script in the folder; what it printed."""
        return self.client.run(script, cwd=str(self.folder))

    def observed(self) -> set[tuple[str, str, str]]:
        """End the step: what it observed, by names in the folder."""
        items = self.client.boundary()
        return {(kind, os.path.relpath(path, self.folder), value) for kind, path, value in items}

    def step(self, script: str) -> set[tuple[str, str, str]]:
        """Run a script as a step of its own; what it observed."""
        self.run(script)
        return self.observed()


@pytest.fixture
def guest(agent_program: Path, tmp_path: Path) -> Iterator[Guest]:
    """An agent that nobody has given a tree yet."""
    folder = tmp_path / "watched"
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                "unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc",
                "--propagation", "private", str(agent_program), "-no-clock",
                "-listen", str(tmp_path / "port"), "-state", str(tmp_path / "state"),
                "-tree", str(tmp_path / "tree"),
            ],
            stdout=output,
            stderr=output,
        )  # fmt: skip
    try:
        client = Client(tmp_path / "port")
        client.hello()
        yield Guest(client, process, folder, agent_program, log)
        client.socket.close()
    finally:
        # unshare lets no other signal through; everything in its namespace ends with it.
        process.kill()
        process.wait(10)
        print(log.read_text(errors="replace"))
