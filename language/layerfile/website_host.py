"""The host that the websites of a Layerfile are found at, known before anything runs.

It is made of where the Layerfile is, and of nothing that changes from run to run: a step that is a hit may have written
it into its result, and an ENV with it is part of what a step is known by.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from hashlib import sha256
from re import compile as pattern

#: Below those that Linux gives to outgoing connections (ip_local_port_range).
_FIRST_PORT, _PORTS = 20000, 10000
#: A label of a host's name has at most so many characters (RFC 1035, 2.3.4).
_LONGEST_LABEL = 63

_NOT_IN_HOSTS = pattern(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class WebsiteHost:
    """A name below `.localhost`, which browsers look for on this machine (RFC 6761, 6.3), and a port."""

    name: str
    port: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.name}:{self.port}"


def website_host(root: str, layerfile: str, port: int | None = None) -> WebsiteHost:
    """The host of the Layerfile at `layerfile`, relative to the tree's `root`, an absolute path.

    `port`: the one that was asked for, if any was.
    """
    folder = posixpath.dirname(layerfile)
    words = _NOT_IN_HOSTS.sub("-", f"{folder} {posixpath.basename(root)}".lower()).strip("-")
    name = words[:_LONGEST_LABEL].rstrip("-") or "layerfile"
    digest = sha256(posixpath.join(root, layerfile).encode(errors="surrogateescape")).digest()
    own = _FIRST_PORT + int.from_bytes(digest[:4], "big") % _PORTS
    return WebsiteHost(f"{name}.localhost", own if port is None else port)
