"""Programs, libraries and images that a run needs."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

from layer_cache.state import State
from layer_runner.doctor.findings import Finding, Fix, missing
from layer_runner.errors import EngineError
from layer_runner.images import build

#: Programs, and the Debian package of each. debootstrap fetches with wget and unpacks with dpkg.
_TOOLS = (
    ("qemu-img", "qemu-utils"),
    ("debootstrap", "debootstrap"),
    ("wget", "wget"),
    ("dpkg-deb", "dpkg"),
    ("mke2fs", "e2fsprogs"),
    ("git", "git"),
)

#: Where distributions put libvirt's modules.
_MODULES = (Path("/usr/lib"), "*/libvirt"), (Path("/usr/lib64"), "libvirt"), (Path("/usr/lib"), "libvirt")


def examine() -> list[Finding]:
    """Each program and library."""
    return [_qemu(), _libvirt(), *(_tool(name, package) for name, package in _TOOLS)]


def agent() -> Finding:
    """The programs that go into images."""
    try:
        return Finding("agent", True, str(build.guest_program("layer-agent")))
    except EngineError as error:
        return Finding("agent", False, str(error), "run 'make install'")


def images(state: State) -> Finding:
    """The images that are built, and those that this `layer` would make otherwise."""
    here = build.installed(state)
    if not here:
        return Finding("images", True, "none yet: the first run builds the one it needs")
    names = sorted(here)
    old = [name for name in names if _layout(here[name]) not in (None, build.LAYOUT)]
    if not old:
        return Finding("images", True, ", ".join(names))
    commands = tuple(("layer", "image", verb, name) for name in old for verb in ("rm", "build"))
    found = f"{', '.join(names)}; {', '.join(old)} made by another version of layer"
    # They work; what was mended since is not in them.
    return Finding("images", True, found, f"build {' and '.join(old)} again", Fix(commands=commands, is_own=True))


def _layout(image: build.Image) -> int | None:
    try:
        layout = json.loads((image.folder / "manifest.json").read_bytes()).get("layout")
    except (OSError, ValueError, AttributeError):
        return None
    return layout if isinstance(layout, int) else None


def _qemu() -> Finding:
    path = shutil.which("qemu-system-x86_64")
    if path is None:
        return missing("QEMU", "qemu-system-x86_64 is missing", "qemu-system-x86")
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = (done.stdout or done.stderr).strip().splitlines() or [f"{path} --version says nothing"]
    if done.returncode != 0:
        return Finding("QEMU", False, found[0], "install qemu-system-x86 again")
    return Finding("QEMU", True, found[0])


def _tool(name: str, package: str) -> Finding:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    return missing(name, "missing", package) if path is None else Finding(name, True, path)


def _libvirt() -> Finding:
    if importlib.util.find_spec("libvirt") is None:
        todo = "install libvirt-dev, then pip install 'layerfile[vm]'"
        return Finding("libvirt", False, "the Python module libvirt is missing", todo, Fix(("libvirt-dev",)))
    import libvirt

    number = libvirt.getVersion()
    version = f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
    if not _has_module("connection-driver/libvirt_driver_qemu.so"):
        return missing("libvirt", f"{version}, without its QEMU driver", "libvirt-daemon-driver-qemu")
    # Without them no new layer can be put on a disk: "snapshots".
    if not _has_module("storage-file/*.so"):
        return missing("libvirt", f"{version}, without its storage modules", "libvirt-daemon")
    return Finding("libvirt", True, f"{version}, embedded QEMU driver (no daemon)")


def _has_module(name: str) -> bool:
    return any(True for folder, pattern in _MODULES for _ in folder.glob(f"{pattern}/{name}"))
