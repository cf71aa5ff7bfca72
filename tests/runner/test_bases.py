"""The snapshot of a freshly booted image: made once, and with software emulation where KVM does not work."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("libvirt")

from layer_cache import snapshots
from layer_cache.state import State
from layer_runner.errors import EngineError, GuestDied
from layer_runner.images.build import Image
from layer_runner.run import bases, kvm

_MEMORY = 512 * 1024**2


class World:
    """Machines that only pretend to boot; `fails` says what goes wrong with which accelerator."""

    def __init__(self, state: State, image: Image) -> None:
        self.state = state
        self.image = image
        self.fails: dict[str, Exception] = {}
        self.booted: list[str] = []
        self.stopped = 0
        self.said: list[str] = []
        self.held: list[str] = []

    async def boot(self, _connection: object, _state: State, _image: Image, hardware: Any, _own: object) -> Any:
        """Instead of `machine.boot`."""
        self.booted.append(hardware.accelerator)

        async def stop() -> None:
            self.stopped += 1

        async def snapshot() -> tuple[str, None, Any]:
            return "snapshot", None, lambda: None

        return SimpleNamespace(
            channel=Path("agent.sock"),
            accelerator=hardware.accelerator,
            stop=stop,
            snapshot=snapshot,
            died=lambda: "QEMU's last words",
            console_tail=lambda _lines: "the console's last words",
        )

    async def open(self, _path: Path, _fetch: object) -> Any:
        """Instead of `Channel.open`."""
        error = self.fails.get(self.booted[-1])

        async def nothing(*_arguments: object) -> None:
            return None

        async def resume() -> None:
            if error is not None:
                raise error

        return SimpleNamespace(
            serve=nothing, hello=nothing, resume=resume, settle=nothing, quiesce=nothing, close=nothing
        )

    def ensure(self) -> tuple[str, bool]:
        """Call it as a run does."""
        connection: Any = SimpleNamespace(lease=SimpleNamespace(hold=self.held.append))
        request = bases.ensure(connection, self.state, self.image, _MEMORY, self.said.append, lambda _machine: None)
        return asyncio.run(request)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A host with KVM that was not tried, and an image that was never booted."""
    folder = tmp_path / "image"
    folder.mkdir()
    world = World(State(tmp_path / "state").create(), Image("vm/debian:12", "1" * 64, folder))
    remembered = {"verdict": "untried"}
    monkeypatch.setattr(bases, "boot", world.boot)
    monkeypatch.setattr(bases.Channel, "open", world.open)
    monkeypatch.setattr(kvm, "verdict", lambda _state: remembered["verdict"])
    monkeypatch.setattr(kvm, "remember", lambda _state, works: remembered.update(verdict="works" if works else "fails"))
    return world


def test_a_boot_leads_to_a_snapshot_and_the_machine_is_stopped(world: World) -> None:
    assert world.ensure() == ("snapshot", True)
    assert (world.booted, world.stopped) == (["kvm"], 1)
    assert kvm.verdict(world.state) == "works"


@pytest.mark.parametrize("error", [GuestDied("no answer"), EngineError("the machine could not resume")])
def test_where_kvm_fails_software_emulation_is_used_and_that_is_remembered(world: World, error: Exception) -> None:
    world.fails = {"kvm": error}
    assert world.ensure() == ("snapshot", True)
    assert (world.booted, world.stopped) == (["kvm", "tcg"], 2)
    assert kvm.verdict(world.state) == "fails"
    assert any("software emulation" in text for text in world.said)
    world.ensure()
    assert world.booted[2:] == ["tcg"]


@pytest.mark.parametrize("error", [GuestDied("no answer"), EngineError("the machine could not resume")])
def test_where_nothing_boots_the_error_has_all_last_words(world: World, error: Exception) -> None:
    world.fails = {"kvm": error, "tcg": error}
    with pytest.raises(EngineError) as raised:
        world.ensure()
    assert str(error) in str(raised.value)
    assert "QEMU's last words" in str(raised.value)
    assert "the console's last words" in str(raised.value)
    assert world.stopped == 2


def test_a_snapshot_that_can_be_restored_is_not_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ensure()
    manifest = SimpleNamespace(hardware=bases.HARDWARE, protocol=bases.PROTOCOL)
    monkeypatch.setattr(snapshots, "read", lambda _state, _snapshot: manifest)
    monkeypatch.setattr(snapshots, "refusal", lambda _state, _snapshot: None)
    assert world.ensure() == ("snapshot", False)
    assert world.held == ["snapshot"], "from here on nobody may remove it"
    monkeypatch.setattr(snapshots, "refusal", lambda _state, _snapshot: "its files are gone")
    assert world.ensure() == ("snapshot", True)


@pytest.mark.parametrize("content", ["", "{", "{}", "null", "[]"])
def test_a_damaged_note_of_it_counts_as_none(world: World, content: str) -> None:
    (world.image.folder / f"booted-{_MEMORY}.json").write_text(content)
    assert world.ensure() == ("snapshot", True)
    assert json.loads((world.image.folder / f"booted-{_MEMORY}.json").read_text()) == {"snapshot": "snapshot"}


def test_a_machine_has_between_one_and_four_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    for here, there in ((None, 1), (1, 1), (3, 3), (64, 4)):
        monkeypatch.setattr("os.cpu_count", lambda here=here: here)
        assert bases.processors() == there
