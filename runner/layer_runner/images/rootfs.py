"""What every image contains besides its packages: a root file system that boots fast and starts the agent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

AGENT_PATH = "usr/local/sbin/layer-agent"

_AGENT_UNIT = """\
[Unit]
Description=layer agent: runs the steps of a Layerfile
DefaultDependencies=no
After=systemd-remount-fs.service local-fs.target systemd-udev-trigger.service layer-network.service
Conflicts=shutdown.target
Before=shutdown.target
# On a busy machine the port can be late: then it is tried again, for as long as that takes.
StartLimitIntervalSec=0

[Service]
Slice=-.slice
Delegate=yes
KillMode=process
OOMScoreAdjust=-1000
# What Go does for itself costs more than it is good for in a program that mostly waits: it would signal its own
# threads, and read each second how many processors its cgroup may use. Steps do not get this.
Environment=GODEBUG=asyncpreemptoff=1,containermaxprocs=0,updatemaxprocs=0
ExecStart=/usr/local/sbin/layer-agent -port /dev/virtio-ports/layer.agent -state /var/lib/layer -tree /run/layer/tree
Restart=always
RestartSec=1
LimitNOFILE=1048576
TasksMax=infinity

[Install]
WantedBy=multi-user.target
"""

# The addresses are those of QEMU's user-mode network: https://wiki.qemu.org/Documentation/Networking
_NETWORK_UNIT = """\
[Unit]
Description=layer network: QEMU's user-mode addresses
DefaultDependencies=no
After=systemd-remount-fs.service
Before=multi-user.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/ip link set lo up
ExecStart=/sbin/ip link set eth0 up
ExecStart=/sbin/ip addr add 10.0.2.15/24 dev eth0
ExecStart=/sbin/ip route add default via 10.0.2.2

[Install]
WantedBy=multi-user.target
"""

_FILES = {
    "etc/hostname": "layer\n",
    "etc/hosts": "127.0.0.1 localhost layer\n::1 localhost\n",
    "etc/fstab": "",
    "etc/resolv.conf": "nameserver 10.0.2.3\n",
    # As in Debian's images for containers: descriptions of packages in other languages are of no use here.
    "etc/apt/apt.conf.d/90layer": 'APT::Get::Assume-Yes "true";\nDpkg::Use-Pty "0";\nAcquire::Languages "none";\n',
    # What dpkg waits for would outlive a power cut, and a snapshot does without.
    "etc/dpkg/dpkg.cfg.d/90layer": "force-unsafe-io\n",
    "etc/systemd/system/layer-agent.service": _AGENT_UNIT,
    "etc/systemd/system/layer-network.service": _NETWORK_UNIT,
}

# Timers and consoles that would only make a snapshot's memory dirty.
_MASKED = (
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "e2scrub_reap.service",
    "fstrim.timer",
    "systemd-tmpfiles-clean.timer",
    "systemd-update-utmp.service",
    "systemd-journal-flush.service",
    "getty@tty1.service",
    "serial-getty@ttyS0.service",
    "systemd-machine-id-commit.service",
)

_ENABLED = ("layer-agent.service", "layer-network.service")


def configure(root: Path, agent: Path) -> None:
    """Write the files above into the root file system at `root`, and install the agent's binary."""
    for name, text in _FILES.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_text(text)
    units = root / "etc/systemd/system"
    wanted = units / "multi-user.target.wants"
    wanted.mkdir(parents=True, exist_ok=True)
    for unit in _ENABLED:
        _link(wanted / unit, f"/etc/systemd/system/{unit}")
    for unit in _MASKED:
        _link(units / unit, "/dev/null")
    _link(units / "default.target", "/lib/systemd/system/multi-user.target")
    # Users that a Layerfile makes are in group root and have to reach what COPY put into /root.
    os.chmod(root / "root", 0o770)
    installed = root / AGENT_PATH
    installed.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(agent, installed)
    installed.chmod(0o755)
    for folder in ("var/lib/layer", "run/layer"):
        (root / folder).mkdir(parents=True, exist_ok=True)


def _link(path: Path, target: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)
