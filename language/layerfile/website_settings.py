"""How websites are shown: the `[expose]` table of `layer.toml`.

[expose]
bind = "0.0.0.0"           the address to listen at; without it only this machine can connect
port = 8080                where the websites are; without it a port that depends on where the Layerfile is
wait = 120                 seconds that a port may take to answer at its EXPOSE
idle = 300                 seconds after which `layer up` stops a machine that nobody is connected to
host-header = "localhost"  what websites are told that they were asked at: "own" is the address outside
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from layerfile.files import FileView
from layerfile.layer_toml import FILE, place_of, read_table
from layerfile.problems import LayerfileError, Problem
from layerfile.sites import LARGEST_PORT

HostHeader = Literal["own", "localhost"]

#: The hosted service's (LAYERFILE.md).
WAIT = 120.0
#: Longer than a person reads a page; what an idle machine costs is memory.
IDLE = 300.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`bind`: None is loopback. `port`: None is the Layerfile's own. Times in seconds."""

    bind: str | None = None
    port: int | None = None
    wait: float = WAIT
    idle: float = IDLE
    host_header: HostHeader = "own"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


#: For each key: whether a value can be one, and what it must be.
_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "bind": (lambda value: isinstance(value, str) and value != "", 'must be an address, such as "0.0.0.0"'),
    "port": (
        lambda value: _is_number(value) and isinstance(value, int) and 0 < value <= LARGEST_PORT,
        f"must be a port, 1 to {LARGEST_PORT}",
    ),
    "wait": (lambda value: _is_number(value) and 0 < value <= 86400, "must be seconds, such as 120"),
    "idle": (lambda value: _is_number(value) and 0 < value <= 1e9, "must be seconds, such as 300"),
    "host-header": (lambda value: value in ("own", "localhost"), 'must be "own" or "localhost"'),
}


def read_settings(files: FileView) -> Settings:
    """What `layer.toml` at the root says; the defaults without it. Raises LayerfileError, at the line."""
    table = read_table(files, "expose")
    problems: list[tuple[str, str]] = []
    for key, value in table.items():
        if key not in _KEYS:
            problems.append((key, f"expose.{key} is not known: there are {', '.join(_KEYS)}"))
        elif not _KEYS[key][0](value):
            problems.append((key, f"expose.{key} {_KEYS[key][1]}"))
    if problems:
        text = files.read(FILE) or ""
        raise LayerfileError(
            Problem("layer-toml", "error", message, place_of(text, "expose", key), FILE) for key, message in problems
        )
    return Settings(
        table.get("bind"),
        table.get("port"),
        float(table.get("wait", WAIT)),
        float(table.get("idle", IDLE)),
        cast("HostHeader", table.get("host-header", "own")),
    )
