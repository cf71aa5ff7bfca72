"""What this machine has for running VMs: each part with its state, and the package to install where one is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from layer_cache.state import State
from layer_runner.errors import EngineError
from layer_runner.images import build
from layer_runner.run.kvm import verdict

_KVM_WORDS = {
    "works": "KVM (a machine was booted with it)",
    "untried": "KVM is there; it is tried with the first boot, software emulation (TCG) is the fallback",
    "fails": "software emulation (TCG): KVM is there, but a machine did not boot with it under this kernel",
    "absent": "software emulation (TCG): /dev/kvm is missing or not accessible (group kvm)",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is as it must be, what was found, and what to do."""

    part: str
    ok: bool
    found: str
    todo: str = ""


def examine(state: State) -> list[Finding]:
    """Look at everything that a run needs; starts no machine."""
    return [
        Finding("accelerator", True, _KVM_WORDS[verdict(state)]),
        _qemu(),
        _tool("qemu-img", "qemu-utils"),
        _libvirt(),
        _tool("debootstrap", "debootstrap"),
        _tool("mke2fs", "e2fsprogs"),
        _agent(),
        _images(state),
        _fuse(state),
        _disk(state),
    ]


def _qemu() -> Finding:
    path = shutil.which("qemu-system-x86_64")
    if path is None:
        return Finding("QEMU", False, "qemu-system-x86_64 is missing", "install qemu-system-x86")
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = (done.stdout or done.stderr).strip().splitlines() or [f"{path} --version says nothing"]
    todo = "" if done.returncode == 0 else "install qemu-system-x86 again"
    return Finding("QEMU", done.returncode == 0, found[0], todo)


def _tool(name: str, package: str) -> Finding:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        return Finding(name, False, "missing", f"install {package}")
    return Finding(name, True, path)


def _libvirt() -> Finding:
    if importlib.util.find_spec("libvirt") is None:
        todo = "install libvirt-dev, then pip install 'layerfile[vm]'"
        return Finding("libvirt", False, "the Python module libvirt is missing", todo)
    import libvirt

    number = libvirt.getVersion()
    version = f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
    drivers = Path("/usr/lib").glob("*/libvirt/connection-driver/libvirt_driver_qemu.so")
    if not any([*drivers, *Path("/usr/lib64/libvirt/connection-driver").glob("libvirt_driver_qemu.so")]):
        todo = "install libvirt-daemon-driver-qemu"
        return Finding("libvirt", False, f"{version}, without its QEMU driver", todo)
    return Finding("libvirt", True, f"{version}, embedded QEMU driver (no daemon)")


def _agent() -> Finding:
    try:
        return Finding("agent", True, str(build.guest_program("layer-agent")))
    except EngineError as error:
        return Finding("agent", False, str(error), "run 'make install'")


def _images(state: State) -> Finding:
    here = build.installed(state)
    found = ", ".join(sorted(here)) or "none yet: the first run builds the one it needs"
    return Finding("images", True, found)


def _fuse(state: State) -> Finding:
    """FUSE is needed inside the machines only, where the images' kernel brings it."""
    here = build.installed(state)
    if not here:
        return Finding("FUSE", True, "comes with the image's kernel; this machine needs none")
    lacking = [name for name, image in here.items() if b"fuse.ko" not in image.initrd.read_bytes()]
    if lacking:
        return Finding("FUSE", False, f"missing in {', '.join(lacking)}", "build the image again")
    return Finding("FUSE", True, "in the image's kernel; this machine needs none")


def _disk(state: State) -> Finding:
    folder = state.root
    while not folder.exists():
        folder = folder.parent
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    found = f"{free // 1024**3} GB free at {state.root}"
    if not os.access(folder, os.W_OK):
        return Finding("disk", False, f"{state.root} cannot be written", "set LAYER_STATE_DIR")
    if free < 2 * 1024**3:
        return Finding("disk", False, found, "free at least 2 GB, or set LAYER_STATE_DIR")
    return Finding("disk", True, found)
