"""Makes an image: debootstrap, a kernel, the agent, and an ext4 disk with all of it, without loop devices or mounts.

An image is a folder below the state's `images`:

    vm-debian-12-1a2b3c4d5e6f/
        manifest.json   name, digest, kernel version, packages (read by `layer_cache.images`)
        disk.raw        sparse ext4 file, the disk's whole contents
        vmlinuz         kernel, booted directly
        initrd          see `initramfs`

It is built under a temporary name and renamed, so that a folder without `.tmp-` is always whole. Another process
that builds the same image waits for the lock and then finds it there.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from layer_cache.state import State
from layer_runner.errors import EngineError
from layer_runner.images import initramfs, mirrors, rootfs, unpacking
from layer_runner.images.definitions import IMAGES, ImageDefinition, closest

#: Raised when what `rootfs` writes changes, so that images made before are made again.
LAYOUT = 5

#: Size of the disk that a machine sees, in bytes; the file is sparse.
DISK_BYTES = 32 * 1024**3

#: Variables of the environment that a build by root must know of.
_MEANT = re.compile(r"LAYER_[A-Z]+_(MIRROR|KEYRING)|LAYER_GUEST_DIR|https?_proxy|no_proxy")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is on this machine."""

    name: str
    digest: str
    folder: Path

    @property
    def disk(self) -> Path:
        """The raw disk, never written to: machines have overlays above it."""
        return self.folder / "disk.raw"

    @property
    def kernel(self) -> Path:
        return self.folder / "vmlinuz"

    @property
    def initrd(self) -> Path:
        return self.folder / "initrd"

    @property
    def whole(self) -> bool:
        """Whether its files are there."""
        return all(part.is_file() for part in (self.disk, self.kernel, self.initrd))


def installed(state: State) -> dict[str, Image]:
    """Images on this machine by name; the newest where there are several of one name.

    One without a readable manifest does not count, and one without its files is not here: it is to be built again.
    """
    found: list[tuple[float, Image]] = []
    for path in state.images.glob("*/manifest.json"):
        if path.parent.name.startswith(".tmp-"):
            continue
        try:
            manifest = json.loads(path.read_bytes())
            image = Image(manifest["name"], manifest["digest"], path.parent)
            found.append((path.stat().st_mtime, image))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    newest = {image.name: image for _, image in sorted(found, key=lambda each: (each[0], each[1].folder.name))}
    return {name: image for name, image in newest.items() if image.whole}


def guest_program(name: str) -> Path:
    """A program for inside the machine, "layer-agent" or "layer-init": in LAYER_GUEST_DIR, else as installed."""
    folder = Path(os.environ.get("LAYER_GUEST_DIR") or Path(__file__).parents[1] / "bin")
    path = folder / name
    if not path.is_file():
        raise EngineError(f"{path} was not built: run 'make install'")
    return path


def ensure(state: State, name: str, say: Say) -> Image:
    """The image called `name`, built now if it is not there. Raises EngineError."""
    definition = IMAGES.get(name)
    if definition is None:
        raise EngineError(closest(name))
    image = installed(state).get(name)
    return image if image is not None else build(state, definition, say)


def build(state: State, definition: ImageDefinition, say: Say) -> Image:
    """Make the image that `definition` describes; debootstrap needs root, or sudo. Raises EngineError."""
    _require_tools()
    state.images.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return _build_through_sudo(state, definition, say)
    with _locked(state.locks / f"image-{_slug(definition.name)}", say):
        present = installed(state).get(definition.name)
        if present is not None:
            return present
        prefix = f".tmp-{_slug(definition.name)}-"
        # What a build has left that was killed; nobody else holds the lock.
        for left in state.images.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        # World-readable on the way down, or debootstrap's _apt user cannot enter.
        scratch = Path(tempfile.mkdtemp(prefix=prefix, dir=state.images))
        try:
            return _build_in(scratch, state, definition, say)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _build_through_sudo(state: State, definition: ImageDefinition, say: Say) -> Image:
    """Build as root in the same state folder, then take ownership of the result."""
    say(f"{definition.name}: building needs root for debootstrap: asking sudo")
    owner = f"{os.getuid()}:{os.getgid()}"
    worker = [sys.executable, "-m", "layer_runner.images", definition.name, str(state.root), owner]
    # sudo drops the environment: mirrors and the agent's place are given by name.
    given = [f"{name}={value}" for name, value in os.environ.items() if _MEANT.fullmatch(name)]
    try:
        done = subprocess.run(["sudo", "env", *given, *worker], check=False)
    except FileNotFoundError:
        raise EngineError(
            f"{definition.name} must be built by root, and there is no sudo here: {_by_root(state)}"
        ) from None
    image = installed(state).get(definition.name)
    if done.returncode != 0 or image is None:
        raise EngineError(f"sudo could not build {definition.name}: {_by_root(state)}")
    return image


def _by_root(state: State) -> str:
    """What root can do for somebody who may not become root."""
    user = pwd.getpwuid(os.getuid()).pw_name
    return (
        f"have root run `layer image build` with LAYER_STATE_DIR={state.root}, and then give you what it made: "
        f"`chown -R {user}: {state.root}`"
    )


def remove(image: Image) -> None:
    """Delete an image's files."""
    shutil.rmtree(image.folder)


def _build_in(scratch: Path, state: State, definition: ImageDefinition, say: Say) -> Image:
    root = scratch / "root"
    result = scratch / "image"
    result.mkdir()
    known = mirrors.configured()
    mirror = mirrors.for_distribution(definition.distribution, known)
    keyring = mirrors.own_keyring(definition.distribution)
    say(f"{definition.name}: unpacking packages (debootstrap {definition.suite})")
    unpacking.debootstrap(root, definition, mirror, keyring)
    say(f"{definition.name}: kernel and agent")
    default = (root / "etc/apt/sources.list").read_text().split()
    sources = mirrors.sources_list(
        definition.suite, mirror or default[1], known, definition.components, definition.pockets
    )
    staging = scratch / "staging"
    staging.mkdir()
    kernel = unpacking.kernel(root, staging, definition, sources)
    agent, init = guest_program("layer-agent"), guest_program("layer-init")
    packages = unpacking.packages(root)
    rootfs.configure(root, agent)
    (root / "etc/apt/sources.list").write_text(sources)
    (root / "etc/machine-id").write_text(os.urandom(16).hex() + "\n")
    shutil.copyfile(root / "boot" / f"vmlinuz-{kernel}", result / "vmlinuz")
    (result / "initrd").write_bytes(initramfs.build(init, root / "lib/modules" / kernel))
    say(f"{definition.name}: writing the disk")
    _disk(root, result / "disk.raw")
    digest = _digest(definition, (agent, init), kernel, packages)
    manifest = {
        "name": definition.name,
        "digest": digest,
        "layout": LAYOUT,
        "kernel": kernel,
        "packages": packages.splitlines(),
    }
    (result / "manifest.json").write_text(json.dumps(manifest, indent=1))
    final = state.images / f"{_slug(definition.name)}-{digest[:12]}"
    if final.exists():
        shutil.rmtree(final)
    os.replace(result, final)
    return Image(definition.name, digest, final)


def _disk(root: Path, disk: Path) -> None:
    with disk.open("wb") as file:
        file.truncate(DISK_BYTES)
    options = "lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0"
    # No journal: a machine's disk is never lost on its own, it goes with its memory.
    command = ["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-L", "root", "-E", options]
    command += ["-d", str(root), "-m", "0", "-F", str(disk)]
    unpacking.run(command)


def _digest(definition: ImageDefinition, programs: Iterable[Path], kernel: str, packages: str) -> str:
    parts = [str(LAYOUT), repr(definition), kernel, packages]
    parts += [hashlib.sha256(program.read_bytes()).hexdigest() for program in programs]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _require_tools() -> None:
    for tool, package in (("debootstrap", "debootstrap"), ("mke2fs", "e2fsprogs")):
        if shutil.which(tool) is None and not Path("/usr/sbin", tool).exists():
            raise EngineError(f"{tool} is missing: install the package {package!r}")


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name)


@contextlib.contextmanager
def _locked(path: Path, say: Say) -> Iterator[None]:
    """Hold the lock file `path`; the kernel frees it with the process, so it can't go stale."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another process that builds the same image")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
