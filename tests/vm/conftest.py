"""A project folder whose Layerfile is run in real VMs, through the command that people use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LAYER = [sys.executable, "-m", "layer_cli"]


@dataclass(frozen=True)
class Ran:
    """What one `layer run --json` printed and how it ended."""

    status: int
    events: list[dict[str, Any]]
    errors: str
    seconds: float

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [event for event in self.events if event["event"] == kind]

    @property
    def verdicts(self) -> dict[int, str]:
        """The verdict of each line."""
        return {event["line"]: event["verdict"] for event in self.of("step_finished")}

    def output(self, line: int, shard: int | None = None) -> str:
        """All that the step at `line` printed, in a shard or in all."""
        found = [event for event in self.of("output") if event["line"] == line]
        return "".join(event["data"] for event in found if shard is None or event["shard"] == shard)


class Project:
    """A folder with a Layerfile; not a git repository unless a test makes it one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unique = uuid.uuid4()
        folder.mkdir(parents=True, exist_ok=True)

    def layerfile(self, text: str) -> None:
        """Write the Layerfile: line 1 is FROM, line 2 makes its steps unlike those of earlier tests; then `text`."""
        self.write("Layerfile", f"FROM vm/debian:12\nENV PROJECT={self.unique}\n" + textwrap.dedent(text).lstrip())

    def write(self, name: str, text: str) -> None:
        """Write one file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `layer run --json` and do not wait for it."""
        command = [*LAYER, "run", "--json", *arguments, str(self.folder)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments: str) -> Ran:
        """`layer run --json`, to its end."""
        began = time.monotonic()
        return finish(self.start(*arguments), began)

    def predict(self) -> dict[int, dict[str, Any]]:
        """What `layer predict` says, by line."""
        done = subprocess.run(
            [*LAYER, "predict", "--json", str(self.folder)], capture_output=True, text=True, check=True, timeout=30
        )
        return {step["line"]: step for step in json.loads(done.stdout)["steps"]}


def finish(process: subprocess.Popen[str], began: float) -> Ran:
    """Wait for a started run."""
    output, errors = process.communicate(timeout=240)
    events = [json.loads(line) for line in output.splitlines()]
    return Ran(process.returncode, events, errors, time.monotonic() - began)


@pytest.fixture(scope="session")
def state() -> Path:
    """The state folder that all VM tests share: LAYER_STATE_DIR, which `make test` sets."""
    folder = os.environ.get("LAYER_STATE_DIR")
    if not folder:
        pytest.fail("VM tests need LAYER_STATE_DIR, a folder for the image that they build: use 'make test'")
    return Path(folder)


@pytest.fixture(scope="session", autouse=True)
def runtime() -> Iterator[Path]:
    """Where the runs of these tests keep sockets: so that what they leave is told from what others leave."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(prefix="lt-", dir="/tmp") as folder:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        # Steps of tests are short, and how short they are on a busy machine is chance.
        patch.setenv("LAYER_SNAPSHOTS", "every")
        yield Path(folder)


@pytest.fixture(scope="session", autouse=True)
def image(state: Path, runtime: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build the image and boot it once, before the first test's clock runs."""
    subprocess.run([*LAYER, "image", "build", "vm/debian:12"], check=True, timeout=600)
    first = Project(tmp_path_factory.mktemp("first"))
    first.layerfile("RUN true\n")
    assert first.run().status == 0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that serves what tests expose (tests/vm/site): the image has no web server."""
    found = shutil.which("go") or "/usr/lib/go-1.19/bin/go"
    program = tmp_path_factory.mktemp("site") / "site"
    source = Path(__file__).parent / "site/main.go"
    environment = {**os.environ, "CGO_ENABLED": "0"}
    subprocess.run([found, "build", "-o", str(program), str(source)], check=True, timeout=300, env=environment)
    return program


@pytest.fixture
def web(project: Project, site: Path) -> Project:
    """A project with that program in it."""
    shutil.copy(site, project.folder / "site")
    return project


@pytest.fixture
def machines(runtime: Path) -> Iterator[Callable[[], set[str]]]:
    """What runs leave: QEMU processes and engine folders. Empty again after the test, or it fails."""

    def census() -> set[str]:
        found = {str(folder) for folder in runtime.glob("layer-engine-*")}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"qemu-system" in command and f"{runtime}/".encode() in command:
                found.add(f"qemu {process.name}")
        return found

    before = census()

    def new() -> set[str]:
        return census() - before

    yield new
    assert not new(), f"left behind: {new()}"
