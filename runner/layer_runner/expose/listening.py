"""What listens in a machine, and what to say of a port that does not answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Prints what `parse` reads: no header, listening, numeric, TCP, processes (ss(8)).
COMMAND = ("ss", "-Hltnp")

_LINE = re.compile(
    r"LISTEN\s+\d+\s+\d+\s+(?P<address>\S+):(?P<port>\d{1,5})\s+\S+"
    r"(?:\s+users:\(\(\"(?P<program>[^\"]{1,64})\")?"
)
#: So many are named.
_MOST = 10


@dataclass(frozen=True, slots=True)
class Listener:
    """A program that takes connections; `program` is "" where that is not known."""

    address: str
    port: int
    program: str = ""

    @property
    def is_reached_at_localhost(self) -> bool:
        """Whether a connection to localhost gets there."""
        address = self.address.strip("[]").partition("%")[0]
        return address in ("*", "0.0.0.0", "::", "::1") or address.startswith("127.")


def parse(text: str) -> tuple[Listener, ...]:
    """The listeners that `COMMAND` prints, by their ports. What it cannot read it passes over."""
    found = {
        Listener(match["address"], int(match["port"]), match["program"] or "")
        for match in map(_LINE.match, text.splitlines())
        if match is not None
    }
    return tuple(sorted(found, key=lambda one: (one.port, one.address)))


def silence(port: int, seconds: float, problem: str, listeners: Iterable[Listener] | None) -> str:
    """Why a port that was waited for so long cannot be exposed. `listeners`: None if that is not known."""
    message = f"port {port} did not answer on localhost within {seconds:g} s ({problem})"
    if listeners is None:
        return message
    known = list(listeners)
    here = [one for one in known if one.port == port]
    if here and not any(one.is_reached_at_localhost for one in here):
        where = ", ".join(sorted({one.address for one in here}))
        return f"{message}: {_named(here[0])} listens there, but only at {where}; have it listen at 127.0.0.1 too"
    if here:
        return f"{message}: {_named(here[0])} listens there, and takes no connection"
    others = list(dict.fromkeys(_named(one) for one in known))
    if not others:
        return f"{message}: nothing listens in the machine; is it started, with RUN BACKGROUND or as a service?"
    more = f" and {len(others) - _MOST} more" if len(others) > _MOST else ""
    return f"{message}: what listens in the machine is {', '.join(others[:_MOST])}{more}"


def _named(listener: Listener) -> str:
    return f"{listener.program} on {listener.port}" if listener.program else f"something on {listener.port}"
