"""`layer doctor`: what is missing is named with what to do about it."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from layer_cache.state import State
from layer_runner import doctor
from layer_runner.doctor import Finding, access, fixing, room
from layer_runner.doctor.findings import Fix
from layer_runner.errors import EngineError
from layer_runner.images import build
from layer_runner.run import kvm


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found, /usr/sbin included."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, mode=os.X_OK, path=None: real(name, mode, str(folder)))
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
        ("wget", "wget"),
    ],
)
def test_a_missing_program_is_named_with_its_package(programs: Path, state: State, part: str, package: str) -> None:
    finding = _examined(state)[part]
    assert not finding.ok
    assert "missing" in finding.found
    assert finding.todo == f"install {package}"
    assert finding.fix == Fix((package,))


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
    monkeypatch.setattr(access, "verdict", lambda _state: verdict)
    finding = _examined(state)["accelerator"]
    assert finding.ok
    assert ("KVM" if verdict in ("works", "untried") else "software emulation (TCG)") in finding.found


def _image(state: State, **manifest: object) -> None:
    folder = state.create().images / "one"
    folder.mkdir()
    for name in ("disk.raw", "vmlinuz", "initrd"):
        (folder / name).write_bytes(b"")
    (folder / "manifest.json").write_text(json.dumps({"name": "vm/debian:12", "digest": "d", **manifest}))


class TestImages:
    def test_none_is_no_fault(self, state: State) -> None:
        found = _examined(state)["images"]
        assert found.ok
        assert "first run builds" in found.found

    @pytest.mark.parametrize("manifest", [{}, {"layout": build.LAYOUT}, {"layout": "odd"}])
    def test_those_that_are_here_are_named(self, state: State, manifest: dict[str, object]) -> None:
        _image(state, **manifest)
        assert _examined(state)["images"] == Finding("images", True, "vm/debian:12")

    def test_one_that_another_version_made_is_better_built_again(self, state: State) -> None:
        _image(state, layout=build.LAYOUT - 1)
        found = _examined(state)["images"]
        assert found.ok, "it works as well as it did"
        assert found.todo == "build vm/debian:12 again"
        assert fixing.commands([found], False) == [
            fixing.Command(("layer", "image", "rm", "vm/debian:12"), False),
            fixing.Command(("layer", "image", "build", "vm/debian:12"), False),
        ]


class TestAccess:
    @pytest.fixture
    def user(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Somebody who is not root."""
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="somebody"))
        return "somebody"

    def test_kvm_that_may_not_be_opened_is_a_group_away(
        self, state: State, user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "kvm").touch()
        monkeypatch.setattr(access, "_KVM", tmp_path / "kvm")
        monkeypatch.setattr(access, "verdict", lambda _state: "absent")
        finding = _examined(state)["accelerator"]
        assert finding.ok, "software emulation is no fault"
        assert user in finding.found
        assert finding.fix is not None
        assert finding.fix.commands == (("usermod", "-aG", "kvm", user),)
        assert fixing.afterwards([finding]) == ["log in again"]

    @pytest.mark.parametrize(("scope", "ok"), [("0", True), ("1", False), ("2", False), ("3", False)])
    def test_an_ordinary_user_must_be_allowed_to_read_the_memory_of_machines(
        self, state: State, user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scope: str, ok: bool
    ) -> None:
        (tmp_path / "scope").write_text(f"{scope}\n")
        monkeypatch.setattr(access, "_YAMA", tmp_path / "scope")
        finding = _examined(state)["ptrace"]
        assert finding.ok is ok
        assert (finding.fix is not None) is (scope in "12")

    def test_root_may_unless_it_is_locked(self, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(access, "_YAMA", tmp_path / "scope")
        for scope, ok in (("1", True), ("3", False)):
            (tmp_path / "scope").write_text(scope)
            assert _examined(state)["ptrace"].ok is ok

    def test_a_kernel_without_that_restriction_has_nothing_to_say(
        self, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(access, "_YAMA", tmp_path / "none")
        assert "ptrace" not in _examined(state)

    def test_root_needs_the_account_that_libvirt_looks_up(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        def nobody(name: str) -> None:
            raise KeyError(name)

        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(pwd, "getpwnam", nobody)
        finding = _examined(state)["account"]
        assert not finding.ok
        assert [command.words[0] for command in fixing.commands([finding], True)] == ["groupadd", "useradd"]

    def test_others_do_not(self, state: State, user: str) -> None:
        assert "account" not in _examined(state)

    def test_without_sudo_somebody_else_builds_images(self, programs: Path, state: State, user: str) -> None:
        finding = _examined(state)["root"]
        assert finding.ok
        assert finding.todo == "have root build them; all else needs no rights"
        _program(programs, "sudo")
        assert "through sudo" in _examined(state)["root"].found


class TestMemory:
    @pytest.mark.parametrize(("kilobytes", "ok"), [(8 * 1024**2, True), (512 * 1024, False)])
    def test_a_machine_must_fit(
        self, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kilobytes: int, ok: bool
    ) -> None:
        (tmp_path / "meminfo").write_text(f"MemTotal: 99 kB\nMemAvailable:   {kilobytes} kB\n")
        monkeypatch.setattr(room, "_MEMORY", tmp_path / "meminfo")
        finding = _examined(state)["memory"]
        assert finding.ok is ok
        assert ok or "MEMORY" in finding.todo


class TestFixing:
    def test_packages_are_installed_at_once_and_first(self) -> None:
        findings = [
            Finding("kvm", True, "", "", Fix(commands=(("usermod", "x"),))),
            Finding("a", False, "", "", Fix(("one", "two"))),
            Finding("b", False, "", "", Fix(("two",))),
            Finding("c", False, "", "do it yourself"),
        ]
        words = [command.words for command in fixing.commands(findings, True)]
        assert words == [
            ("apt-get", "update"),
            ("apt-get", "install", "--yes", "--no-install-recommends", "one", "two"),
            ("usermod", "x"),
        ]
        assert [command.words for command in fixing.commands(findings, False)] == [("usermod", "x")]

    def test_what_needs_root_is_shown_with_sudo_to_others(self) -> None:
        assert fixing.Command(("sh", "-c", "a > b"), True).shown(False) == "sudo sh -c 'a > b'"
        assert fixing.Command(("apt-get", "update"), True).shown(True) == "apt-get update"
        assert fixing.Command(("layer", "image"), False).shown(False) == "layer image"

    def test_commands_are_run_in_order_until_one_fails(self, tmp_path: Path) -> None:
        todo = [
            fixing.Command(("layer", "-c", f"touch {tmp_path}/one"), False),
            fixing.Command(("sh", "-c", "exit 3"), False),
            fixing.Command(("touch", f"{tmp_path}/two"), False),
        ]
        with pytest.raises(EngineError, match=r"exit status 3"):
            fixing.run(todo, ["sh"])
        assert [path.name for path in tmp_path.iterdir()] == ["one"]

    def test_without_sudo_root_is_asked_for(self, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        with pytest.raises(EngineError, match="have root run `usermod x`"):
            fixing.run([fixing.Command(("usermod", "x"), True)], [])


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
