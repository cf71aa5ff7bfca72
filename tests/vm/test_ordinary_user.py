"""An ordinary user: no rights, no KVM, a state folder of their own. All but building images works."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.vm,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user"),
]

USER = "nobody"
Layer = Callable[..., subprocess.CompletedProcess[str]]


def as_user(words: list[str], environment: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run something as the user, with nothing but this environment."""
    command = ["setpriv", f"--reuid={USER}", "--regid=nogroup", "--clear-groups", "--no-new-privs", *words]
    return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def home(state: Path) -> Iterator[Path]:
    """A folder of the user's: a home, a state folder with the image, a project."""
    # Not one of pytest's own, which nobody else may enter.
    with tempfile.TemporaryDirectory(prefix="lu-", dir="/tmp") as name:
        folder = Path(name)
        (folder / "run").mkdir(mode=0o700)
        images = folder / "state" / "images"
        images.mkdir(parents=True)
        for image in (state / "images").glob("vm-debian-12-*"):
            subprocess.run(["cp", "-a", "--sparse=always", "--reflink=auto", image, images], check=True)
        for booted in images.glob("*/booted-*"):
            booted.unlink()
        project = folder / "project"
        project.mkdir()
        (project / "Layerfile").write_text("FROM vm/debian:12\nMEMORY 512M\nCOPY . .\nRUN cat one\nRUN cat two\n")
        (project / "one").write_text("1\n")
        (project / "two").write_text("2\n")
        user = pwd.getpwnam(USER)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
        yield folder


@pytest.fixture(scope="module")
def layer(home: Path) -> Layer:
    """`layer ...` as the user."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "LAYER_STATE_DIR": str(home / "state"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "LC_ALL": "C.UTF-8",
    }
    here = as_user([sys.executable, "-c", "import layer_cli"], environment, home)
    if here.returncode != 0:
        pytest.skip(f"{USER} may not enter the folder that layer is installed in: {here.stderr}")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return as_user([sys.executable, "-m", "layer_cli", *arguments], environment, home / "project")

    return run


def verdicts(done: subprocess.CompletedProcess[str]) -> list[str]:
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return [event["verdict"] for event in events if event["event"] == "step_finished"]


def test_everything_but_building_images_needs_no_rights(home: Path, layer: Layer) -> None:
    doctor = layer("doctor")
    assert doctor.returncode == 0, doctor.stdout

    first = layer("run", "--json")
    assert first.returncode == 0, first.stdout + first.stderr
    (home / "project" / "two").write_text("another\n")
    again = layer("run", "--json")
    assert again.returncode == 0, again.stdout + again.stderr
    assert verdicts(again)[3:] == ["hit", "ran"]

    verified = layer("verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert [step["result"] for step in json.loads(verified.stdout)["steps"]] == ["same", "same"]

    for words in (("runs",), ("show",), ("logs",), ("why", "5"), ("cache", "ls"), ("cache", "check"), ("image", "ls")):
        done = layer(*words)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    assert layer("cache", "gc", "--size", "1").returncode == 0
    # An empty folder called libvirt stays, as libvirt makes one for each user.
    assert list((home / "run").rglob("layer-*")) == []


@pytest.mark.skipif(shutil.which("sudo") is not None, reason="with sudo it would ask for a password")
def test_building_an_image_without_sudo_says_what_root_can_do(home: Path, layer: Layer) -> None:
    done = layer("image", "build", "vm/ubuntu:22.04")
    assert done.returncode == 3
    assert f"have root run `layer image build` with LAYER_STATE_DIR={home}/state" in done.stderr
