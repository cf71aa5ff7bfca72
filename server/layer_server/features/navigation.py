"""From a name or a path to what it means, and to all places that mean the same; renaming them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from re import compile as pattern
from typing import NamedTuple

from layer_server.view import Location, View
from layerfile import bases
from layerfile.arguments import Argument
from layerfile.directives import Copy, Directive, From, SetupFile, Wait
from layerfile.environment import BUILTIN_ENV, RUN_ENV
from layerfile.files import FileView
from layerfile.names import Occurrence, occurrences
from layerfile.parsing import Layerfile
from layerfile.spans import FILE_START, Position, Span

_VARIABLE = pattern(r"[A-Za-z_][A-Za-z0-9_]*")


class Target(NamedTuple):
    """A path in a directive: `argument` names the file or folder at `path` of the tree; None if there is none."""

    argument: Argument
    path: str | None
    is_layerfile: bool


class Renaming(NamedTuple):
    """What could be renamed at a place, and where it stands."""

    name: str
    span: Span


class CannotRename(Exception):
    """The message says why."""


def name_at(view: View, position: Position) -> tuple[Occurrence, Span] | None:
    """The name at a place, and where it stands now."""
    found = view.at(position)
    if found is None:
        return None
    directive, moved = found
    for one in occurrences(directive):
        span = one.span.moved(moved)
        if span.start <= position <= span.end:
            return one, span
    return None


def target_at(view: View, position: Position) -> Target | None:
    """The path at a place."""
    found = view.at(position)
    if found is None:
        return None
    directive, moved = found
    for target in targets(directive, view.path, view.files):
        span = target.argument.span.moved(moved)
        if span.start <= position <= span.end:
            return target
    return None


def targets(directive: Directive, path: str, files: FileView) -> Iterator[Target]:
    """The paths of the tree that a directive of the Layerfile at `path` names."""
    folder = posixpath.dirname(path)
    match directive:
        case From(base=base, kind="path") if base is not None:
            yield Target(base, bases.resolve(str(base), folder, files), True)
        case Wait(items=items):
            for item in items:
                yield Target(item, bases.resolve(str(item), folder, files), True)
        case Copy(sources=sources):
            for source in sources:
                inside = bases.inside(str(source), folder)
                if source.variables or inside is None:
                    continue
                yield Target(source, inside if files.kind(inside) is not None else None, False)
        case SetupFile():
            return
        case _:
            return


def definition(view: View, position: Position) -> list[Location]:
    """Where the name at a place gets its value, or the file that the path at a place means."""
    target = target_at(view, position)
    if target is not None:
        if target.path is None or view.files.kind(target.path) != "file":
            return []
        return [Location(target.path, FILE_START)]
    found = name_at(view, position)
    if found is None:
        return []
    name, span = found
    if name.is_definition:
        return [Location(view.path, span)]
    directive = view.at(position)
    assert directive is not None
    first = directive[0].span.moved(directive[1]).start
    here = [Location(view.path, span) for one, span in _own(view) if _is_same(one, name) and one.is_definition]
    # What a line itself sets, it does not see yet.
    before = [place for place in here if place.span.start < first]
    if before:
        # The last one counts.
        return before[-1:]
    for layerfile in reversed(view.parents):
        there = [
            Location(layerfile.path, one.span) for one in _of(layerfile) if _is_same(one, name) and one.is_definition
        ]
        if there:
            return there[-1:]
    return here[:1]


def references(view: View, position: Position, with_definitions: bool = True) -> list[Location]:
    """All places that mean the name at a place: in this Layerfile, its parents, and those that start from them."""
    target = target_at(view, position)
    if target is not None and target.path is not None:
        return _mentions(view, target.path)
    found = name_at(view, position)
    if found is None:
        return []
    name = found[0]
    result = [
        Location(view.path, span)
        for one, span in _own(view)
        if _is_same(one, name) and (with_definitions or not one.is_definition)
    ]
    for layerfile in _related(view):
        result += [
            Location(layerfile.path, one.span)
            for one in _of(layerfile)
            if _is_same(one, name) and (with_definitions or not one.is_definition)
        ]
    return result


def highlights(view: View, position: Position) -> list[tuple[Span, bool]]:
    """The same in this Layerfile only, each with whether it is a definition."""
    found = name_at(view, position)
    if found is None:
        return []
    return [(span, one.is_definition) for one, span in _own(view) if _is_same(one, found[0])]


def renaming(view: View, position: Position) -> Renaming:
    """What can be renamed at a place. Raises CannotRename."""
    target = target_at(view, position)
    if target is not None and target.is_layerfile and target.path is not None and target.argument.is_plain:
        directive = view.at(position)
        assert directive is not None
        return Renaming(target.argument.source, target.argument.span.moved(directive[1]))
    found = name_at(view, position)
    if found is None:
        message = "there is nothing here that could be renamed: put the cursor on a variable, a checkpoint or a path"
        raise CannotRename(message)
    name, span = found
    if name.kind == "variable" and (name.name in BUILTIN_ENV or name.name in RUN_ENV):
        raise CannotRename(f"{name.name} is set by layer: its name is fixed")
    if not any(one.is_definition for one in _everywhere(view) if _is_same(one, name)):
        raise CannotRename(f"no Layerfile gives {name.name} its value: it cannot be renamed here")
    return Renaming(name.name, span)


def rename(view: View, position: Position, new: str) -> list[Location]:
    """The places that a new name must be put at. Raises CannotRename."""
    found = renaming(view, position)
    if _VARIABLE.fullmatch(new) is None:
        raise CannotRename(f"{new or 'nothing'} cannot be a name: letters, digits and _ can")
    name = name_at(view, position)
    assert name is not None
    if new != found.name and any(one.name == new and one.kind == name[0].kind for one in _everywhere(view)):
        raise CannotRename(f"{new} is the name of another one already")
    return references(view, position)


def links(view: View) -> Iterator[tuple[Span, str]]:
    """The paths in the text that lead to a file of the tree."""
    for directive, moved in view.placed:
        for target in targets(directive, view.path, view.files):
            if target.path is not None and view.files.kind(target.path) == "file":
                yield target.argument.span.moved(moved), target.path


def _own(view: View) -> Iterator[tuple[Occurrence, Span]]:
    for directive, moved in view.placed:
        for one in sorted(occurrences(directive), key=lambda each: each.span):
            yield one, one.span.moved(moved)


def _of(layerfile: Layerfile) -> Iterator[Occurrence]:
    for directive in layerfile.directives:
        yield from sorted(occurrences(directive), key=lambda each: each.span)


def _everywhere(view: View) -> Iterator[Occurrence]:
    yield from (one for one, _ in _own(view))
    for layerfile in _related(view):
        yield from _of(layerfile)


def _is_same(one: Occurrence, other: Occurrence) -> bool:
    return (one.kind, one.name) == (other.kind, other.name)


def _related(view: View) -> Iterator[Layerfile]:
    """The Layerfiles that share variables with this one: its parents, and all that start from it or from them."""
    parents = {layerfile.path: layerfile for layerfile in view.parents}
    yield from parents.values()
    family = {view.path, *parents}
    waiting = [path for path in view.layerfiles if path not in family]
    parsed = {path: view.parsed(path) for path in waiting}
    grown = True
    while grown:
        grown = False
        for path in list(parsed):
            layerfile = parsed[path]
            base = None if layerfile is None else layerfile.base
            if layerfile is None or base is None or base.base is None or base.kind != "path":
                del parsed[path]
                continue
            if bases.resolve(str(base.base), posixpath.dirname(path), view.files) in family:
                family.add(path)
                grown = True
                yield layerfile
                del parsed[path]


def _mentions(view: View, path: str) -> list[Location]:
    """All paths in Layerfiles of the tree that mean one file or folder."""
    found = [
        Location(view.path, target.argument.span.moved(moved))
        for directive, moved in view.placed
        for target in targets(directive, view.path, view.files)
        if target.path == path
    ]
    for other in view.layerfiles:
        layerfile = view.parsed(other) if other != view.path else None
        if layerfile is not None:
            found += [
                Location(other, target.argument.span)
                for directive in layerfile.directives
                for target in targets(directive, other, view.files)
                if target.path == path
            ]
    return found
