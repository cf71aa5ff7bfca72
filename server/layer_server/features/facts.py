"""What is known of the word at a place: a variable, a rule's name in a comment, an image, a path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from layer_server.features.navigation import definition, name_at, target_at
from layer_server.view import Location, View
from layer_server.wording import Style
from layerfile import suppressions
from layerfile.context import Context, apply
from layerfile.directives import BuildEnv, Directive, Env, From, SecretEnv, User
from layerfile.environment import BUILTIN_ENV, RUN_ENV, known
from layerfile.rules import all_rules
from layerfile.rules.pages import page
from layerfile.spans import Position, Span


@dataclass(frozen=True, slots=True)
class Fact:
    """Lines about what stands at a span of the document."""

    span: Span
    lines: tuple[str, ...]


def fact(view: View, position: Position, style: Style, image: Callable[[str], str]) -> Fact | None:
    """What is to be said of a place, apart from its step's verdict. `image` says what is known of one by its name."""
    return (
        _rule(view, position, style)
        or _variable(view, position, style)
        or _image(view, position, style, image)
        or _path(view, position, style)
    )


def _rule(view: View, position: Position, style: Style) -> Fact | None:
    for comment, moved in view.comments:
        if comment.span.moved(moved).start_line != position.line:
            continue
        suppression = suppressions.read(comment, None)
        for name, span in () if suppression is None else suppression.rules:
            place = span.moved(moved)
            rules = all_rules()
            rule = rules.get(name) or next((one for one in rules.values() if one.code == name), None)
            if rule is not None and place.start <= position <= place.end:
                told = page(rule)
                lines = (f"{style.strong(rule.name)} {style.plain(f'({rule.code}, {rule.severity})')}",)
                return Fact(place, (*lines, style.plain(told.summary)))
    return None


def _variable(view: View, position: Position, style: Style) -> Fact | None:
    found = name_at(view, position)
    if found is None or found[0].kind != "variable":
        return None
    name, span = found[0].name, found[1]
    value, origin = _value(view, position, name)
    lines = [style.code(f"{name}={value}") if value is not None else style.code(name)]
    lines.append(style.plain(origin))
    return Fact(span, tuple(lines))


def _value(view: View, position: Position, name: str) -> tuple[str | None, str]:
    """The value of a variable at a place, if a run need not be waited for; and where it comes from."""
    places = [place for place in definition(view, position) if _counts(view, place, position)]
    setter = _setter(view, places[0]) if places else None
    match setter:
        case Env():
            if any(pair.name == name and pair.value is not None and pair.value.has_commands for pair in setter.pairs):
                return None, f"what a command prints that runs in the machine: ENV at {_at(view, places[0])}"
            value = dict(_context(view, setter).env).get(name, "")
            return value, f"set by ENV at {_at(view, places[0])}"
        case BuildEnv():
            return None, f"from the caller: BUILD ENV at {_at(view, places[0])}; steps below depend on its value"
        case SecretEnv():
            return None, f"a secret: SECRET ENV at {_at(view, places[0])}; its value is never shown"
        case _:
            pass
    if name in BUILTIN_ENV:
        return BUILTIN_ENV[name], "in every step"
    if name in RUN_ENV:
        return None, "set by layer for each run; a step depends on its value only below BUILD ENV"
    user = next((str(one.name) for one in _above(view, position) if isinstance(one, User) and one.name), "root")
    built_in = known({}, user).get(name)
    if built_in is not None:
        return built_in, f"what {user} has when it logs in"
    return None, "no Layerfile sets it: the machine may"


def _counts(view: View, place: Location, position: Position) -> bool:
    """Whether what is set there holds here; where the name is set itself, it does."""
    found = view.at(position)
    if place.path != view.path or found is None or place.span.start <= position <= place.span.end:
        return True
    return place.span.start < found[0].span.moved(found[1]).start


def _setter(view: View, place: Location) -> Directive | None:
    if place.path == view.path:
        found = view.at(place.span.start)
        return None if found is None else found[0]
    layerfile = next((one for one in view.parents if one.path == place.path), None)
    if layerfile is None:
        return None
    at = place.span.start
    return next((one for one in layerfile.directives if one.span.start <= at <= one.span.end), None)


def _context(view: View, last: Directive) -> Context:
    """What holds after a directive; only variables count."""
    context = Context()
    for path, directive in _all(view):
        if isinstance(directive, Env | User):
            context = apply(directive, context, path).context
        if directive is last:
            break
    return context


def _all(view: View) -> Iterator[tuple[str, Directive]]:
    for layerfile in view.parents:
        for directive in layerfile.directives:
            yield layerfile.path, directive
    for directive, _ in view.placed:
        yield view.path, directive


def _above(view: View, position: Position) -> Iterator[Directive]:
    """The directives above a place, the nearest first."""
    for directive, moved in reversed(view.placed):
        if directive.span.moved(moved).start_line < position.line:
            yield directive
    for layerfile in reversed(view.parents):
        yield from reversed(layerfile.directives)


def _at(view: View, place: Location) -> str:
    line = f"line {place.span.start_line}"
    return line if place.path == view.path else f"{place.path}:{place.span.start_line}"


def _image(view: View, position: Position, style: Style, image: Callable[[str], str]) -> Fact | None:
    found = view.at(position)
    if found is None or not isinstance(found[0], From):
        return None
    base, moved = found[0].base, found[1]
    if base is None or found[0].kind == "path":
        return None
    span = base.span.moved(moved)
    if not span.start <= position <= span.end:
        return None
    return Fact(span, (style.code(str(base)), style.plain(image(str(base)))))


def _path(view: View, position: Position, style: Style) -> Fact | None:
    target = target_at(view, position)
    if target is None:
        return None
    found = view.at(position)
    assert found is not None
    span = target.argument.span.moved(found[1])
    if target.path is None:
        return Fact(span, (style.plain("there is nothing of that name in the tree"),))
    kind = "folder" if view.files.kind(target.path) == "dir" else "Layerfile" if target.is_layerfile else "file"
    where = target.path or "the root of the tree"
    return Fact(span, (f"{style.plain(kind)} {style.code(where)}",))
