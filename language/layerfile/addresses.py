"""Where something listens: `http://localhost:80`, `localhost:80`, `:80`, `80`."""

from __future__ import annotations

from re import Match
from re import compile as pattern

from layerfile.arguments import Argument
from layerfile.directives import Address

_ADDRESS = pattern(
    r"(?:(?P<scheme>[A-Za-z]+)://)?"
    r"(?:(?P<host>[A-Za-z0-9._-]*[A-Za-z._-][A-Za-z0-9._-]*|[0-9]+(?=:))?(?::(?P<port>[0-9]{1,9}))?|(?P<alone>[0-9]{1,9}))"
    r"(?P<path>/\S*)?"
)


def parts(text: str) -> Match[str] | None:
    """The `scheme`, `host`, `port` and `path` of an address, or its port `alone`; None if it is none."""
    found = _ADDRESS.fullmatch(text)
    return found if found is not None and found[0] else None


def read(argument: Argument | None) -> Address | None:
    """The address that an argument is; None if it is none, or if a variable makes it one."""
    if argument is None or argument.variables:
        return None
    found = parts(str(argument))
    if found is None:
        return None
    port = found["port"] or found["alone"]
    return Address(
        argument=argument,
        scheme=found["scheme"],
        host=found["host"],
        port=None if port is None else int(port),
        path=found["path"],
    )
