"""What EXPOSE says once its variables have values: the port in the machine, and where it is found outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as pattern
from typing import Literal

from layerfile import addresses
from layerfile.directives import Directive, ExposeTcp, ExposeWebsite
from layerfile.sites import LARGEST_PORT

Scheme = Literal["http", "https"]

_TCP = pattern(r":?([0-9]{1,9})")


class NotExposable(ValueError):
    """The words of an EXPOSE do not say what they should; why, for people."""


@dataclass(frozen=True, slots=True)
class Website:
    """What speaks HTTP on `port` of the machine's localhost, found outside at `path` and below.

    Paths begin with `/` and do not end with it, but for `/` itself; nothing in them is quoted. `rewrite` takes the
    path's place in what the website is asked for; None: it sees the whole path.
    """

    scheme: Scheme
    port: int
    path: str = "/"
    rewrite: str | None = None

    @property
    def origin(self) -> str:
        """Where it is for whoever is in the machine."""
        usual = 443 if self.scheme == "https" else 80
        return f"{self.scheme}://localhost" + ("" if self.port == usual else f":{self.port}")


@dataclass(frozen=True, slots=True)
class TcpPort:
    """A port of the machine's localhost, and the one outside that leads there.

    None: the same number, or any if that is taken.
    """

    port: int
    outside: int | None = None


def exposed(directive: Directive, values: Sequence[str]) -> Website | TcpPort | None:
    """What a directive exposes, with the `values` of its arguments; None where it is no EXPOSE. Raises NotExposable."""
    match directive:
        case ExposeWebsite():
            return _website(values)
        case ExposeTcp():
            return _tcp(values)
        case _:
            return None


def _website(values: Sequence[str]) -> Website:
    found = addresses.parts(values[0])
    scheme = (found["scheme"] or "http").lower() if found else ""
    if found is None or scheme not in ("http", "https") or found["host"] not in (None, "localhost"):
        raise NotExposable(f"{values[0] or 'nothing'} is no address in the machine: write localhost:PORT")
    number = found["port"] or found["alone"] or ("443" if scheme == "https" else "80")
    path = values[1] if len(values) > 1 else found["path"] or "/"
    rewrite = _path(values[2]) if len(values) > 2 else None
    return Website("https" if scheme == "https" else "http", _port(number), _path(path), rewrite)


def _tcp(values: Sequence[str]) -> TcpPort:
    numbers = []
    for value in values:
        found = _TCP.fullmatch(value)
        if found is None:
            raise NotExposable(f"{value or 'nothing'} is no port: write EXPOSE TCP 5432, or EXPOSE TCP 5432 15432")
        numbers.append(_port(found[1]))
    return TcpPort(*numbers)


def _port(text: str) -> int:
    if not 0 < int(text) <= LARGEST_PORT:
        raise NotExposable(f"{text} is no port: there are 1 to {LARGEST_PORT}")
    return int(text)


def _path(text: str) -> str:
    return "/" + text.strip("/")
