"""What EXPOSE shows: the address that a person meant, the route that it gets, and the ports of databases."""

from __future__ import annotations

from collections.abc import Mapping
from re import compile as pattern
from types import MappingProxyType

from layerfile.directives import Docker, ExposeWebsite
from layerfile.slips import slip_of
from layerfile.spans import Span

LARGEST_PORT = 65535

THIS_MACHINE = frozenset({"127.0.0.1", "0.0.0.0"})
"""Other names of localhost."""

DATABASES: Mapping[int, str] = MappingProxyType(
    {
        1433: "SQL Server",
        1521: "Oracle",
        3306: "MySQL",
        5432: "PostgreSQL",
        6379: "Redis",
        9042: "Cassandra",
        11211: "Memcached",
        27017: "MongoDB",
    }
)
"""What listens on a port by custom, and does not speak HTTP."""

_MEANT = pattern(
    r"(?:(?P<scheme>[Hh][TtPpSs]{2,6})(?: ?[:;] ?/{0,4} ?|/{1,4}))?"
    r"(?:(?P<host>localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?: ?[:;.,] ?| )?|:)?"
    r"(?P<port>[0-9]{1,5})?(?P<path>/\S*)?"
)


def meant_address(text: str) -> str | None:
    """The address on this machine that a misspelt one was meant to be, with its path behind a blank."""
    found = _MEANT.fullmatch(text)
    if found is None or not (found["host"] or found["port"]):
        return None
    port = found["port"]
    if port is not None and not 0 < int(port) <= LARGEST_PORT:
        return None
    scheme = "" if found["scheme"] is None else f"{scheme_meant(found['scheme'], port)}://"
    path = found["path"] or ""
    return f"{scheme}localhost{'' if port is None else f':{port}'}{'' if path in ('', '/') else f' {path}'}"


def scheme_meant(scheme: str, port: str | int | None = None) -> str:
    """`http` or `https`, whichever a misspelt scheme is nearer to."""
    is_exact = scheme.lower() == "http"
    return "https" if "s" in scheme.lower() or (str(port) == "443" and not is_exact) else "http"


def database_at(expose: ExposeWebsite) -> str | None:
    """The database whose port is exposed as a website, if that is one's."""
    address = expose.address
    if address is None or expose.path is not None or address.path not in (None, "/"):
        return None
    if address.host not in (None, "localhost", *THIS_MACHINE):
        return None
    return DATABASES.get(address.port or 0)


def route_of(expose: ExposeWebsite) -> str | None:
    """The path that a website is found at, `/` at the end left out; None if that is not known before the run."""
    address = expose.address
    if address is None or (expose.path is not None and (expose.path.variables or not expose.path.is_closed)):
        return None
    path = (address.path or "/") if expose.path is None else str(expose.path)
    return "/" + path.strip("/")


_SECOND_WORDS = {
    "WEB": "WEBSITE",
    "SITE": "WEBSITE",
    "WEBPAGE": "WEBSITE",
    "HTTP": "WEBSITE",
    "TPC": "TCP",
    "TCPS": "TCP",
}
_SECOND_WORD = pattern(r"[A-Za-z]{1,100}(?=[ \t]|$)")


def second_word_meant(expose: Docker) -> tuple[str, str] | None:
    """What stands behind EXPOSE and what it was meant to be: WEBSITE or TCP; None if it is no misspelling of these."""
    found = _SECOND_WORD.match(expose.rest)
    if found is None:
        return None
    word = found[0]
    upper = word.upper()
    near = _SECOND_WORDS.get(upper) or slip_of(word, ("WEBSITE",))
    if near is None and len(upper) > 5 and sorted(upper) == sorted("WEBSITE"):
        near = "WEBSITE"
    return None if near in (None, upper) else (word, str(near))


def behind_keyword(expose: Docker) -> Span | None:
    """Where what follows EXPOSE stands; None if lines are continued in it."""
    at = expose.source.rfind(expose.rest) if expose.rest else -1
    return None if at < 0 else expose.place(at, at + len(expose.rest))
