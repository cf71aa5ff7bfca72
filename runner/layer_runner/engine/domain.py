"""A machine's description for libvirt, as a pure function of what is wanted.

Memory is a file that QEMU maps privately; libvirt has no words for that with a chosen file, so the object goes
through `<qemu:commandline>` (https://libvirt.org/kbase/qemu-passthrough-security.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Accelerator = Literal["kvm", "tcg"]

#: Part of what makes two snapshots compatible: raise it when the hardware below changes.
HARDWARE = 3

#: The second disk, for the directories of CACHE: every machine has it, of the same size, as a snapshot's devices must
#: be there when it is restored. It is sparse; the file system on it is smaller.
CACHES_BYTES = 256 * 1024**3
CACHES_SERIAL = "layer-caches"

#: Pinned, not "q35": its meaning must not change under a snapshot. The newest that Debian 12's QEMU has.
MACHINE = "pc-q35-7.2"

#: Where QEMU has this, libvirt asks each process for the 400 properties of its processor, one by one, when it starts
#: (qemuMonitorGetGuestCPU): 0.2 s. It goes by the few that older QEMUs have, and needs neither for what we do.
_NOT_ASKED = "cpu-unavailable-features"

# Huge pages only for who asks: of each that is touched a snapshot, and a fork, has all 2 MB.
_COMMAND_LINE = (
    "root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 mitigations=off transparent_hugepage=madvise panic=-1"
)


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a machine looks like to its guest; restoring needs exactly the same."""

    accelerator: Accelerator
    memory: int
    cpus: int


@dataclass(frozen=True, slots=True)
class Domain:
    """Everything that one machine is started with. Paths are the host's."""

    name: str
    uuid: str
    generation: str
    hardware: Hardware
    memory_image: Path
    disk: Path
    caches: Path
    kernel: Path
    initrd: Path
    channel: Path
    console: Path
    incoming: bool


def xml(domain: Domain) -> str:
    """The domain XML, https://libvirt.org/formatdomain.html."""
    hardware = domain.hardware
    kvm = hardware.accelerator == "kvm"
    cpu = '<cpu mode="host-passthrough" migratable="on"/>' if kvm else '<cpu mode="maximum"/>'
    arguments = [
        "-object",
        f"memory-backend-file,id=ram,size={hardware.memory},mem-path={_comma(domain.memory_image)},share=off",
        "-machine",
        "memory-backend=ram,suppress-vmdesc=on",
        # xen-save-devices-state writes no configuration section; the reader must not ask for one.
        "-global",
        "migration.send-configuration=off",
        # Nobody needs to hear where a restored machine is now, and to announce it is work for its kernel.
        "-global",
        "virtio-net-pci.guest_announce=off",
    ]
    if domain.incoming:
        arguments += ["-incoming", "defer"]
    # A restored guest has its kernel in memory: QEMU would read it again, and keep a copy in each machine.
    boot = (
        ""
        if domain.incoming
        else f"""
    <kernel>{escape(str(domain.kernel))}</kernel>
    <initrd>{escape(str(domain.initrd))}</initrd>
    <cmdline>{_COMMAND_LINE}</cmdline>"""
    )
    passed = "".join(f"<qemu:arg value={quoteattr(value)}/>" for value in arguments)
    return f"""\
<domain type={quoteattr("kvm" if kvm else "qemu")} xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
  <name>{escape(domain.name)}</name>
  <uuid>{domain.uuid}</uuid>
  <genid>{domain.generation}</genid>
  <memory unit="b">{hardware.memory}</memory>
  <vcpu>{hardware.cpus}</vcpu>
  <os>
    <type arch="x86_64" machine="{MACHINE}">hvm</type>{boot}
  </os>
  <features><acpi/></features>
  {cpu}
  <clock offset="utc"/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>destroy</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type="file" device="disk">
      <driver name="qemu" type="qcow2" cache="unsafe" discard="unmap" error_policy="stop"/>
      <source file={quoteattr(str(domain.disk))}/>
      <target dev="vda" bus="virtio"/>
    </disk>
    <disk type="file" device="disk">
      <driver name="qemu" type="{_format(domain.caches)}" cache="writeback" discard="unmap" error_policy="report"/>
      <source file={quoteattr(str(domain.caches))}/>
      <target dev="vdb" bus="virtio"/>
      <serial>{CACHES_SERIAL}</serial>
    </disk>
    <interface type="user"><mac address="52:54:00:4c:61:79"/><model type="virtio"/></interface>
    <channel type="unix">
      <source mode="bind" path={quoteattr(str(domain.channel))}/>
      <target type="virtio" name="layer.agent"/>
    </channel>
    <serial type="file"><source path={quoteattr(str(domain.console))}/></serial>
    <rng model="virtio"><backend model="random">/dev/urandom</backend></rng>
    <memballoon model="none"/>
    <controller type="usb" model="none"/>
    <input type="keyboard" bus="ps2"/>
    <audio id="1" type="none"/>
  </devices>
  <qemu:commandline>{passed}</qemu:commandline>
  <qemu:capabilities><qemu:del capability="{_NOT_ASKED}"/></qemu:capabilities>
</domain>
"""


def _format(disk: Path) -> str:
    return "qcow2" if disk.suffix == ".qcow2" else "raw"


def _comma(path: Path) -> str:
    """QEMU's option parser takes a doubled comma for a comma."""
    return str(path).replace(",", ",,")
