"""What the person who asks may do on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from layer_cache.state import State
from layer_runner.doctor.findings import Finding, Fix
from layer_runner.run.kvm import verdict

_KVM_WORDS = {
    "works": "KVM (a machine was booted with it)",
    "untried": "KVM is there; it is tried with the first boot, software emulation (TCG) is the fallback",
    "fails": "software emulation (TCG): KVM is there, but a machine did not boot with it under this kernel",
}

#: https://docs.kernel.org/admin-guide/LSM/Yama.html
_YAMA = Path("/proc/sys/kernel/yama/ptrace_scope")
_KVM = Path("/dev/kvm")

#: The account that libvirt's driver looks up when it starts as root, whatever its configuration names.
_ACCOUNT = "libvirt-qemu"


def examine() -> list[Finding]:
    """All but the accelerator; nothing where there is nothing to say."""
    found = [_memory_of_machines(), _account(), _root()]
    return [finding for finding in found if finding is not None]


def accelerator(state: State) -> Finding:
    """Whether machines run with KVM. Software emulation is slower, and no fault."""
    seen = verdict(state)
    if seen != "absent":
        return Finding("accelerator", True, _KVM_WORDS[seen])
    if not _KVM.exists():
        return Finding("accelerator", True, "software emulation (TCG): there is no /dev/kvm")
    found = f"software emulation (TCG): {_user()} may not open /dev/kvm"
    todo = "join the group kvm, and log in again"
    command = ("usermod", "-aG", "kvm", _user())
    return Finding("accelerator", True, found, todo, Fix(commands=(command,), afterwards="log in again"))


def _memory_of_machines() -> Finding | None:
    """Snapshots read and write QEMU's memory: see docs/design.md."""
    try:
        scope = int(_YAMA.read_text())
    except (OSError, ValueError):
        return None
    if scope == 0 or (os.geteuid() == 0 and scope < 3):
        return Finding("ptrace", True, "the memory of machines can be read")
    found = f"kernel.yama.ptrace_scope is {scope}: the memory of machines cannot be read, so no snapshot can be taken"
    if scope == 3:
        return Finding("ptrace", False, found, "it is locked until the next boot: set it to 0 in /etc/sysctl.d, reboot")
    keep = "echo kernel.yama.ptrace_scope=0 > /etc/sysctl.d/60-layer.conf"
    commands = (("sysctl", "-q", "kernel.yama.ptrace_scope=0"), ("sh", "-c", keep))
    todo = "set it to 0 (programs of one person can then look into each other), or run layer as root"
    return Finding("ptrace", False, found, todo, Fix(commands=commands))


def _account() -> Finding | None:
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_ACCOUNT)
    except KeyError:
        commands = (
            ("groupadd", "--system", "--force", _ACCOUNT),
            ("useradd", "--system", "--gid", _ACCOUNT, "--no-create-home", "--shell", "/usr/sbin/nologin", _ACCOUNT),
        )
        found = f"libvirt's driver looks up the account {_ACCOUNT} when it starts as root, and there is none"
        return Finding("account", False, found, "make the account", Fix(commands=commands))
    return Finding("account", True, f"{_ACCOUNT} is there, which libvirt looks up when it starts as root")


def _root() -> Finding:
    """Images are built by root: debootstrap makes devices and changes owners."""
    if os.geteuid() == 0:
        return Finding("root", True, "images can be built")
    if shutil.which("sudo") is None:
        found = "there is no sudo: images, which debootstrap builds as root, cannot be built by you"
        return Finding("root", True, found, "have root build them; all else needs no rights")
    return Finding("root", True, "images are built through sudo; nothing else needs it")


def _user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
