"""`# layer: ignore[rule] reason`: what a person has decided to leave as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from re import compile as pattern

from layerfile.directives import Comment, Directive
from layerfile.spans import Span

_SUPPRESSION = pattern(r"#\s*layer:\s*ignore\s*(?:\[(?P<rules>[^\]]*)\])?\s*:?\s*(?P<reason>.*)")


@dataclass
class Suppression:
    """A comment that stands before a directive, in it or behind it, and takes back what rules say of that.

    `rules`: their names or codes, each with its place; none of them stands for nothing. `used`: those that had
    something to take back.
    """

    comment: Comment
    directive: Directive | None
    rules: tuple[tuple[str, Span], ...]
    reason: str
    used: set[str] = field(default_factory=set)


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
            rules.append((name, comment.span.within(comment.text, start, start + len(name))))
        at += len(word) + 1
    return Suppression(comment, directive, tuple(rules), found["reason"].strip())
