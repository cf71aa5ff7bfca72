"""The first file system of a machine: the order of modules, and an archive that reads back."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runner.errors import EngineError
from layer_runner.images.initramfs import MODULES, archive, build, lacking, load_order

_DEP = """\
kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko kernel/fs/mbcache.ko kernel/lib/crc16.ko
kernel/fs/jbd2/jbd2.ko:
kernel/fs/mbcache.ko:
kernel/lib/crc16.ko:
kernel/drivers/virtio/virtio_pci.ko: kernel/drivers/virtio/virtio.ko kernel/drivers/virtio/virtio_ring.ko
kernel/drivers/virtio/virtio.ko: kernel/drivers/virtio/virtio_ring.ko
kernel/drivers/virtio/virtio_ring.ko:
kernel/drivers/block/virtio-blk.ko.xz: kernel/drivers/virtio/virtio.ko kernel/drivers/virtio/virtio_ring.ko
"""
_BUILTIN = """\
kernel/fs/fuse/fuse.ko
kernel/fs/overlayfs/overlay.ko
kernel/drivers/net/virtio_net.ko
kernel/drivers/char/virtio_console.ko
kernel/drivers/char/hw_random/virtio-rng.ko
"""


class TestLoadOrder:
    def test_dependencies_come_first(self) -> None:
        order = load_order(_DEP, ["virtio_pci"])
        assert [Path(path).stem for path in order] == ["virtio_ring", "virtio", "virtio_pci"]

    def test_each_module_is_loaded_once(self) -> None:
        order = load_order(_DEP, ["virtio_pci", "virtio_blk", "virtio_pci"])
        assert len(order) == len(set(order)) == 4

    def test_a_dash_is_an_underscore_and_a_compressed_module_is_one(self) -> None:
        assert load_order(_DEP, ["virtio_blk"])[-1] == "kernel/drivers/block/virtio-blk.ko.xz"

    def test_what_is_built_in_is_left_out(self) -> None:
        assert load_order(_DEP, ["fuse", "ext4"])[-1] == "kernel/fs/ext4/ext4.ko"
        assert load_order(_DEP, ["fuse"]) == ()

    def test_a_kernel_without_modules(self) -> None:
        assert load_order("", MODULES) == ()

    @given(st.data())
    def test_whatever_depends_on_what_nothing_is_loaded_too_early(self, data: st.DataObject) -> None:
        needs: dict[int, list[int]] = {}
        for number in range(data.draw(st.integers(1, 8))):
            direct = data.draw(st.lists(st.integers(0, number - 1), unique=True)) if number else []
            # As depmod does: all that is needed, what is needed directly first.
            closure = dict.fromkeys(direct)
            for other in direct:
                closure.update(dict.fromkeys(needs[other]))
            needs[number] = list(closure)
        text = "".join(f"m{n}.ko: {' '.join(f'm{d}.ko' for d in deps)}\n" for n, deps in needs.items())
        wanted = data.draw(st.lists(st.sampled_from(sorted(needs))))
        order = load_order(text, [f"m{number}" for number in wanted])
        places = {path: place for place, path in enumerate(order)}
        assert all(places[f"m{d}.ko"] < places[f"m{n}.ko"] for n in needs if f"m{n}.ko" in places for d in needs[n])
        assert {f"m{number}.ko" for number in wanted} <= set(places)


def _unpacked(blob: bytes) -> list[tuple[str, int, bytes]]:
    """Names, modes and contents of a newc archive."""
    found, at = [], 0
    while True:
        assert blob[at : at + 6] == b"070701"
        fields = [int(blob[at + 6 + 8 * i : at + 14 + 8 * i], 16) for i in range(13)]
        mode, size, name_size = fields[1], fields[6], fields[11]
        name = blob[at + 110 : at + 110 + name_size]
        assert name.endswith(b"\0")
        start = (at + 110 + name_size + 3) // 4 * 4
        if name == b"TRAILER!!!\0":
            assert start == len(blob)
            return found
        found.append((name[:-1].decode(), mode, blob[start : start + size]))
        at = (start + size + 3) // 4 * 4


class TestArchive:
    def test_it_reads_back_with_parents_before_what_is_in_them(self) -> None:
        files = {"init": (stat.S_IFREG | 0o755, b"\x7fELF"), "a/b/c": (stat.S_IFREG | 0o644, b"12345")}
        assert _unpacked(archive(files)) == [
            ("a", stat.S_IFDIR | 0o755, b""),
            ("a/b", stat.S_IFDIR | 0o755, b""),
            ("init", stat.S_IFREG | 0o755, b"\x7fELF"),
            ("a/b/c", stat.S_IFREG | 0o644, b"12345"),
        ]

    @given(st.lists(st.binary(max_size=9), max_size=6))
    def test_contents_of_any_length_read_back(self, contents: list[bytes]) -> None:
        files = {f"file{'x' * number}": (stat.S_IFREG | 0o644, each) for number, each in enumerate(contents)}
        assert [each for _, _, each in _unpacked(archive(files))] == contents

    @pytest.mark.skipif(shutil.which("cpio") is None and "CI" not in os.environ, reason="needs cpio")
    def test_cpio_agrees(self) -> None:
        blob = archive({"a/b": (stat.S_IFREG | 0o644, b"x" * 7)})
        done = subprocess.run(["cpio", "-t"], input=blob, capture_output=True, check=True, timeout=20)
        assert done.stdout.split() == [b"a", b"a/b"]


def test_the_initramfs_lists_its_modules_in_the_order_to_load(tmp_path: Path) -> None:
    for line in _DEP.splitlines():
        path = tmp_path / "modules" / line.partition(":")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"module " + path.name.encode())
    (tmp_path / "modules/modules.dep").write_text(_DEP)
    (tmp_path / "modules/modules.builtin").write_text(_BUILTIN)
    (tmp_path / "layer-init").write_bytes(b"init")
    found = {name: (mode, data) for name, mode, data in _unpacked(build(tmp_path / "layer-init", tmp_path / "modules"))}
    assert found["init"] == (stat.S_IFREG | 0o755, b"init")
    listed = found["modules/list"][1].decode().splitlines()
    assert [Path(name).name for name in listed] == [
        "virtio_ring.ko",
        "virtio.ko",
        "virtio_pci.ko",
        "virtio-blk.ko.xz",
        "crc16.ko",
        "mbcache.ko",
        "jbd2.ko",
        "ext4.ko",
    ]
    assert all(found[name.lstrip("/")][1] == b"module " + Path(name).name.encode() for name in listed)
    assert {"proc", "sys", "dev", "newroot"} <= {name for name, (mode, _) in found.items() if stat.S_ISDIR(mode)}


def test_a_kernel_that_cannot_do_what_a_machine_needs_is_refused(tmp_path: Path) -> None:
    assert lacking(_DEP, _BUILTIN, MODULES) == []
    assert lacking(_DEP, "", ["fuse", "virtio_blk", "overlay"]) == ["fuse", "overlay"]
    modules = tmp_path / "6.1"
    modules.mkdir()
    (modules / "modules.dep").write_text(_DEP)
    (modules / "modules.builtin").write_text(_BUILTIN.replace("fuse", "other"))
    with pytest.raises(EngineError, match=r"the kernel 6\.1 lacks fuse"):
        build(tmp_path / "layer-init", modules)
