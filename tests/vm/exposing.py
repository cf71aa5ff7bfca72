"""Visitors of what a machine exposes."""

from __future__ import annotations

import socket
import subprocess


def curl(url: str, *options: str) -> str:
    """What a visitor sees."""
    command = ["curl", "-sS", "--max-time", "60", *options, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def echoed(address: str, data: bytes) -> bytes:
    """What comes back from a port that returns everything."""
    host, _, port = address.rpartition(":")
    assert host == "127.0.0.1"
    with socket.create_connection((host, int(port)), 60) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").read()
