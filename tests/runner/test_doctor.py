"""`layer doctor`: what is missing is named with what to do about it."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from layer_cache.state import State
from layer_runner import doctor
from layer_runner.doctor import Finding
from layer_runner.run import kvm


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found, /usr/sbin included."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    real = doctor.shutil.which
    monkeypatch.setattr(doctor.shutil, "which", lambda name, mode=os.X_OK, path=None: real(name, mode, str(folder)))
    return folder


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A state folder that was not made yet."""
    return State(tmp_path / "deep" / "state")


def _program(folder: Path, name: str, script: str = "") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _examined(state: State) -> dict[str, Finding]:
    return {finding.part: finding for finding in doctor.examine(state)}


@pytest.mark.parametrize(
    ("part", "package"),
    [
        ("QEMU", "qemu-system-x86"),
        ("qemu-img", "qemu-utils"),
        ("debootstrap", "debootstrap"),
        ("mke2fs", "e2fsprogs"),
    ],
)
def test_a_missing_program_is_named_with_its_package(programs: Path, state: State, part: str, package: str) -> None:
    finding = _examined(state)[part]
    assert not finding.ok
    assert "missing" in finding.found
    assert finding.todo == f"install {package}"


def test_programs_that_are_there_are_shown(programs: Path, state: State) -> None:
    _program(programs, "qemu-system-x86_64", "echo QEMU emulator version 7.2.0; echo Copyright")
    for name in ("qemu-img", "debootstrap", "mke2fs"):
        _program(programs, name)
    found = _examined(state)
    assert found["QEMU"] == Finding("QEMU", True, "QEMU emulator version 7.2.0")
    assert found["mke2fs"] == Finding("mke2fs", True, str(programs / "mke2fs"))


@pytest.mark.parametrize(
    ("script", "words"), [("exit 127", "says nothing"), ("echo libfoo.so: not found >&2; exit 127", "libfoo.so")]
)
def test_a_qemu_that_does_not_start_is_said(programs: Path, state: State, script: str, words: str) -> None:
    _program(programs, "qemu-system-x86_64", script)
    finding = _examined(state)["QEMU"]
    assert not finding.ok
    assert words in finding.found
    assert "qemu-system-x86" in finding.todo


def test_a_missing_libvirt_module_says_how_to_get_it(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "libvirt" else real(name))
    finding = _examined(state)["libvirt"]
    assert not finding.ok
    assert "libvirt-dev" in finding.todo
    assert "layerfile[vm]" in finding.todo


def test_a_missing_qemu_driver_names_its_package(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("libvirt")

    def nothing(_path: Path, _pattern: str) -> Iterator[Path]:
        return iter(())

    monkeypatch.setattr(Path, "glob", nothing)
    finding = _examined(state)["libvirt"]
    assert not finding.ok
    assert finding.todo == "install libvirt-daemon-driver-qemu"


def test_a_missing_agent_is_to_be_built(tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_GUEST_DIR", str(tmp_path / "nowhere"))
    finding = _examined(state)["agent"]
    assert (finding.ok, finding.todo) == (False, "run 'make install'")


@pytest.mark.parametrize("verdict", ["works", "untried", "fails", "absent"])
def test_the_accelerator_in_use_is_told_and_software_is_no_fault(
    state: State, monkeypatch: pytest.MonkeyPatch, verdict: kvm.Verdict
) -> None:
    monkeypatch.setattr(doctor, "verdict", lambda _state: verdict)
    finding = _examined(state)["accelerator"]
    assert finding.ok
    assert ("KVM" if verdict in ("works", "untried") else "software emulation (TCG)") in finding.found


class TestImages:
    def test_none_is_no_fault(self, state: State) -> None:
        found = _examined(state)
        assert found["images"].ok
        assert "first run builds" in found["images"].found
        assert found["FUSE"].ok

    @pytest.mark.parametrize(("initrd", "ok"), [(b"modules/fuse.ko", True), (b"modules/ext4.ko", False)])
    def test_an_image_needs_fuse(self, state: State, initrd: bytes, ok: bool) -> None:
        folder = state.create().images / "one"
        folder.mkdir()
        for name in ("disk.raw", "vmlinuz"):
            (folder / name).write_bytes(b"")
        (folder / "initrd").write_bytes(initrd)
        (folder / "manifest.json").write_text(json.dumps({"name": "vm/debian:12", "digest": "d"}))
        found = _examined(state)
        assert found["images"].found == "vm/debian:12"
        assert found["FUSE"].ok is ok
        assert ok or "vm/debian:12" in found["FUSE"].found

    def test_a_damaged_image_ends_nothing(self, state: State) -> None:
        folder = state.create().images / "one"
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"name": "vm/debian:12", "digest": "d"}))
        assert _examined(state)["FUSE"].ok


class TestDisk:
    def test_the_room_is_told_even_where_the_folder_is_not_made_yet(self, state: State) -> None:
        finding = _examined(state)["disk"]
        assert str(state.root) in finding.found
        assert not state.root.exists()

    def test_too_little_room_says_what_to_do(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_bavail=1024**2, f_frsize=1024))
        finding = _examined(state)["disk"]
        assert not finding.ok
        assert "LAYER_STATE_DIR" in finding.todo

    def test_a_folder_that_cannot_be_written_is_said(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda _path, _mode: False)
        finding = _examined(state)["disk"]
        assert not finding.ok
        assert finding.todo == "set LAYER_STATE_DIR"


def test_every_fault_says_what_to_do(programs: Path, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_GUEST_DIR", str(programs))
    findings = doctor.examine(state)
    assert [finding.part for finding in findings if not finding.ok and not finding.todo] == []
