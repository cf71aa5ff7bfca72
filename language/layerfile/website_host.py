"""The host that the websites of a Layerfile are found at, known before anything runs.

It is made of where the Layerfile is, and of nothing that changes from run to run: a step that is a hit may have written
it into its result, and an ENV with it is part of what a step is known by.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from re import compile as pattern

from layerfile.files import FileView
from layerfile.website_settings import Settings, read_settings

VARIABLE = "EXPOSE_WEBSITE_HOST"
"""What steps see it as."""

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


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if address == "localhost":
        return True
    # Few ask, and it takes time to load.
    import ipaddress

    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def website_host(root: str, layerfile: str, settings: Settings) -> WebsiteHost:
    """The host of the Layerfile at `layerfile`, relative to the tree's `root`, an absolute path."""
    folder = posixpath.dirname(layerfile)
    words = _NOT_IN_HOSTS.sub("-", f"{folder} {posixpath.basename(root)}".lower()).strip("-")
    name = words[:_LONGEST_LABEL].rstrip("-") or "layerfile"
    digest = sha256(posixpath.join(root, layerfile).encode(errors="surrogateescape")).digest()
    own = _FIRST_PORT + int.from_bytes(digest[:4], "big") % _PORTS
    return WebsiteHost(
        outside_name(settings.bind, f"{name}.localhost"), own if settings.port is None else settings.port
    )


def outside_name(bind: str | None, name: str) -> str:
    """What an address is made of: `name` where that leads to what listens at `bind`, else `bind` itself."""
    if bind is None or bind in ("0.0.0.0", "::") or is_loopback(bind):
        return name
    return f"[{bind}]" if ":" in bind else bind


def with_website_host(caller: Mapping[str, str], root: str, layerfile: str, files: FileView) -> Mapping[str, str]:
    """The caller's variables, and `VARIABLE` unless the caller has set it. Raises LayerfileError for `layer.toml`."""
    return {VARIABLE: str(website_host(root, layerfile, read_settings(files))), **caller}
