"""Layerfiles and those that they start from or wait for, as callers and called; and all symbols of a tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from layer_server.features.navigation import targets
from layer_server.view import View
from layerfile.directives import From, Wait
from layerfile.parsing import Layerfile
from layerfile.spans import FILE_START, Span


class Member(NamedTuple):
    """A Layerfile of the tree; `name` is what its label says, or its path."""

    path: str
    name: str
    span: Span


class Call(NamedTuple):
    """One Layerfile that starts from or waits for another, at `spans` in the first."""

    member: Member
    spans: tuple[Span, ...]


def member(layerfile: Layerfile) -> Member:
    """A Layerfile as it is called."""
    last = layerfile.directives[-1].span if layerfile.directives else FILE_START
    return Member(layerfile.path, layerfile.path, Span(1, 0, last.end_line, last.end_column))


def outgoing(view: View, path: str) -> Iterator[Call]:
    """What a Layerfile starts from and waits for."""
    layerfile = view.parsed(path)
    if layerfile is None:
        return
    for other, spans in _named(view, layerfile).items():
        found = view.parsed(other)
        if found is not None:
            yield Call(member(found), tuple(spans))


def incoming(view: View, path: str) -> Iterator[Call]:
    """The Layerfiles that start from this one or wait for it."""
    for other in view.layerfiles:
        layerfile = view.parsed(other)
        if layerfile is None:
            continue
        spans = _named(view, layerfile).get(path)
        if spans:
            yield Call(member(layerfile), tuple(spans))


def _named(view: View, layerfile: Layerfile) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for directive in layerfile.directives:
        if isinstance(directive, From | Wait):
            for target in targets(directive, layerfile.path, view.files):
                if target.path is not None:
                    found.setdefault(target.path, []).append(target.argument.span)
    return found
