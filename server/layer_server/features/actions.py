"""What can be done about problems: each rule's fix, all of them at once, or leaving one as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from layer_server.features.diagnostics import diagnostics
from layer_server.view import View
from layerfile.fixing import compatible
from layerfile.problems import Edit, Problem
from layerfile.spans import FILE_START, Span
from layerfile.suppressions import read

Kind = Literal["quickfix", "source.fixAll"]


class Action(NamedTuple):
    """`edits` are of the document; `problem` is what they are about, if it is one."""

    title: str
    kind: Kind
    edits: tuple[Edit, ...]
    problem: Problem | None = None
    is_preferred: bool = False


def actions(view: View, span: Span, kinds: Iterable[str] | None = None) -> Iterator[Action]:
    """The actions for what is wrong within `span`; `kinds`: only those, or the ones below them."""
    problems = diagnostics(view)
    if _wanted("quickfix", kinds):
        here = [problem for problem in problems if _touch(problem.span, span)]
        for problem in here:
            if problem.fix is not None:
                yield Action(problem.fix.title, "quickfix", problem.fix.edits, problem, True)
        for problem in here:
            if problem.code and problem.span is not FILE_START:
                title = f"Ignore {problem.name} here"
                yield Action(title, "quickfix", (_ignoring(view, problem),), problem)
    if _wanted("source.fixAll", kinds):
        chosen = compatible([problem.fix for problem in problems if problem.fix is not None])
        if chosen:
            edits = tuple(edit for fix in chosen for edit in fix.edits)
            yield Action("Fix all that can be fixed", "source.fixAll", edits)


def _wanted(kind: str, kinds: Iterable[str] | None) -> bool:
    return kinds is None or any(
        kind == one or kind.startswith(one + ".") or one.startswith(kind + ".") for one in kinds
    )


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _ignoring(view: View, problem: Problem) -> Edit:
    """Puts the rule into the comment before the directive, or writes one."""
    found = view.at(problem.span.start)
    line = problem.span.start_line if found is None else found[0].span.moved(found[1]).start_line
    for comment, moved in view.comments:
        span = comment.span.moved(moved)
        suppression = read(comment, None)
        if suppression is not None and suppression.rules and comment.is_own_line and span.end_line == line - 1:
            last = suppression.rules[-1][1].moved(moved)
            return Edit(Span(*last.end, *last.end), f", {problem.name}")
    text = view.document.lines[line - 1]
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    return Edit(Span(line, 0, line, 0), f"{indent}# layer: ignore[{problem.name}]\n")
