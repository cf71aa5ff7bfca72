"""A small initramfs: layer-init as /init, and the kernel modules without which no root disk is found.

The archive is the kernel's "newc" cpio format (Documentation/driver-api/early-userspace/buffer-format.rst).
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from layer_runner.errors import EngineError

#: Needed before the root disk is mounted, or by the agent as soon as it starts.
MODULES = (
    "virtio_pci",
    "virtio_blk",
    "ext4",
    "virtio_net",
    "virtio_console",
    "virtio_rng",
    "fuse",
    "overlay",
)


def load_order(modules_dep: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Paths of the module files to load, dependencies first.

    `modules_dep` is the text of modules.dep as depmod writes it: "path.ko: dep.ko dep.ko". Names that it lacks are
    built into the kernel and are left out.
    """
    needs: dict[str, tuple[str, ...]] = {}
    by_name: dict[str, str] = {}
    for line in modules_dep.splitlines():
        path, _, rest = line.partition(":")
        needs[path] = tuple(rest.split())
        by_name[_name(path)] = path
    order: dict[str, None] = {}

    def visit(path: str) -> None:
        if path in order:
            return
        # depmod lists the whole closure, nearest first; the farthest has to be loaded first.
        for dependency in reversed(needs.get(path, ())):
            visit(dependency)
        order[path] = None

    for name in wanted:
        if name in by_name:
            visit(by_name[name])
    return tuple(order)


def lacking(modules_dep: str, modules_builtin: str, wanted: Iterable[str]) -> list[str]:
    """What of `wanted` a kernel has neither as a module nor built in, from depmod's lists."""
    files = [line.partition(":")[0] for line in (*modules_dep.splitlines(), *modules_builtin.splitlines())]
    there = {_name(path) for path in files}
    return [name for name in wanted if name not in there]


def _name(path: str) -> str:
    return PurePosixPath(path).name.split(".")[0].replace("-", "_")


def archive(files: Mapping[str, tuple[int, bytes]]) -> bytes:
    """A newc cpio archive of `files`: path -> (mode with type bits, contents); parents are added."""
    return b"".join(_records(files))


def _records(files: Mapping[str, tuple[int, bytes]]) -> Iterator[bytes]:
    folders = {str(p) for path in files for p in PurePosixPath(path).parents if str(p) != "."}
    inode = 0
    for folder in sorted(folders):
        inode += 1
        yield _record(inode, folder, stat.S_IFDIR | 0o755, b"")
    for path, (mode, contents) in files.items():
        inode += 1
        yield _record(inode, path, mode, contents)
    yield _record(0, "TRAILER!!!", 0, b"")


def _record(inode: int, name: str, mode: int, contents: bytes) -> bytes:
    encoded = name.encode() + b"\0"
    fields = (inode, mode, 0, 0, 1, 0, len(contents), 0, 0, 0, 0, len(encoded), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _padded(header + encoded) + _padded(contents)


def _padded(block: bytes) -> bytes:
    return block + b"\0" * (-len(block) % 4)


def build(init: Path, modules_root: Path) -> bytes:
    """The initramfs for the kernel whose modules are below `modules_root` (/lib/modules/VERSION).

    Raises EngineError where the kernel lacks what a machine needs.
    """
    modules_dep = (modules_root / "modules.dep").read_text()
    without = lacking(modules_dep, (modules_root / "modules.builtin").read_text(), MODULES)
    if without:
        raise EngineError(f"the kernel {modules_root.name} lacks {', '.join(without)}: no machine can start with it")
    order = load_order(modules_dep, MODULES)
    files: dict[str, tuple[int, bytes]] = {
        "init": (stat.S_IFREG | 0o755, init.read_bytes()),
    }
    names = []
    for path in order:
        name = PurePosixPath(path).name
        names.append(f"/modules/{name}")
        files[f"modules/{name}"] = (stat.S_IFREG | 0o644, (modules_root / path).read_bytes())
    files["modules/list"] = (stat.S_IFREG | 0o644, "".join(f"{n}\n" for n in names).encode())
    for folder in ("proc", "sys", "dev", "newroot"):
        files[folder] = (stat.S_IFDIR | 0o755, b"")
    return archive(files)
