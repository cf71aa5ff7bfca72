"""The connection to libvirt: its QEMU driver inside our own process, in a private folder, with no daemon.

https://libvirt.org/drvqemu.html#embedded-driver describes `qemu:///embed?root=DIR`. The folder belongs to one
process; it is short-lived and lies where paths are short, because it holds Unix sockets (at most 108 bytes).
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import AsyncIterator
from pathlib import Path

# libvirt would log to our standard error; its errors reach us as exceptions. It reads this when it is imported.
os.environ.setdefault("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null")

import libvirt
import libvirtaio

from layer_cache.keeping.leases import Lease
from layer_cache.state import State
from layer_runner.engine import folders
from layer_runner.errors import EngineError

_QEMU_CONF = """\
stdio_handler = "file"
security_driver = "none"
namespaces = []
cgroup_controllers = []
remember_owner = 0
dynamic_ownership = 0
"""

_AS_ROOT = """\
user = "root"
group = "root"
"""


class Connection:
    """An open libvirt connection, the folder in which its machines keep sockets and logs, and what they use."""

    def __init__(self, handle: libvirt.virConnect, folder: Path, lease: Lease) -> None:
        self.handle = handle
        self.folder = folder
        self.lease = lease
        #: Files that nobody needs if this process ends now.
        self.unfinished: set[Path] = set()
        #: Held while another process makes such a file.
        self.making = threading.Lock()
        self._changed = threading.Condition()
        self._starting = 0
        self._closed = False

    def create(self, xml: str) -> libvirt.virDomain:
        """Start a paused machine; blocks. Raises libvirtError, or EngineError once `close` was called.

        Several threads may start machines at the same time.
        """
        with self._changed:
            if self._closed:
                raise EngineError("the run is ending: no machine is started any more")
            self._starting += 1
        try:
            return self.handle.createXML(xml, libvirt.VIR_DOMAIN_START_PAUSED)
        finally:
            with self._changed:
                self._starting -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Destroy every machine, also those that threads are starting at this moment, and disconnect; blocks."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._starting == 0)
        domains = [domain for domain in self.handle.listAllDomains() if domain.name().startswith("layer-")]
        for domain in domains:
            # All of them first: libvirt takes its time for each.
            with contextlib.suppress(EngineError, OSError):
                os.kill(self.pid_of(domain.name()), signal.SIGKILL)
        for domain in domains:
            with contextlib.suppress(libvirt.libvirtError):
                domain.destroy()
        self.handle.close()

    def abandon(self) -> None:
        """End every machine and remove what only they used, without libvirt and in no order; blocks for milliseconds.

        For a process that exits then.
        """
        # Never given back: nothing is made any more.
        self.making.acquire(timeout=1)
        folders.remove(self.folder)
        for path in tuple(self.unfinished):
            with contextlib.suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        self.lease.close()

    def pid_of(self, name: str) -> int:
        """The process that runs the machine called `name`. Raises EngineError where there is none."""
        path = self.folder / "run" / "qemu" / f"{name}.pid"
        try:
            return int(path.read_text())
        except (OSError, ValueError) as error:
            raise EngineError(f"the machine {name} has no process: {error}") from error

    def log_tail(self, name: str, lines: int = 8) -> str:
        """The last lines that QEMU wrote for the machine called `name`."""
        path = self.folder / "log" / "qemu" / f"{name}.log"
        try:
            return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


@contextlib.asynccontextmanager
async def connect(state: State) -> AsyncIterator[Connection]:
    """Open the embedded driver for the length of the block; machines still there are destroyed at its end.

    Raises EngineError, with the package to install, where QEMU or the driver is missing.
    """
    require_engine()
    _quiet()
    folders.remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=folders.PREFIX, dir=folders.short()))
    try:
        _prepare(folder, state)
        _register_loop()
        _steady_capabilities()
        uri = os.environ.get("LAYER_LIBVIRT_URI") or f"qemu:///embed?root={folder}"
        # Given back only when no machine is left that could use what it names.
        with Lease(state) as lease:
            connection = Connection(await asyncio.to_thread(_open, uri), folder, lease)
            _connections.append(connection)
            try:
                yield connection
            finally:
                await asyncio.to_thread(connection.close)
                _connections.remove(connection)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _steady_capabilities() -> None:
    """Keep libvirt from probing QEMU anew, for 4 s, whenever it loads one of its modules late.

    It dates its cache of capabilities by the newest of its files that are loaded, and loads its storage modules
    only when a first disk is looked at, so that the date changes within a process. Tell it of them at once.
    The function is not part of libvirt's public interface: without it all works, but slower.
    """
    with contextlib.suppress(OSError, AttributeError):
        update = ctypes.CDLL("libvirt.so.0").virUpdateSelfLastChanged
        for folder in ("storage-file", "connection-driver"):
            modules = [*Path("/usr/lib").glob(f"*/libvirt/{folder}/*.so")]
            modules += Path("/usr/lib64/libvirt", folder).glob("*.so")
            for module in modules:
                update(str(module).encode())


def require_engine() -> None:
    """Raise EngineError, naming the Debian package, if QEMU is not on this machine."""
    for tool, package in (("qemu-system-x86_64", "qemu-system-x86"), ("qemu-img", "qemu-utils")):
        if shutil.which(tool) is None:
            raise EngineError(f"{tool} is missing: install the package {package!r} ('layer doctor' tells more)")


def _open(uri: str) -> libvirt.virConnect:
    try:
        return libvirt.open(uri)
    except libvirt.libvirtError as error:
        text = str(error)
        if "no connection driver" in text or "libvirt_driver_qemu" in text:
            hint = "libvirt's QEMU driver is missing: install the package 'libvirt-daemon-driver-qemu'"
            raise EngineError(hint) from error
        raise EngineError(f"libvirt could not be opened at {uri}: {text}") from error


def _prepare(folder: Path, state: State) -> None:
    (folder / "etc").mkdir()
    as_root = os.geteuid() == 0
    (folder / "etc" / "qemu.conf").write_text(_QEMU_CONF + (_AS_ROOT if as_root else ""))
    shared = state.root / "engine"
    shared.mkdir(parents=True, exist_ok=True)
    # libvirt probes each QEMU for seconds; one shared folder of capabilities makes that once a machine.
    (folder / "cache").symlink_to(shared)
    (folder / "owner").write_text(str(os.getpid()))


def _quiet() -> None:
    """libvirt prints each error to standard error by itself; ours carry the text."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)


#: Those that are open.
_connections: list[Connection] = []


def abandon_all() -> None:
    """Leave nothing behind of a process that exits at once."""
    for connection in tuple(_connections):
        connection.abandon()


_registered: list[asyncio.AbstractEventLoop] = []


def _register_loop() -> None:
    """Let libvirt's timers and watches run in this loop; libvirt takes one loop in a process's life."""
    loop = asyncio.get_running_loop()
    if not _registered:
        libvirtaio.virEventRegisterAsyncIOImpl(loop)
        _registered.append(loop)
    elif _registered[0] is not loop:
        raise EngineError("libvirt is already driven by another event loop of this process")
