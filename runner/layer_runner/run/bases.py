"""The snapshot of a freshly booted image: made once for each image and memory size, so that nobody boots again."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from layer_cache import snapshots
from layer_cache.state import State
from layer_runner.engine.connection import Connection
from layer_runner.engine.domain import HARDWARE, Accelerator, Hardware
from layer_runner.engine.machine import PROTOCOL, Machine, boot
from layer_runner.errors import EngineError, first
from layer_runner.guest.channel import Channel
from layer_runner.images.build import Image
from layer_runner.run import kvm

Say = Callable[[str], None]

#: Seconds until an image must have booted to its agent. Under KVM a healthy one takes about 3.
BOOT_SECONDS: dict[Accelerator, float] = {"kvm": 25, "tcg": 300}


def processors() -> int:
    """Processors of a machine: this one's, but more than four only cost."""
    return max(1, min(os.cpu_count() or 1, 4))


async def ensure(
    connection: Connection, state: State, image: Image, memory: int, say: Say, own: Callable[[Machine], None]
) -> tuple[str, bool]:
    """The snapshot to start `image` from with `memory` bytes, and whether a machine had to be booted for it.

    `own` is given each machine that is started, to stop it whatever happens. Raises EngineError.
    """
    async with _locked(state.locks / f"boot-{image.digest[:12]}-{memory}"):
        known = _known(state, image, memory)
        if known is not None:
            await asyncio.to_thread(connection.lease.hold, known)
            # Unless it was removed just before.
            known = _known(state, image, memory)
        if known is not None:
            return known, False
        for accelerator in _accelerators(state):
            hardware = Hardware(accelerator, memory, processors())
            say(f"booting {image.name} once with {memory // 1024**2} MB ({accelerator})")
            try:
                snapshot = await _boot(connection, state, image, hardware, own)
            except EngineError:
                if accelerator == "tcg":
                    raise
                say("KVM is there but a machine does not boot with it: going on with software emulation")
                kvm.remember(state, works=False)
                continue
            if accelerator == "kvm":
                kvm.remember(state, works=True)
            _base_file(image, memory).write_text(json.dumps({"snapshot": snapshot}))
            return snapshot, True
    raise EngineError("no accelerator could boot the image")


async def _boot(
    connection: Connection,
    state: State,
    image: Image,
    hardware: Hardware,
    own: Callable[[Machine], None],
) -> str:
    machine = await boot(connection, state, image, hardware, own)
    try:
        channel = await Channel.open(machine.channel, _no_contents)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(channel.serve())
            try:
                await channel.hello(BOOT_SECONDS[hardware.accelerator])
                await channel.resume()
                await channel.settle()
                await channel.quiesce()
                snapshot, _, commit = await machine.snapshot()
                await asyncio.to_thread(commit)
            finally:
                serving.cancel()
                await channel.close()
    except Exception as error:
        cause = first(error)
        if not isinstance(cause, EngineError):
            raise
        console = machine.console_tail(40)
        raise EngineError(f"{image.name} did not boot: {cause}\n{machine.died()}\n{console}") from cause
    finally:
        await machine.stop()
    return snapshot


def _no_contents(path: str) -> tuple[bytes, str]:
    raise OSError(f"no tree is watched yet, but {path} was asked for")


def _base_file(image: Image, memory: int) -> Path:
    return image.folder / f"booted-{memory}.json"


def _known(state: State, image: Image, memory: int) -> str | None:
    try:
        snapshot = str(json.loads(_base_file(image, memory).read_text())["snapshot"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    manifest = snapshots.read(state, snapshot)
    if manifest is None or (manifest.hardware, manifest.protocol) != (HARDWARE, PROTOCOL):
        return None
    return None if snapshots.refusal(state, snapshot) else snapshot


def _accelerators(state: State) -> tuple[Accelerator, ...]:
    """What to try, best first: KVM only where it can be opened and was not seen to fail with this kernel."""
    return ("kvm", "tcg") if kvm.verdict(state) in ("works", "untried") else ("tcg",)


@contextlib.asynccontextmanager
async def _locked(path: Path) -> AsyncIterator[None]:
    """Hold the lock file; the kernel frees it with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(0.1)
        yield
