"""What can be wrong with EXPOSE WEBSITE and EXPOSE TCP, so that each mistake is one rule's."""

from __future__ import annotations

from collections.abc import Iterator
from re import compile as pattern

from layerfile.arguments import Argument
from layerfile.directives import Address, Directive, ExposeTcp, ExposeWebsite
from layerfile.mistakes import Mistake, short
from layerfile.rules.rule import replace
from layerfile.sites import LARGEST_PORT, THIS_MACHINE, meant_address, scheme_meant
from layerfile.slips import slip_of
from layerfile.spans import Span

_SCHEME_ALONE = pattern(r"[Hh][TtPpSs]{2,6}")
_GLUED_PORT = pattern(r"localhost[._-]?([0-9]{1,5})")
_TCP = pattern(r":?[0-9]{1,9}")
_TCP_MEANT = pattern(r"(?:tcp://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)?:?([0-9]{1,5})(?::\1)?(?:/tcp)?")
_FORM = "EXPOSE WEBSITE localhost:PORT"


def mistakes_of(expose: Directive) -> Iterator[Mistake]:
    """Those of either EXPOSE."""
    match expose:
        case ExposeWebsite():
            return website_mistakes(expose)
        case ExposeTcp():
            return tcp_mistakes(expose)
        case _:
            return iter(())


def website_mistakes(expose: ExposeWebsite) -> Iterator[Mistake]:
    """All of them, in the order of the text; none where a quote is not closed."""
    target, address = expose.target, expose.address
    if target is None or not all(argument.is_closed for argument in expose.arguments):
        return
    in_pieces = _in_pieces(expose)
    if in_pieces is not None:
        yield in_pieces
        return
    if not target.variables:
        mistake = _no_address(target, address)
        if mistake is not None:
            yield mistake
        elif address is not None:
            yield from _in_address(target, address)
    yield from _paths(expose)
    if expose.extra:
        yield extra(expose.extra, f"{expose.keyword} takes an address, a path and what to put in its place")


def _in_pieces(expose: ExposeWebsite) -> Mistake | None:
    """An address with blanks in it: `localhost : 443`."""
    arguments = expose.arguments
    if len(arguments) < 2 or expose.target is None:
        return None
    second = arguments[1].source
    if not second.startswith(":") and not expose.target.source.endswith((":", "/")):
        return None
    used = 3 if second == ":" and len(arguments) > 2 else 2
    text = " ".join(argument.source for argument in arguments[:used])
    meant = meant_address(text) if all(argument.is_plain for argument in arguments[:used]) else None
    if meant is None and not second.startswith(":"):
        return None
    place = arguments[0].span.to(arguments[used - 1].span)
    return _address(f"no blank can stand in an address: {text}", meant, place)


def _no_address(target: Argument, address: Address | None) -> Mistake | None:
    written = str(target)
    if address is None:
        return _address(f"{short(written)} is no address", meant_address(written), target.span)
    if (address.host is None and (address.port is None or written.startswith(":"))) or address.host in (".", ".."):
        return _address(f"{short(written)} names no host", meant_address(written), target.span)
    if address.host is not None and address.host.isdigit():
        message = f"{written} names two ports: write the one that something listens on in the machine, as in {_FORM}"
        return Mistake("expose-address", message, target.span)
    if address.scheme is None and address.host is not None and _SCHEME_ALONE.fullmatch(address.host):
        return _address(f"{short(written)} is no address", meant_address(written), target.span)
    return None


def _address(what: str, meant: str | None, span: Span) -> Mistake:
    if meant is None:
        return Mistake("expose-address", f"{what}: write {_FORM}", span)
    return Mistake("expose-address", f"{what}: write {meant}", span, replace(f"Write {meant}", span, meant))


def _in_address(target: Argument, address: Address) -> Iterator[Mistake]:
    host, scheme = address.host, address.scheme
    if scheme is not None and scheme.lower() not in ("http", "https"):
        yield _scheme(target, scheme, address.port)
    if host is not None and host != "localhost":
        yield _host(target, address, host)
    elif address.path not in (None, "/"):
        before = target.source[: len(target.source) - len(address.path or "")]
        message = f"a path stands behind the address: write {before} {address.path}"
        fix = None
        if target.is_plain:
            place = target.span.within(target.source, len(before), len(before))
            fix = replace("Put a blank before the path", place, " ")
        yield Mistake("expose-path", message, target.span, fix)
    if address.port is not None and not 0 < address.port <= LARGEST_PORT:
        yield port(target, address.port)


def _scheme(target: Argument, scheme: str, port: int | None) -> Mistake:
    looks_like = _SCHEME_ALONE.fullmatch(scheme) is not None
    if not looks_like or not target.is_plain:
        message = f"a website is http:// or https://, not {scheme}://: EXPOSE TCP shows what speaks something else"
        return Mistake("expose-scheme", message, target.span)
    meant = scheme_meant(scheme, port)
    place = target.span.within(target.source, 0, len(scheme))
    return Mistake(
        "expose-scheme", f"{scheme} is no scheme: did you mean {meant}?", place, replace(f"Write {meant}", place, meant)
    )


def _host(target: Argument, address: Address, host: str) -> Mistake:
    at = target.source.find(host, len(address.scheme or ""))
    place = target.span
    if target.is_plain and at >= 0:
        place = target.span.within(target.source, at, at + len(host))
    glued = _GLUED_PORT.fullmatch(host)
    meant = None
    if glued is not None and address.port is None:
        meant = f"localhost:{glued[1]}"
    elif host in THIS_MACHINE or slip_of(host, ("localhost",)) is not None:
        meant = "localhost"
    if meant is not None:
        fix = replace(f"Write {meant}", place, meant) if place != target.span or target.source == host else None
        return Mistake("expose-not-localhost", f"{host} is not the machine itself: write {meant}", place, fix)
    message = f"{host} is somewhere else: EXPOSE WEBSITE shows what listens in the machine, as in {_FORM}"
    return Mistake("expose-not-localhost", message, place)


def _paths(expose: ExposeWebsite) -> Iterator[Mistake]:
    path, address = expose.path, expose.address
    if path is None or path.variables:
        return
    if address is not None and address.port is None and address.host == "localhost" and path.source.isdigit():
        place = expose.arguments[0].span.to(path.span)
        meant = f"{address.argument.source}:{path.source}"
        message = f"{path} would be a path: write {meant}"
        fix = replace(f"Write {meant}", place, meant) if expose.arguments[0].is_plain else None
        yield Mistake("expose-path", message, place, fix)
    elif "://" in path.source or path.source.startswith("localhost:"):
        message = f"{path} is a second address: give it an EXPOSE WEBSITE of its own, with a path of its own"
        yield Mistake("expose-path", message, path.span)


def tcp_mistakes(expose: ExposeTcp) -> Iterator[Mistake]:
    """All of them, in the order of the text; none where a quote is not closed."""
    if not all(argument.is_closed for argument in expose.arguments):
        return
    for argument, address in ((expose.guest, expose.guest_address), (expose.host, expose.host_address)):
        if argument is None or argument.variables:
            continue
        written = str(argument)
        if _TCP.fullmatch(written) is None:
            yield _tcp_form(argument, written)
        elif address is not None and address.port is not None and not 0 < address.port <= LARGEST_PORT:
            yield port(argument, address.port)
    if expose.extra:
        yield extra(expose.extra, f"{expose.keyword} takes a port in the machine, and one outside if that is another")


def _tcp_form(argument: Argument, written: str) -> Mistake:
    meant = _TCP_MEANT.fullmatch(written)
    if meant is not None and 0 < int(meant[1]) <= LARGEST_PORT:
        message = f"EXPOSE TCP takes a port alone: write {meant[1]}"
        return Mistake("expose-tcp-form", message, argument.span, replace(f"Write {meant[1]}", argument.span, meant[1]))
    if written.endswith("/udp"):
        return Mistake("expose-tcp-form", "only TCP can be exposed, not UDP", argument.span)
    message = f"{short(written)} is no port: write EXPOSE TCP 5432, or EXPOSE TCP 5432 15432 for another one outside"
    return Mistake("expose-tcp-form", message, argument.span)


def port(argument: Argument, number: int) -> Mistake:
    """A port that there is not."""
    return Mistake("expose-port", f"{number} is no port: there are 1 to {LARGEST_PORT}", argument.span)


def extra(arguments: tuple[Argument, ...], takes: str) -> Mistake:
    """What is one too many."""
    place = arguments[0].span.to(arguments[-1].span)
    return Mistake("expose-extra", f"{takes}: {short(arguments[0].source)} does not belong here", place)
