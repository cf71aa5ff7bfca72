"""LABEL: the keys that there are, and what is wrong with a line, so that each mistake is one rule's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from re import compile as pattern
from typing import TYPE_CHECKING

from layerfile.arguments import Argument
from layerfile.directives import Label, Pair
from layerfile.mistakes import Mistake
from layerfile.rules.rule import replace
from layerfile.slips import slip_of

if TYPE_CHECKING:
    from layerfile.lanes import Step

KEYS = ("display_name", "status")
STATUSES = ("merge", "hidden")

_NEAR_KEYS = {"displayname": "display_name", "name": "display_name", "title": "display_name", "state": "status"}
_NEAR_STATUSES = {"hide": "hidden", "merging": "merge"}
_KEY_IN_WORD = pattern(r"([A-Za-z0-9_.-]{1,100})=")
_PLAIN = pattern(r"[A-Za-z0-9_.-]{1,200}")


def labels_of(steps: Iterable[Step]) -> dict[str, str]:
    """What the LABELs of a Layerfile say of its runs, by key; those of its parents are about theirs."""
    pairs = (pair for step in steps if step.own and isinstance(step.directive, Label) for pair in step.directive.pairs)
    return {pair.name.lower(): str(pair.value) for pair in pairs if pair.value is not None}


def mistakes_of(label: Label) -> Iterator[Mistake]:
    """All of them, in the order of the text; none where a quote is not closed."""
    if not all(argument.is_closed for argument in label.arguments):
        return
    items: list[Pair | Argument] = sorted([*label.pairs, *label.extra], key=lambda item: item.span)
    at = 0
    while at < len(items):
        item = items[at]
        at += 1
        following: list[Argument] = []
        while at < len(items) and isinstance(word := items[at], Argument) and not _KEY_IN_WORD.match(word.source):
            if isinstance(item, Argument) and len(following) == 2:
                break
            following.append(word)
            at += 1
        if isinstance(item, Pair):
            yield from _pair(item, following)
            continue
        key = _KEY_IN_WORD.match(item.source)
        if key is not None:
            yield _unknown_key(item, key[1])
        else:
            yield _no_pair(item, following)


def _pair(pair: Pair, following: list[Argument]) -> Iterator[Mistake]:
    key = pair.name.lower()
    if key not in KEYS:
        yield _unknown_key(pair, pair.name)
    elif following:
        yield _too_much(pair, following)
    elif key == "status":
        yield from _status(pair)


def _unknown_key(item: Pair | Argument, key: str) -> Mistake:
    plain = key.lower().replace("-", "_")
    near = plain if plain in KEYS else _NEAR_KEYS.get(plain.replace("_", "")) or slip_of(plain, KEYS)
    place = item.name_span if isinstance(item, Pair) else item.span
    if isinstance(item, Argument) and item.span.start_line == item.span.end_line:
        place = item.span.within(item.source, 0, len(key))
    if near is None:
        message = f"LABEL knows display_name and status, and no {key}: leave it out, or make it a comment"
        return Mistake("label-unknown-key", message, place)
    fix = replace(f"Write {near}", place, near)
    return Mistake("label-unknown-key", f"LABEL knows no {key}: did you mean {near}?", place, fix)


def _status(pair: Pair) -> Iterator[Mistake]:
    value = pair.value
    if value is None:
        yield Mistake("label-status", "a status is merge or hidden: write one of them", pair.span)
        return
    written = str(value).strip().lower()
    if value.variables or written in STATUSES:
        return
    near = _NEAR_STATUSES.get(written) or slip_of(written, STATUSES)
    if near is None:
        yield Mistake("label-status", f"{value} is no status: there are merge and hidden", value.span)
    else:
        fix = replace(f"Write {near}", value.span, near)
        yield Mistake("label-status", f"{value} is no status: did you mean {near}?", value.span, fix)


def _too_much(pair: Pair, following: list[Argument]) -> Mistake:
    """`key= value`, or `key=value and more`."""
    place = pair.span.to(following[-1].span)
    one_line = place.start_line == place.end_line
    words = [word.source for word in following]
    if pair.value is None and len(words) == 1:
        right = f"{pair.name}={words[0]}"
        fix = replace(f"Write {right}", place, right) if one_line else None
        return Mistake("label-form", f"no blank can stand behind =: write {right}", place, fix)
    value = [] if pair.value is None else [pair.value.source]
    text = " ".join([*value, *words])
    if pair.name.lower() == "display_name" and all(_PLAIN.fullmatch(word) for word in [*value, *words]):
        right = f'{pair.name}="{text}"'
        fix = replace("Put it in quotes", place, right) if one_line else None
        return Mistake("label-form", f"a value with blanks needs quotes: write {right}", place, fix)
    rest = following[0].span.to(following[-1].span)
    return Mistake("label-form", f"LABEL takes key=value, and {words[0]} is none", rest)


def _no_pair(word: Argument, following: list[Argument]) -> Mistake:
    """`key = value`, `key =value`, `key value`, or a word alone."""
    place = word.span.to(following[-1].span) if following else word.span
    rest = "".join(one.source for one in following).removeprefix("=")
    key = word.source.lower()
    is_pair = key in KEYS and _PLAIN.fullmatch(rest) is not None
    if is_pair and (len(following) == 1 or following[0].source == "="):
        right = f"{word.source}={rest}"
        fix = replace(f"Write {right}", place, right) if place.start_line == place.end_line else None
        return Mistake("label-form", f"LABEL takes key=value: write {right}", place, fix)
    return Mistake(
        "label-form",
        f"{word.source[:60]} has no value: LABEL takes display_name=NAME and status=merge or status=hidden",
        place,
    )
