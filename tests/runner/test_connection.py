"""What of the connection needs no machine: cleaning up after processes that were killed, and words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("libvirt")

from layer_runner.engine import connection, folders
from layer_runner.errors import EngineError

_SECONDS = 20


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which engines' folders lie."""
    monkeypatch.setattr(folders, "short", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def dead() -> int:
    """The id of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(_SECONDS)
    return process.pid


@pytest.fixture
def start() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts processes that wait, with a word on their command line."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one(word: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "print(flush=True); input()", word]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.wait(_SECONDS)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()


def _lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether nobody killed the process: it ends by itself when told."""
    process.communicate(b"\n", timeout=_SECONDS)
    return process.returncode == 0


def _engine(runtime: Path, name: str, owner: object) -> Path:
    folder = runtime / f"layer-engine-{name}"
    (folder / "run/qemu").mkdir(parents=True)
    (folder / "owner").write_text(str(owner))
    return folder


def _pid_file(folder: Path, name: str, content: object) -> None:
    (folder / "run/qemu" / f"{name}.pid").write_text(str(content))


class TestRemoveAbandoned:
    def test_a_dead_owners_folder_goes(self, runtime: Path, dead: int) -> None:
        folder = _engine(runtime, "old", dead)
        folders.remove_abandoned()
        assert not folder.exists()

    def test_a_living_owners_folder_stays(self, runtime: Path) -> None:
        folder = _engine(runtime, "mine", os.getpid())
        folders.remove_abandoned()
        assert (folder / "owner").exists()

    @pytest.mark.parametrize("owner", ["", "nobody", "12 34"])
    def test_a_folder_whose_owner_is_not_known_stays(self, runtime: Path, owner: str) -> None:
        folder = _engine(runtime, "odd", owner)
        folders.remove_abandoned()
        assert folder.exists()

    def test_a_folder_that_is_just_being_made_stays(self, runtime: Path) -> None:
        folder = runtime / "layer-engine-new"
        folder.mkdir()
        folders.remove_abandoned()
        assert folder.exists()

    def test_what_is_not_an_engines_stays(self, runtime: Path, dead: int) -> None:
        (runtime / "other").mkdir()
        (runtime / "other/owner").write_text(str(dead))
        folders.remove_abandoned()
        assert (runtime / "other/owner").exists()

    def test_a_link_to_a_folder_of_others_is_not_followed(self, runtime: Path, dead: int) -> None:
        target = runtime / "precious"
        target.mkdir()
        (target / "owner").write_text(str(dead))
        (runtime / "layer-engine-link").symlink_to(target)
        folders.remove_abandoned()
        assert (target / "owner").exists()

    def test_its_machines_are_ended_first(
        self, runtime: Path, dead: int, start: Callable[[str], subprocess.Popen[bytes]]
    ) -> None:
        folder = _engine(runtime, "old", dead)
        machine = start(f"file={folder}/machines/ram")
        _pid_file(folder, "layer-1", machine.pid)
        folders.remove_abandoned()
        assert machine.wait(_SECONDS) == -9
        assert not folder.exists()


class TestKillMachines:
    def test_a_pid_that_belongs_to_something_else_now_is_spared(
        self, runtime: Path, dead: int, start: Callable[[str], subprocess.Popen[bytes]]
    ) -> None:
        folder = _engine(runtime, "old", dead)
        stranger = start("/elsewhere/ram")
        other = start(f"file={runtime}/layer-engine-another/ram")
        _pid_file(folder, "layer-1", stranger.pid)
        _pid_file(folder, "layer-2", other.pid)
        folders._kill_machines(folder)
        assert _lives(stranger)
        assert _lives(other)

    def test_a_folder_whose_name_only_begins_the_same_is_another(
        self, runtime: Path, dead: int, start: Callable[[str], subprocess.Popen[bytes]]
    ) -> None:
        folder = _engine(runtime, "ab", dead)
        other = start(f"file={runtime}/layer-engine-abc/machines/ram")
        _pid_file(folder, "layer-1", other.pid)
        folders._kill_machines(folder)
        assert _lives(other)

    def test_damaged_files_keep_no_machine_alive(
        self, runtime: Path, dead: int, start: Callable[[str], subprocess.Popen[bytes]]
    ) -> None:
        folder = _engine(runtime, "old", dead)
        machine = start(f"file={folder}/machines/ram")
        for number, content in enumerate(["", "text", "-1", "0", dead, "99999999999999999999"]):
            _pid_file(folder, f"layer-{number}", content)
        _pid_file(folder, "layer-z", machine.pid)
        folders._kill_machines(folder)
        assert machine.wait(_SECONDS) == -9


class TestRequireEngine:
    def test_without_qemu_its_package_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(EngineError, match="'qemu-system-x86'") as raised:
            connection.require_engine()
        assert "layer doctor" in str(raised.value)

    def test_without_qemu_img_its_package_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "qemu-system-x86_64").write_text("#!/bin/sh\n")
        (tmp_path / "qemu-system-x86_64").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(EngineError, match="'qemu-utils'"):
            connection.require_engine()


class TestShortFolder:
    """Unix sockets below it have at most 108 bytes."""

    def test_the_runtime_folder_is_taken_if_it_is_short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/run")
        monkeypatch.setattr(os, "access", lambda _path, _mode: True)
        assert folders.short() == Path("/run")

    def test_a_long_one_is_not(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        long = tmp_path / ("long" * 20)
        long.mkdir()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
        assert folders.short() == Path("/tmp")

    @pytest.mark.parametrize("value", ["", "/nowhere"])
    def test_nor_is_one_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", value)
        assert folders.short() == Path("/tmp")
