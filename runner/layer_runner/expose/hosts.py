"""Whose requests are answered: on loopback, only those that name this machine.

A page from elsewhere can have its own name lead to 127.0.0.1 and read what listens there (DNS rebinding); it cannot
have its requests name another host.
"""

from __future__ import annotations

from layerfile.website_host import is_loopback

LOOPBACK = ("127.0.0.1", "::1")


def listening(bind: str | None) -> tuple[str, ...]:
    """The addresses to listen at: both of this machine's own, or the one that was asked for."""
    return LOOPBACK if bind is None or bind == "localhost" else (bind,)


def names_this_machine(host: str, *own: str) -> bool:
    """Whether the `Host` of a request is this machine's, or one of the websites' `own`; each may have a port."""
    name = without_port(host).lower().rstrip(".")
    if name and name in (without_port(one).lower() for one in own):
        return True
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name.strip("[]"))


def without_port(host: str) -> str:
    """The name of a host."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else host
