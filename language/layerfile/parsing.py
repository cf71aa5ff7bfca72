"""One file: text -> directives and problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tree_sitter import Node, Tree

from layerfile.directives import Directive, From, Memory, Other
from layerfile.line_reader import Line
from layerfile.problems import Problem, Severity
from layerfile.reading import read
from layerfile.spans import FILE_START, Span
from layerfile.syntax import Source, descend, parse_tree


@dataclass(frozen=True, slots=True)
class Layerfile:
    """What one file says, in its order, and what is wrong with it by itself."""

    path: str
    directives: tuple[Directive, ...]
    problems: tuple[Problem, ...]

    @property
    def base(self) -> From | None:
        """The FROM that counts: the first."""
        return next((one for one in self.directives if isinstance(one, From)), None)


def parse(text: str, path: str = "Layerfile") -> Layerfile:
    """What `text` says. Never raises: what is wrong is a problem, and each line is read for itself."""
    source = Source(text)
    return read_tree(source, parse_tree(source.data), path)


def read_tree(source: Source, tree: Tree, path: str = "Layerfile") -> Layerfile:
    """The same from a tree that is there already, as an editor has one."""
    problems: list[Problem] = []
    directives: list[Directive] = []
    prefix: Node | None = None
    for node in tree.root_node.children:
        if node.type == "old_prefix":
            prefix = node
            _report_prefix(source, path, node, problems)
        elif node.type.endswith("_directive"):
            directive = read(Line(source, path, node, problems))
            if prefix is not None:
                span = Span(source.position(prefix.start_byte), directive.span.end)
                directive = replace(directive, span=span)
                prefix = None
            directives.append(directive)
    problems += _report_tokens(source, path, tree.root_node)
    problems += _report_order(path, directives)
    problems += _report_unsupported(path, directives)
    problems.sort(key=lambda problem: (problem.span.start, problem.span.end))
    return Layerfile(path, tuple(directives), tuple(problems))


def _report_prefix(source: Source, path: str, node: Node, problems: list[Problem]) -> None:
    span = source.span_of(node)
    message = "THEN is an old name for nothing: leave it out"
    problems.append(Problem("old-name", "warning", message, span, path))


def _report_tokens(source: Source, path: str, root: Node) -> Iterable[Problem]:
    """What is wrong with single words, wherever they stand."""

    def problem(code: str, severity: Severity, message: str) -> Problem:
        return Problem(code, severity, message, source.span_of(node), path)

    for node in descend(root):
        match node.type:
            case "keyword" | "modifier":
                text = source.text_of(node)
                if not text.isupper():
                    message = f"write {text.upper()} in upper case"
                    yield problem("lower-case-keyword", "warning", message)
            case "line_continuation":
                if source.text_of(node).startswith("\\\\"):
                    message = "one backslash is enough to go on in the next line"
                    yield problem("doubled-backslash", "warning", message)
            case "unclosed_quote":
                opening = source.text_of(node)[0]
                message = f"nothing closes the {opening} that begins here"
                yield problem("unclosed-quote", "error", message)
            case _:
                pass


def _report_order(path: str, directives: list[Directive]) -> Iterable[Problem]:
    """FROM is the first directive, and the only one of its kind."""
    if not directives:
        yield Problem("empty", "error", "empty Layerfile: start with FROM", FILE_START, path)
        return
    bases = [one for one in directives if one.keyword == "FROM"]
    if not bases:
        message = "FROM is missing: start with a base, such as FROM vm/debian:12"
        yield Problem("from-missing", "error", message, directives[0].span, path)
    elif directives[0].keyword != "FROM":
        message = f"FROM must be the first directive: move it before {directives[0].keyword}"
        yield Problem("from-not-first", "error", message, bases[0].span, path)
    for base in bases[1:]:
        message = (
            "a Layerfile has one FROM: put the other part into a Layerfile of its own, "
            "and start from that one or WAIT for it"
        )
        yield Problem("from-twice", "error", message, base.span, path)
    for size in [one for one in directives if isinstance(one, Memory)][:-1]:
        message = "a later MEMORY counts instead of this one"
        yield Problem("memory-twice", "warning", message, size.span, path)


def _report_unsupported(path: str, directives: list[Directive]) -> Iterable[Problem]:
    for directive in directives:
        if isinstance(directive, Other):
            message = f"{directive.keyword} cannot be run yet"
            yield Problem("not-supported-yet", "warning", message, directive.span, path)
            if directive.keyword == "ARTIFACT PUBLIC":
                message = "ARTIFACT PUBLIC is an old name, and does nothing any more: leave it out"
                yield Problem("old-name", "warning", message, directive.span, path)
