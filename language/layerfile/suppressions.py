"""`# layer: ignore[rule] reason`: what a person has decided to leave as it is.

The comment stands on a line before a directive, on a line of its own inside of it, or behind it (where a `#` begins a
comment there). It holds for that directive only.
"""

from __future__ import annotations

from dataclasses import dataclass
from re import compile as pattern
from typing import NamedTuple

from layerfile.directives import Comment, Directive
from layerfile.problems import Edit, Fix
from layerfile.spans import Span

# Without brackets it is only one if nothing follows but a reason that is set off: else it is prose.
_SUPPRESSION = pattern(
    r"#\s*layer:\s*ignore(?![\w-])\s*(?:\[(?P<rules>[^\]]*)(?:\]|$)|(?=[:(\u2013\u2014-]|$))"
    r"\s*[:\u2013\u2014-]*\s*(?P<reason>.*)"
)
_SHELLCHECK = pattern(r"SC[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that stands before a directive, in it or behind it, and takes back what rules say of that.

    `rules`: their names or codes, each with its place; none of them stands for nothing.
    """

    comment: Comment
    directive: Directive | None
    rules: tuple[tuple[str, Span], ...]
    reason: str

    def without_comment(self) -> Fix:
        """A fix that takes all of the comment out of the file."""
        span = self.comment.span
        if self.comment.is_own_line or self.directive is None:
            return Fix("Remove the comment", (Edit(span.lines, ""),))
        return Fix("Remove the comment", (Edit(Span.between(self.directive.span.end, span.end), ""),))

    def without(self, number: int) -> Fix:
        """A fix that takes one of the rules out of the comment, which is left if it names others."""
        if len(self.rules) == 1:
            return self.without_comment()
        name, span = self.rules[number]
        if number + 1 < len(self.rules):
            place = Span.between(span.start, self.rules[number + 1][1].start)
        else:
            place = Span.between(self.rules[number - 1][1].end, span.end)
        return Fix(f"Remove {name}", (Edit(place, ""),))


class Taken(NamedTuple):
    """A suppression after all rules were applied; `idle`: the names in it whose rules had nothing to say there."""

    suppression: Suppression
    idle: frozenset[str] = frozenset()


def read(comment: Comment, directive: Directive | None) -> Suppression | None:
    """The suppression that a comment is, if it is one."""
    found = _SUPPRESSION.match(comment.text)
    if found is None:
        return None
    rules = []
    at = found.start("rules")
    for word in (found["rules"] or "").split(","):
        name = word.strip()
        if name:
            start = at + word.index(name)
            line, column = comment.span.start
            rules.append((name, Span(line, column + start, line, column + start + len(name))))
        at += len(word) + 1
    return Suppression(comment, directive, tuple(rules), found["reason"].strip())


def is_shellchecks(name: str) -> bool:
    """Whether this is the number of one of ShellCheck's findings."""
    return _SHELLCHECK.fullmatch(name) is not None
