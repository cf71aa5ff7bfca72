"""Lines that are lists of names: the same name twice, and how to take one out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from layerfile.arguments import Argument
from layerfile.directives import Names
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import remove
from layerfile.spans import Span


class Repeated(NamedTuple):
    """An item of a line that says what another one above says already."""

    item: Argument
    line: Names
    fix: Fix | None


def repeated(lines: Iterable[Names], identity: Callable[[Argument], str | None]) -> Iterator[Repeated]:
    """All items whose identity is that of an earlier one; None is the same as nothing."""
    seen: set[str] = set()
    for line in lines:
        found: list[Argument] = []
        for item in line.items:
            what = identity(item) if item.is_closed else None
            if what is None:
                continue
            if what in seen:
                found.append(item)
            seen.add(what)
        for item, fix in zip(found, _fixes(line, found), strict=True) if found else ():
            yield Repeated(item, line, fix)


def _fixes(line: Names, unwanted: Sequence[Argument]) -> list[Fix | None]:
    """One fix for each; where nothing would be left the first takes the whole line."""
    if len(unwanted) == len(line.items):
        return [remove("Leave the line out", line), *[None] * (len(unwanted) - 1)]
    befores = [line.keyword_span, *(item.span for item in line.items)]
    ends = {id(item): before.end for item, before in zip(line.items, befores, strict=False)}
    fixes: list[Fix | None] = []
    for item in unwanted:
        place = Span.between(ends[id(item)], item.span.end)
        # A comment of its own may stand on the lines between.
        is_simple = place.start_line == place.end_line
        fixes.append(Fix(f"Leave {item} out", (Edit(place, "", line),)) if is_simple else None)
    return fixes
