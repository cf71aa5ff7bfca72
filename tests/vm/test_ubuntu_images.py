"""Every Ubuntu image of the table, built from a mirror on this machine that has Ubuntu's layout, and booted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from layer_runner.images.definitions import IMAGES
from tests.vm.conftest import LAYER, Project
from tests.vm.ubuntu_mirror import UbuntuMirror, make_key, stop_agent

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="debootstrap needs root")
pytestmark = [pytest.mark.vm, pytest.mark.timeout(600), needs_root]

UBUNTU = sorted(name for name in IMAGES if name.startswith("vm/ubuntu:"))


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UbuntuMirror]:
    found = UbuntuMirror(tmp_path_factory.mktemp("mirror"))
    for name in UBUNTU:
        found.add(IMAGES[name])
    with found.serve():
        yield found


@pytest.fixture
def own_state(tmp_path: Path, state: Path, mirror: UbuntuMirror, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own, and the mirror instead of Ubuntu's."""
    (tmp_path / "state").mkdir()
    if (state / "kvm.json").exists():
        shutil.copy(state / "kvm.json", tmp_path / "state")
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("LAYER_UBUNTU_MIRROR", mirror.address)
    monkeypatch.setenv("LAYER_UBUNTU_KEYRING", str(mirror.keyring))
    return tmp_path / "state"


def build(name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LAYER, "image", "build", name], capture_output=True, text=True, check=False, timeout=400)


@pytest.mark.parametrize("name", UBUNTU)
def test_it_is_built_and_runs_a_layerfile(name: str, own_state: Path, mirror: UbuntuMirror, project: Project) -> None:
    done = build(name)
    assert done.returncode == 0, done.stderr
    (manifest,) = own_state.glob("images/*/manifest.json")
    told = json.loads(manifest.read_text())
    assert told["name"] == name
    assert any(line.startswith("sudo\t") for line in told["packages"])

    suite = IMAGES[name].suite
    project.write("Layerfile", f"FROM {name}\nCOPY . .\nRUN cat data /etc/apt/sources.list\nRUN sudo id -un\n")
    project.write("data", "read\n")
    ran = project.run()
    assert ran.status == 0, ran.errors
    shown = ran.output(3)
    assert shown.startswith("read\n")
    for pocket in ("", "-updates", "-security"):
        assert f"deb {mirror.address} {suite}{pocket} main universe\n" in shown
    assert project.run().verdicts == {1: "hit", 2: "hit", 3: "hit", 4: "hit"}


def test_a_mirror_that_is_signed_by_somebody_else_is_refused(
    own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    make_key(home, tmp_path / "other.gpg")
    stop_agent(home)
    monkeypatch.setenv("LAYER_UBUNTU_KEYRING", str(tmp_path / "other.gpg"))
    done = build(UBUNTU[0])
    assert done.returncode == 3
    assert "unknown key" in done.stderr
    assert list((own_state / "images").iterdir()) == []


def test_without_a_keyring_nothing_is_trusted(own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_UBUNTU_KEYRING", str(tmp_path / "none.gpg"))
    done = build(UBUNTU[0])
    assert done.returncode == 3
    assert "name the file in LAYER_UBUNTU_KEYRING" in done.stderr
