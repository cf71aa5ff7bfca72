"""What belongs behind a keyword, while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from layer_server.features.keyword_help import KEYWORD_HELP
from layer_server.view import View
from layerfile.spans import Position

FORMS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "FROM": (("vm/NAME:TAG",), ("path to a Layerfile",), ("org/name:tag",)),
        "RUN": (("command",),),
        "RUN BACKGROUND": (("command",),),
        "RUN REPEATABLE": (("command",),),
        "COPY": (("source...", "destination"),),
        "CLONE": (("url", "[DEFAULT=branch]", "[source...]", "destination"),),
        "CACHE": (("directory...",),),
        "ENV": (("NAME=value...",), ("NAME", "value")),
        "BUILD ENV": (("NAME...",),),
        "SECRET ENV": (("NAME...",),),
        "MEMORY": (("number[K|M|G]",),),
        "SPLIT": (("number",), ("UNORDERED", "number")),
        "CHECKPOINT": (("[name]",), ("disabled",)),
        "EXPOSE WEBSITE": (("[http(s)://]localhost[:port]", "[path]", "[rewrite]"),),
        "EXPOSE TCP": (("guestport", "[hostport]"),),
        "WORKDIR": (("directory",),),
        "USER": (("name",),),
        "LABEL": (("display_name=name", "status=merge|hidden"),),
        "SETUP FILE": (("file...",),),
        "SKIP REMAINING IF": (("NAME=value", "[AND NAME!=~pattern...]"),),
        "WAIT": (("layerfile...",),),
        "BUTTON": (("message",),),
        "AWS": (("command", "[--name=value...]"),),
    }
)
"""The arguments of each keyword, in each of its forms; `...`: one or more."""


class Signature(NamedTuple):
    """One form: `label` as it is written, `parameters` as ranges in it, `active` the one that is being typed."""

    label: str
    documentation: str
    parameters: tuple[tuple[int, int], ...]
    active: int


def signatures(view: View, position: Position) -> list[Signature]:
    """The forms of the directive at a place; none before its keyword is complete."""
    found = view.at(position)
    if found is None:
        return []
    directive, moved = found
    forms = FORMS.get(directive.keyword.removesuffix(" UNORDERED"))
    line = view.document.lines[position.line - 1][: position.column].rstrip("\r\n")
    keyword_end = directive.keyword_span.moved(moved).end
    if forms is None or position <= keyword_end or not line[: position.column].strip():
        return []
    keyword = directive.keyword.removesuffix(" UNORDERED")
    number = sum(argument.span.moved(moved).end < position for argument in directive.arguments)
    return [_signature(keyword, form, number) for form in forms]


def _signature(keyword: str, form: tuple[str, ...], number: int) -> Signature:
    label = keyword
    ranges = []
    for parameter in form:
        ranges.append((len(label) + 1, len(label) + 1 + len(parameter)))
        label += f" {parameter}"
    return Signature(label, KEYWORD_HELP[keyword], tuple(ranges), min(number, len(form) - 1))
