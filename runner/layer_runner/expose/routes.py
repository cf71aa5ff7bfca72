"""Which website a request is for: of all whose path it is at or below, the one with the longest."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from layer_runs.folder import Shard
from layerfile.exposing import Website

#: What may stand in a path unquoted (RFC 3986, 3.3), with the slash between its segments.
_PATH = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Route:
    """A website of the machine of `shard`.

    `depth` counts from the root parent's Layerfile: of two websites at one path the one of the child counts, then the
    one of the lower shard, then the one that comes first. `inherited`: it was exposed before there were shards.
    """

    website: Website
    shard: Shard = None
    depth: int = 0
    line: int = 0
    inherited: bool = False

    @property
    def prefix(self) -> str:
        """The path as it stands in a request, quoted."""
        return quote(self.website.path, safe=_PATH)

    def matches(self, path: str) -> bool:
        """Whether a request for `path`, quoted, could be for it: `/api` is for /api/x too, but not for /apix."""
        prefix = self.prefix
        return prefix == "/" or path == prefix or path.startswith(f"{prefix}/")

    def inner(self, path: str) -> str:
        """What the website is asked for in place of `path`, which it matches."""
        if self.website.rewrite is None:
            return path
        return _joined(quote(self.website.rewrite, safe=_PATH), _below(self.prefix, path))

    def outer(self, path: str) -> str:
        """Where the website's own `path` is found outside: what it redirects to."""
        if self.website.rewrite is None:
            return path
        rewrite = quote(self.website.rewrite, safe=_PATH)
        is_below = rewrite == "/" or path == rewrite or path.startswith(f"{rewrite}/")
        if not is_below or (self.prefix != "/" and self.matches(path)):
            # The website knows of its prefix, from X-Forwarded-Prefix or by itself.
            return path
        return _joined(self.prefix, _below(rewrite, path))


def choose(routes: tuple[Route, ...], path: str) -> Route | None:
    """The route of a request for `path`; None if no website is there."""
    return min((route for route in routes if route.matches(path)), key=_order, default=None)


def shadowing(routes: tuple[Route, ...], route: Route) -> Route | None:
    """The route that gets all that `route` is for; None where it gets some itself."""
    chosen = choose(routes, route.prefix)
    return None if chosen == route else chosen


def _order(route: Route) -> tuple[int, int, int, int]:
    return (-len(route.prefix), -route.depth, -1 if route.shard is None else route.shard, route.line)


def _below(prefix: str, path: str) -> str:
    return path if prefix == "/" else path[len(prefix) :]


def _joined(prefix: str, rest: str) -> str:
    return (rest or "/") if prefix == "/" else prefix + rest
