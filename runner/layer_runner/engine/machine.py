"""One machine: started from an image or a snapshot, paused and snapshotted while it runs, and stopped.

All of a snapshot is taken inside one pause: device state, the written pages of memory, and a new layer for the
disk. Files are written, and the snapshot made visible, after the machine goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import libvirt
import libvirt_qemu
import msgspec

from layer_cache import snapshots
from layer_cache.seals import seal
from layer_cache.snapshots import layer as _layer
from layer_cache.state import State
from layer_runner.engine import layers, memory
from layer_runner.engine.connection import Connection
from layer_runner.engine.domain import CACHES_BYTES, HARDWARE, Domain, Hardware, xml
from layer_runner.engine.parts import RestoreParts, SnapshotParts
from layer_runner.errors import EngineError
from layer_runner.images.build import Image

#: Version of what host and agent say to each other; snapshots hold a running agent.
PROTOCOL = 2

#: Of a chain of deltas with more bytes than this, a full image is written: restoring stays fast.
FLATTEN_BYTES = 192 * 1024**2

_SNAPSHOT_FLAGS = (
    libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY
    | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA
    | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC
)


@dataclass
class Machine:
    """A running machine and what its next snapshot will be based on."""

    connection: Connection
    state: State
    image: Image
    hardware: Hardware
    name: str
    domain: libvirt.virDomain
    scratch: Path
    disk: str
    mapping: memory.Mapping
    shadow: memory.Shadow
    base: Path | None
    parent: str | None
    delta_bytes: int = 0
    restored: RestoreParts | None = None
    failure: str | None = None
    stopped: bool = False
    _stopping: asyncio.Future[None] | None = None
    _callbacks: list[int] = field(default_factory=list)
    _unfinished: list[Path] = field(default_factory=list)

    @property
    def channel(self) -> Path:
        """The Unix socket that leads to the agent."""
        return self.scratch / "agent.sock"

    def pause(self) -> None:
        """Stop all its processors; blocks. Raises EngineError."""
        with _words(self):
            self.domain.suspend()

    def unpause(self) -> None:
        """Let it go on after `pause`; blocks. Raises EngineError."""
        with _words(self):
            self.domain.resume()

    async def snapshot(
        self,
        mounts: tuple[str, ...] = (),
        secrets: tuple[str, ...] = (),
        full: bool = False,
        kept: snapshots.Kept | None = None,
    ) -> tuple[str, SnapshotParts, Callable[[], None]]:
        """Take a snapshot and let the machine go on. The agent must be quiet (see `guest.channel`).

        `secrets` are the names of those that the machine was told; `kept` says for whom it is, if no run is to find it.

        Returns its id, what it cost, and a function that writes the files and makes the id visible: call it in
        a thread, before the next snapshot of this machine. `full`: with a memory image of its own, for forks.
        """
        return await asyncio.to_thread(self._snapshot, mounts, secrets, full, kept)

    def _snapshot(
        self, mounts: tuple[str, ...], secrets: tuple[str, ...], full: bool, kept: snapshots.Kept | None
    ) -> tuple[str, SnapshotParts, Callable[[], None]]:
        snapshot = uuid.uuid4().hex[:16]
        frozen, self.disk = self.disk, uuid.uuid4().hex[:16]
        self.connection.lease.hold(snapshot, self.disk)
        pending = self.state.snapshots / f".tmp-{snapshot}"
        pending.mkdir(parents=True)
        self._unfinished = [pending, _layer(self.state, frozen)]
        self.connection.unfinished.update((*self._unfinished, _layer(self.state, self.disk)))
        with _words(self):
            began = time.perf_counter()
            self.domain.suspend()
            _monitor(self.domain, "xen-save-devices-state", filename=str(pending / "state"), live=False)
            saved = time.perf_counter()
            changed = memory.save_changes(self.mapping, self.shadow)
            copied = time.perf_counter()
            self.domain.snapshotCreateXML(_disk_xml(_layer(self.state, self.disk)), _SNAPSHOT_FLAGS)
            switched = time.perf_counter()
            self.domain.resume()
            ended = time.perf_counter()
        parts = SnapshotParts(
            pause=ended - began,
            state=saved - began,
            memory=copied - saved,
            disk=switched - copied,
            bytes=len(changed) * memory.PAGE + _allocated(_layer(self.state, frozen)),
        )
        parent = self.parent
        self.parent = snapshot

        def commit() -> None:
            with _words(self):
                self._write(snapshot, pending, changed, parent, frozen, mounts, secrets, parts.bytes, full, kept)

        return snapshot, parts, commit

    def _write(
        self,
        snapshot: str,
        pending: Path,
        changed: list[int],
        parent: str | None,
        disk: str,
        mounts: tuple[str, ...],
        secrets: tuple[str, ...],
        size: int,
        full: bool,
        kept: snapshots.Kept | None,
    ) -> None:
        if full or parent is None or self.delta_bytes + len(changed) * memory.PAGE > FLATTEN_BYTES:
            part = "ram"
            memory.write_image(pending / part, self.base, self.hardware.memory, self.shadow)
            self.delta_bytes = 0
        else:
            part = "delta"
            memory.write_delta(pending / part, changed, self.shadow)
            self.delta_bytes += len(changed) * memory.PAGE
        layers.flatten(self.state, disk, self.image.disk)
        manifest = snapshots.Manifest(
            format=snapshots.FORMAT,
            id=snapshot,
            parent=parent,
            image=self.image.digest,
            accelerator=self.hardware.accelerator,
            memory=self.hardware.memory,
            cpus=self.hardware.cpus,
            hardware=HARDWARE,
            protocol=PROTOCOL,
            host=snapshots.host(),
            disk=disk,
            bytes=size,
            created=time.time(),
            mounts=mounts,
            secrets=secrets,
            files={
                "state": seal(pending / "state"),
                part: seal(pending / part),
                "disk": seal(_layer(self.state, disk)),
            },
            kept=kept,
        )
        (pending / "manifest.json").write_bytes(msgspec.json.encode(manifest))
        os.replace(pending, snapshots.folder(self.state, snapshot))
        self.connection.unfinished.difference_update(self._unfinished)
        self._unfinished = []

    def footprint(self) -> memory.Footprint:
        """The host's memory that is only this machine's; nothing where that cannot be told."""
        try:
            return memory.footprint(self.mapping.pid)
        except OSError:
            return memory.Footprint(0, 0)

    async def stop(self) -> None:
        """End the machine at once and remove what only it used. Never raises for a machine that is gone."""
        if self._stopping is None and not self.stopped:
            self.stopped = True
            self._stopping = asyncio.ensure_future(asyncio.to_thread(self._stop))
        if self._stopping is not None:
            # Work that no thread has taken up yet is lost with whoever waits for it.
            await asyncio.shield(self._stopping)

    def stop_now(self) -> None:
        """The same; blocks."""
        if not self.stopped:
            self.stopped = True
            self._stop()

    def _stop(self) -> None:
        for number in self._callbacks:
            with contextlib.suppress(libvirt.libvirtError):
                self.connection.handle.domainEventDeregisterAny(number)
        with contextlib.suppress(OSError):
            # What it has not written is wanted by nobody, and asking it to end politely takes a second.
            if self.name.encode() in Path(f"/proc/{self.mapping.pid}/cmdline").read_bytes():
                os.kill(self.mapping.pid, signal.SIGKILL)
        with contextlib.suppress(libvirt.libvirtError):
            self.domain.destroy()
        self.shadow.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        _layer(self.state, self.disk).unlink(missing_ok=True)
        for path in self._unfinished:
            # A snapshot that was interrupted: nothing names it.
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def died(self) -> str:
        """Why the machine is gone, as far as can be told, for an error message."""
        tail = self.connection.log_tail(self.name)
        reason = self.failure or "QEMU ended"
        return f"{reason}\n{tail}" if tail else reason

    def console_tail(self, lines: int = 8) -> str:
        """The last lines that the guest's kernel and services printed."""
        try:
            text = (self.scratch / "console.log").read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def _watch(self) -> None:
        """Remember why the machine stopped: a full disk pauses it for ever otherwise."""

        def io_error(*event: object) -> None:
            self.failure = f"the machine's disk could not be written ({event[5]})"
            with contextlib.suppress(libvirt.libvirtError):
                self.domain.destroy()

        self._callbacks.append(
            self.connection.handle.domainEventRegisterAny(
                self.domain, libvirt.VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, io_error, None
            )
        )


async def boot(
    connection: Connection, state: State, image: Image, hardware: Hardware, announce: Callable[[Machine], None]
) -> Machine:
    """Start a machine from its image's disk, with empty memory."""
    machine = await asyncio.to_thread(_start, connection, state, image, hardware, None, announce)
    await asyncio.to_thread(machine.domain.resume)
    return machine


async def restore(
    connection: Connection,
    state: State,
    image: Image,
    snapshot: str,
    announce: Callable[[Machine], None],
    caches: Path | None = None,
) -> Machine:
    """A new machine that goes on where `snapshot` was taken; it runs, but its agent is quiet. Raises EngineError.

    `caches` is the file of its second disk; without one that is empty, and ends with the machine.

    `announce` is called with the machine as soon as it exists, so that it is stopped even if this is cancelled.
    """
    await asyncio.to_thread(connection.lease.hold, snapshot)
    chain = snapshots.memory_chain(state, snapshot)
    reason = snapshots.refusal(state, snapshot)
    if chain is None or reason is not None:
        raise EngineError(f"the snapshot {snapshot} cannot be restored: {reason}")
    manifest = chain[-1]
    hardware = Hardware(
        accelerator="kvm" if manifest.accelerator == "kvm" else "tcg", memory=manifest.memory, cpus=manifest.cpus
    )
    return await asyncio.to_thread(_start, connection, state, image, hardware, chain, announce, caches)


def _start(
    connection: Connection,
    state: State,
    image: Image,
    hardware: Hardware,
    chain: tuple[snapshots.Manifest, ...] | None,
    announce: Callable[[Machine], None],
    caches: Path | None = None,
) -> Machine:
    name = f"layer-{uuid.uuid4().hex[:12]}"
    scratch = connection.folder / "machines" / name
    scratch.mkdir(parents=True)
    disk = uuid.uuid4().hex[:16]
    connection.lease.hold(disk)
    connection.unfinished.add(_layer(state, disk))
    state.disks.mkdir(parents=True, exist_ok=True)
    clock = [time.perf_counter()]
    try:
        if chain is None:
            base = None
            image_file = scratch / "ram"
            with image_file.open("wb") as file:
                file.truncate(hardware.memory)
            with connection.making:
                _overlay(_layer(state, disk), image.disk, "raw")
        else:
            base = image_file = snapshots.folder(state, chain[0].id) / "ram"
            with connection.making:
                _overlay(_layer(state, disk), _layer(state, chain[-1].disk), "qcow2")
        if caches is None:
            caches = scratch / "caches.raw"
            with caches.open("wb") as file:
                file.truncate(CACHES_BYTES)
        clock.append(time.perf_counter())
        description = Domain(
            name=name,
            uuid=str(uuid.uuid4()),
            generation=str(uuid.uuid4()),
            hardware=hardware,
            memory_image=image_file,
            disk=_layer(state, disk),
            caches=caches,
            kernel=image.kernel,
            initrd=image.initrd,
            channel=scratch / "agent.sock",
            console=scratch / "console.log",
            incoming=chain is not None,
        )
        domain = connection.create(xml(description))
    except (libvirt.libvirtError, EngineError, OSError) as error:
        shutil.rmtree(scratch, ignore_errors=True)
        _layer(state, disk).unlink(missing_ok=True)
        if isinstance(error, EngineError):
            raise
        _raise_full_disk(error)
        raise EngineError(f"the machine could not be started: {error}\n{connection.log_tail(name)}") from error
    try:
        mapping = memory.find_mapping(connection.pid_of(name), image_file, hardware.memory)
    except (LookupError, OSError, EngineError):
        # Also where the run has ended meanwhile, and its machines with it.
        with contextlib.suppress(libvirt.libvirtError):
            domain.destroy()
        shutil.rmtree(scratch, ignore_errors=True)
        _layer(state, disk).unlink(missing_ok=True)
        raise
    machine = Machine(
        connection=connection,
        state=state,
        image=image,
        hardware=hardware,
        name=name,
        domain=domain,
        scratch=scratch,
        disk=disk,
        mapping=mapping,
        shadow=memory.Shadow(hardware.memory),
        base=base,
        parent=chain[-1].id if chain else None,
    )
    announce(machine)
    machine._watch()
    clock.append(time.perf_counter())
    if chain is not None:
        with _words(machine):
            _load(machine, chain, clock)
    return machine


def _load(machine: Machine, chain: tuple[snapshots.Manifest, ...], clock: list[float]) -> None:
    """Put memory and devices of the newest of `chain` into the waiting machine, and let it run."""
    deltas = [snapshots.folder(machine.state, part.id) / "delta" for part in chain[1:]]
    try:
        machine.delta_bytes = memory.apply_deltas(machine.mapping, deltas, machine.shadow)
    except ValueError as error:
        # Out of the way, so that the next run predicts and starts from an earlier one.
        bad = snapshots.folder(machine.state, chain[-1].id)
        os.replace(bad, bad.with_name(f".damaged-{bad.name}"))
        raise EngineError(f"{error}; it was put aside: run again, from an earlier snapshot") from error
    clock.append(time.perf_counter())
    with _told(machine, "MIGRATION") as told:
        with (snapshots.folder(machine.state, chain[-1].id) / "state").open("rb") as file:
            command = json.dumps({"execute": "getfd", "arguments": {"fdname": "state"}})
            libvirt_qemu.qemuMonitorCommandWithFiles(machine.domain, command, [file.fileno()], 0)
            _monitor(machine.domain, "migrate-incoming", uri="fd:state")
        deadline = time.monotonic() + 60
        while _monitor(machine.domain, "query-status")["status"] == "inmigrate":
            if time.monotonic() > deadline:
                raise EngineError("QEMU did not load the machine's device state within 60 s")
            # To ask is work for QEMU, and five forks at once have enough of it. The time-out is for a lost event.
            told.wait(0.1)
            told.clear()
    machine.domain.resume()
    clock.append(time.perf_counter())
    disk, start, pages, devices = (after - before for before, after in pairwise(clock))
    machine.restored = RestoreParts(disk=disk, start=start, memory=pages, state=devices)


@contextlib.contextmanager
def _told(machine: Machine, event: str) -> Iterator[threading.Event]:
    """Set whenever QEMU tells of this event, by the thread that serves libvirt's."""
    told = threading.Event()
    handle = machine.connection.handle
    number = libvirt_qemu.qemuMonitorEventRegister(handle, machine.domain, event, lambda *_: told.set(), None)
    try:
        yield told
    finally:
        # The connection is closed where the run has ended meanwhile.
        with contextlib.suppress(libvirt.libvirtError):
            libvirt_qemu.qemuMonitorEventDeregister(handle, number)


def _monitor(domain: libvirt.virDomain, command: str, **arguments: object) -> dict[str, object]:
    text = json.dumps({"execute": command, "arguments": arguments})
    reply = json.loads(libvirt_qemu.qemuMonitorCommand(domain, text, 0))
    if "error" in reply:
        raise EngineError(f"QEMU refused {command}: {reply['error'].get('desc', reply['error'])}")
    result = reply.get("return", {})
    return result if isinstance(result, dict) else {}


@contextlib.contextmanager
def _words(machine: Machine) -> Iterator[None]:
    """Turn what libvirt and the system raise into errors for people."""
    try:
        yield
    except libvirt.libvirtError as error:
        raise EngineError(f"{machine.name}: {error}\n{machine.died()}") from error
    except OSError as error:
        _raise_full_disk(error)
        raise EngineError(f"{machine.name}: {error}") from error


def _raise_full_disk(error: Exception) -> None:
    from layer_cache.errors import StoreError

    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise StoreError(f"no space left for snapshots: {error}; free some, or set LAYER_STATE_DIR") from error


def _overlay(path: Path, backing: Path, kind: str) -> None:
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-b", str(backing), "-F", kind, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        path.unlink(missing_ok=True)
        if "No space left" in done.stderr:
            raise OSError(errno.ENOSPC, done.stderr.strip())
        raise EngineError(f"the machine's disk could not be made: {done.stderr.strip()}")


def _disk_xml(path: Path) -> str:
    return (
        '<domainsnapshot><disks><disk name="vda" snapshot="external"><driver type="qcow2"/>'
        f'<source file={quoteattr(str(path))}/></disk><disk name="vdb" snapshot="no"/></disks></domainsnapshot>'
    )


def _allocated(path: Path) -> int:
    return path.stat().st_blocks * 512
