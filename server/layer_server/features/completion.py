"""What can be written at a place: directives, paths, bases, variables, users, ports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from re import compile as pattern
from typing import Literal, NamedTuple

from layer_server.features.keyword_help import KEYWORD_HELP
from layer_server.view import View
from layerfile.directives import BuildEnv, Directive, Env, ExposeWebsite, SecretEnv, User
from layerfile.environment import BUILTIN_ENV, RUN_ENV
from layerfile.spans import Position, Span

Kind = Literal["keyword", "file", "folder", "image", "variable", "value"]


class Item(NamedTuple):
    """`text` goes to `span`; where `is_snippet`, it has places to fill in, as editors write them."""

    label: str
    kind: Kind
    text: str
    span: Span
    detail: str = ""
    is_snippet: bool = False


_SNIPPETS = {
    "FROM": "FROM ${1:vm/debian:12}",
    "RUN": "RUN ${1:command}",
    "RUN BACKGROUND": "RUN BACKGROUND ${1:command}",
    "RUN REPEATABLE": "RUN REPEATABLE ${1:command}",
    "COPY": "COPY ${1:.} ${2:.}",
    "CLONE": "CLONE ${1:url} ${2:directory}",
    "CACHE": "CACHE ${1:directory}",
    "ENV": "ENV ${1:NAME}=${2:value}",
    "BUILD ENV": "BUILD ENV ${1:GIT_BRANCH}",
    "SECRET ENV": "SECRET ENV ${1:NAME}",
    "MEMORY": "MEMORY ${1:2}G",
    "SPLIT": "SPLIT ${1:2}",
    "CHECKPOINT": "CHECKPOINT ${1:name}",
    "EXPOSE WEBSITE": "EXPOSE WEBSITE localhost:${1:8000}",
    "EXPOSE TCP": "EXPOSE TCP ${1:5432}",
    "WORKDIR": "WORKDIR ${1:directory}",
    "USER": "USER ${1:name}",
    "LABEL": "LABEL display_name=${1:name}",
    "SETUP FILE": "SETUP FILE ${1:file}",
    "SKIP REMAINING IF": "SKIP REMAINING IF ${1:GIT_BRANCH}!=${2:main}",
    "WAIT": "WAIT ${1:layerfile}",
    "BUTTON": "BUTTON ${1:message}",
}
_IMAGES = {
    "vm/debian:12": "Debian 12 (bookworm)",
    "vm/ubuntu:18.04": "Ubuntu 18.04 (bionic)",
    "vm/ubuntu:20.04": "Ubuntu 20.04 (focal)",
    "vm/ubuntu:22.04": "Ubuntu 22.04 (jammy)",
}
_CALLERS = sorted({*BUILTIN_ENV, *RUN_ENV} - {"SPLIT", "SPLIT_NUM"})
_KEYWORD_START = pattern(r"[ \t]*((?:[A-Za-z]+[ \t]+){0,2}[A-Za-z]*)$")
_VARIABLE = pattern(r"\$(\{?)([A-Za-z_][A-Za-z0-9_]*)?$")
_WORD = pattern(r"[^ \t]*$")
_CONTINUED = pattern(r"\\[ \t]*[\r\n]*\Z")
_MOST = 200


def completions(view: View, position: Position) -> list[Item]:
    """What fits at a place, in no certain order; the editor filters and sorts."""
    line = view.document.lines[position.line - 1].rstrip("\r\n")
    before = line[: position.column]
    keyword, is_first = _keyword_of(view, position, before)
    if is_first:
        return list(_keywords(before, position))
    if before.lstrip().startswith("#"):
        return []
    variable = _VARIABLE.search(before)
    if variable is not None and keyword != "BUTTON":
        return list(_variables(view, position, variable.group(1), variable.group(2) or ""))
    word = _WORD.search(before)
    assert word is not None
    span = Span(position.line, word.start(), position.line, position.column)
    return list(_arguments(view, keyword, word[0], span))[:_MOST]


def _keyword_of(view: View, position: Position, before: str) -> tuple[str, bool]:
    """The keyword of the directive at a place, and whether it is still being written."""
    lines = view.document.lines
    is_continued = position.line > 1 and _CONTINUED.search(lines[position.line - 2]) is not None
    if not is_continued:
        words = before.split()
        for count in (3, 2, 1):
            keyword = " ".join(words[:count]).upper()
            if keyword in KEYWORD_HELP and (len(words) > count or before[-1:].isspace()):
                # `RUN ` may still become RUN BACKGROUND; that is offered with the arguments.
                return keyword, False
        return "", _KEYWORD_START.match(before) is not None
    found = view.at(Position(position.line - 1, 0))
    return ("" if found is None else found[0].keyword), False


def _keywords(before: str, position: Position) -> Iterator[Item]:
    start = len(before) - len(before.lstrip())
    span = Span(position.line, start, position.line, position.column)
    for keyword, snippet in _SNIPPETS.items():
        yield Item(keyword, "keyword", snippet, span, KEYWORD_HELP[keyword], True)


def _variables(view: View, position: Position, brace: str, written: str) -> Iterator[Item]:
    start = position.column - len(written)
    span = Span(position.line, start, position.line, position.column)
    for name, detail in sorted(_known(view, position).items()):
        yield Item(name, "variable", f"{name}}}" if brace else name, span, detail)


def _known(view: View, position: Position) -> dict[str, str]:
    """The variables that have a value at a place, with what is known of it."""
    known = {name: f"always {value}" for name, value in BUILTIN_ENV.items()}
    known |= dict.fromkeys(RUN_ENV, "set by layer for each run")
    for layerfile in view.parents:
        for directive in layerfile.directives:
            known |= _explained(directive, f" in {layerfile.path}")
    for directive, moved in view.placed:
        if directive.span.moved(moved).start_line < position.line:
            known |= _explained(directive, "")
    return known


def _explained(directive: Directive, where: str) -> dict[str, str]:
    match directive:
        case Env(pairs=pairs):
            return {pair.name: f"{pair.value or 'empty'}{where}" for pair in pairs}
        case BuildEnv(items=items):
            return {str(item): f"from the caller (BUILD ENV{where})" for item in items}
        case SecretEnv(items=items):
            return {str(item): f"a secret (SECRET ENV{where})" for item in items}
        case _:
            return {}


def _arguments(view: View, keyword: str, word: str, span: Span) -> Iterator[Item]:
    match keyword:
        case "FROM":
            for image, detail in _IMAGES.items():
                yield Item(image, "image", image, span, detail)
            yield from _paths(view, word, span, only_layerfiles=True)
        case "WAIT":
            yield from _paths(view, word, span, only_layerfiles=True)
        case "COPY" | "SETUP FILE":
            yield from _paths(view, word, span)
        case "RUN":
            if "RUN".startswith(view.document.lines[span.start_line - 1][: span.start_column].strip().upper()):
                yield Item("BACKGROUND", "keyword", "BACKGROUND ", span, KEYWORD_HELP["RUN BACKGROUND"])
                yield Item("REPEATABLE", "keyword", "REPEATABLE ", span, KEYWORD_HELP["RUN REPEATABLE"])
        case "BUILD ENV":
            for name in _CALLERS:
                if name != "EXPOSE_WEBSITE_HOST":
                    yield Item(name, "variable", name, span)
        case "SKIP REMAINING IF":
            for name in _CALLERS:
                yield Item(name, "variable", name, span)
            yield Item("AND", "keyword", "AND ", span)
        case "LABEL":
            yield Item("display_name", "value", "display_name=", span, "how the run is called")
            yield Item("status=hidden", "value", "status=hidden", span, "not shown")
            yield Item("status=merge", "value", "status=merge", span, "shown with its parent")
        case "USER":
            names = {str(one.name) for one, _ in view.placed if isinstance(one, User) and one.name is not None}
            for name in sorted({"root", *names}):
                yield Item(name, "value", name, span)
        case "MEMORY":
            for size in ("512M", "1G", "2G", "4G", "8G"):
                yield Item(size, "value", size, span)
        case "SPLIT":
            yield Item("UNORDERED", "keyword", "UNORDERED ", span, "the copies do not know their number")
        case "CHECKPOINT":
            yield Item("disabled", "keyword", "disabled", span, "take no snapshots from here on")
        case "EXPOSE WEBSITE" | "EXPOSE TCP":
            ports = sorted(
                {
                    one.address.port
                    for one, _ in view.placed
                    if isinstance(one, ExposeWebsite) and one.address and one.address.port
                }
            )
            for port in ports or [8000]:
                address = f"localhost:{port}" if keyword == "EXPOSE WEBSITE" else str(port)
                yield Item(address, "value", address, span)
        case _:
            return


def _paths(view: View, word: str, span: Span, only_layerfiles: bool = False) -> Iterator[Item]:
    """What lies in the folder that a word names so far, without what git ignores."""
    folder, name = posixpath.split(word)
    inside = view.surroundings.resolve(folder or ".") if not word.startswith("/") else view.surroundings.resolve(folder)
    if inside is None:
        return
    start = Span(span.start_line, span.end_column - len(name), span.end_line, span.end_column)
    if word in ("", ".", ".."):
        yield Item("../", "folder", "../", span)
    for entry, kind in view.visible(inside):
        if entry.startswith(".") and not name.startswith("."):
            continue
        if kind == "dir":
            yield Item(f"{entry}/", "folder", f"{entry}/", start)
        elif not only_layerfiles or posixpath.join(inside, entry) in view.layerfiles:
            yield Item(entry, "file", entry, start)
