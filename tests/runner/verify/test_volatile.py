"""Which files may differ after two runs of one step, and which may not."""

from __future__ import annotations

import pytest

from layer_runner.verify.volatile import why_volatile


@pytest.mark.parametrize(
    "path",
    [
        "/var/log/apt/history.log",
        "/tmp/x",
        "/run/sshd.pid",
        "/srv/server.pid",
        "/var/cache/ldconfig/aux-cache",
        "/var/cache/apt/pkgcache.bin",
        "/usr/lib/python3/dist-packages/__pycache__/six.cpython-311.pyc",
        "/root/app/.git/index",
        "/etc/shadow",
    ],
)
def test_may_differ(path: str) -> None:
    assert why_volatile(path)


@pytest.mark.parametrize(
    "path",
    [
        "/built",
        "/root/var/log/x",
        "/var/logs",
        "/usr/bin/make",
        "/etc/passwd",
        "/var/lib/dpkg/status",
        "/var/lib/postgresql/15/main/base/1",
        "/root/app/six.pyc",
        "/root/app/index",
        "/tmp",
    ],
)
def test_counts(path: str) -> None:
    assert why_volatile(path) is None
