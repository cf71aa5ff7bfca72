"""What a proxy changes in the headers of requests and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from layer_runner.expose.routes import Route

Headers = list[tuple[str, str]]

#: About one connection only (RFC 9110, 7.6.1). What `Expect` asks for was answered when the request was taken.
_HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade", "expect"),
    }
)

#: A WebSocket is two, one on each side, each with a handshake of its own.
_HANDSHAKE = frozenset(
    {
        *("sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions"),
        *("sec-websocket-protocol", "sec-websocket-accept"),
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: the `host` that it names, the address of who sent it, and its path for `route`.

    `as_localhost`: the website is told that it was asked at its own address in the machine, as by the hosted service.
    """

    host: str
    peer: str
    route: Route
    as_localhost: bool = False

    @property
    def own_host(self) -> str:
        """The website's address in the machine, as a `Host`."""
        return self.route.website.origin.partition("://")[2]


def to_website(headers: Iterable[tuple[str, str]], asked: Asked) -> Headers:
    """The headers that the website is sent."""
    found = list(_end_to_end(headers))
    given = {name.lower(): value for name, value in found}
    website = asked.route.website
    # A proxy before this one knows better what was asked for first.
    forwarded = {
        "X-Forwarded-For": ", ".join(filter(None, (given.get("x-forwarded-for"), asked.peer))),
        "X-Forwarded-Host": given.get("x-forwarded-host", asked.host),
        "X-Forwarded-Proto": given.get("x-forwarded-proto", "http"),
    }
    if website.rewrite is not None:
        forwarded["X-Forwarded-Prefix"] = given.get("x-forwarded-prefix", "") + website.path.rstrip("/")
    replaced = {"host", *map(str.lower, forwarded)}
    result = [("Host", asked.own_host if asked.as_localhost else asked.host)]
    for name, value in found:
        if name.lower() == "origin" and asked.as_localhost and value == f"http://{asked.host}":
            result.append((name, website.origin))
        elif name.lower() not in replaced:
            result.append((name, value))
    return [*result, *forwarded.items()]


def to_visitor(headers: Iterable[tuple[str, str]], asked: Asked) -> Headers:
    """The headers that whoever asked is sent."""
    return [
        (name, _outside(value, asked) if name.lower() in ("location", "content-location") else value)
        for name, value in _end_to_end(headers)
    ]


def without_handshake(headers: Iterable[tuple[str, str]]) -> Headers:
    """The same without what belongs to one side's WebSocket."""
    return [(name, value) for name, value in headers if name.lower() not in _HANDSHAKE]


def _end_to_end(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those that are not about one connection only."""
    found = list(headers)
    named = {word.strip().lower() for name, value in found if name.lower() == "connection" for word in value.split(",")}
    # A client may name any header there; without these a request would be another one.
    named -= {"host", "content-length", "content-type"}
    for name, value in found:
        if name.lower() not in _HOP_BY_HOP and name.lower() not in named:
            yield name, value


def _outside(location: str, asked: Asked) -> str:
    """Where a website that redirects within itself leads outside; another place is left as it is."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return location
    own = {asked.route.website.origin.lower(), f"http://{asked.host}".lower()}
    if parts.scheme or parts.netloc:
        if f"{parts.scheme}://{parts.netloc}".lower() not in own:
            return location
        parts = parts._replace(scheme="http", netloc=asked.host)
    elif not parts.path.startswith("/"):
        return location
    return urlunsplit(parts._replace(path=asked.route.outer(parts.path or "/")))
