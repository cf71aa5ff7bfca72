"""A machine's XML, read back as libvirt would read it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from layer_runner.engine.domain import CACHES_SERIAL, MACHINE, Accelerator, Domain, Hardware, xml

_QEMU = "{http://libvirt.org/schemas/domain/qemu/1.0}"

_PLAIN = Domain(
    name="layer-0123",
    uuid="11111111-1111-1111-1111-111111111111",
    generation="22222222-2222-2222-2222-222222222222",
    hardware=Hardware("kvm", 512 * 1024**2, 2),
    memory_image=Path("/state/ram"),
    disk=Path("/state/disk.qcow2"),
    caches=Path("/state/caches.raw"),
    kernel=Path("/state/vmlinuz"),
    initrd=Path("/state/initrd"),
    channel=Path("/run/agent.sock"),
    console=Path("/run/console.log"),
    incoming=False,
)


def _parsed(domain: Domain) -> ElementTree.Element:
    return ElementTree.fromstring(xml(domain))


def _arguments(domain: Domain) -> list[str]:
    return [arg.attrib["value"] for arg in _parsed(domain).iter(f"{_QEMU}arg")]


def _attribute(root: ElementTree.Element, path: str, name: str) -> str:
    element = root.find(path)
    assert element is not None, path
    return element.attrib[name]


def test_it_says_what_was_asked_for() -> None:
    root = _parsed(_PLAIN)
    assert root.findtext("name") == "layer-0123"
    assert root.findtext("uuid") == _PLAIN.uuid
    assert root.findtext("genid") == _PLAIN.generation
    assert root.findtext("memory") == str(512 * 1024**2)
    assert _attribute(root, "memory", "unit") == "b"
    assert root.findtext("vcpu") == "2"
    assert root.findtext("os/kernel") == "/state/vmlinuz"
    assert root.findtext("os/initrd") == "/state/initrd"
    assert _attribute(root, "os/type", "machine") == MACHINE
    assert _attribute(root, "devices/disk/source", "file") == "/state/disk.qcow2"
    assert _attribute(root, "devices/channel/source", "path") == "/run/agent.sock"
    assert _attribute(root, "devices/serial/source", "path") == "/run/console.log"


def test_there_is_always_a_second_disk_that_its_guest_knows_by_its_serial() -> None:
    first, second = _parsed(_PLAIN).findall("devices/disk")
    assert first.find("target").attrib["dev"] == "vda"  # type: ignore[union-attr]
    assert second.find("source").attrib["file"] == "/state/caches.raw"  # type: ignore[union-attr]
    assert second.findtext("serial") == CACHES_SERIAL


def test_memory_is_a_file_that_is_mapped_privately() -> None:
    arguments = _arguments(_PLAIN)
    backend = arguments[arguments.index("-object") + 1]
    assert backend == f"memory-backend-file,id=ram,size={512 * 1024**2},mem-path=/state/ram,share=off"
    assert "memory-backend=ram" in arguments[arguments.index("-machine") + 1]


@pytest.mark.parametrize(
    ("accelerator", "kind", "cpu"), [("kvm", "kvm", "host-passthrough"), ("tcg", "qemu", "maximum")]
)
def test_the_accelerator_decides_kind_and_processor(accelerator: Accelerator, kind: str, cpu: str) -> None:
    root = _parsed(replace(_PLAIN, hardware=Hardware(accelerator, 1024**3, 1)))
    assert root.attrib["type"] == kind
    assert _attribute(root, "cpu", "mode") == cpu


def test_only_a_restored_machine_waits_for_its_state() -> None:
    assert "-incoming" not in _arguments(_PLAIN)
    arguments = _arguments(replace(_PLAIN, incoming=True))
    assert arguments[arguments.index("-incoming") + 1] == "defer"


@pytest.mark.parametrize("odd", ["a & b", "<b>", "\"double\" and 'single'", "ä ü", "]]>", "a  b"])
def test_odd_paths_arrive_as_they_are(odd: str) -> None:
    folder = Path("/state") / odd
    domain = replace(
        _PLAIN,
        name=odd,
        memory_image=folder / "ram",
        disk=folder / "disk",
        kernel=folder / "vmlinuz",
        initrd=folder / "initrd",
        channel=folder / "sock",
        console=folder / "log",
    )
    root = _parsed(domain)
    assert root.findtext("name") == odd
    assert root.findtext("os/kernel") == str(folder / "vmlinuz")
    assert root.findtext("os/initrd") == str(folder / "initrd")
    assert _attribute(root, "devices/disk/source", "file") == str(folder / "disk")
    assert _attribute(root, "devices/channel/source", "path") == str(folder / "sock")
    assert _attribute(root, "devices/serial/source", "path") == str(folder / "log")
    assert any(f"mem-path={folder / 'ram'},share=off" in argument for argument in _arguments(domain))


def test_a_comma_in_the_memory_image_is_doubled_for_qemu() -> None:
    backend = _arguments(replace(_PLAIN, memory_image=Path("/a,b/ram,id=evil")))[1]
    assert "mem-path=/a,,b/ram,,id=evil,share=off" in backend


def test_a_crash_or_power_off_ends_the_machine() -> None:
    root = _parsed(_PLAIN)
    assert [root.findtext(f"on_{event}") for event in ("poweroff", "reboot", "crash")] == ["destroy"] * 3


def test_the_disk_stops_the_machine_on_an_error() -> None:
    """Or a full disk would be seen by the guest as a damaged one, and that be snapshotted."""
    assert _attribute(_parsed(_PLAIN), "devices/disk/driver", "error_policy") == "stop"


def test_a_restored_guest_is_given_no_kernel() -> None:
    root = _parsed(replace(_PLAIN, incoming=True))
    assert root.find("os/kernel") is None
    assert root.find("os/initrd") is None
    assert root.find("os/cmdline") is None
