"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from layerfile.directives import Directive, Run
from layerfile.problems import Edit, Fix, Severity
from layerfile.spans import Span

if TYPE_CHECKING:
    from layerfile.outline import Outline
    from layerfile.suppressions import Taken
    from layerfile.surroundings import Surroundings

D = TypeVar("D", bound=Directive)
Scope = Literal["directive", "file", "tree", "external", "suppressions"]


class Finding(NamedTuple):
    """One thing that is wrong: `message` says what to do.

    `directive`: the one that `span` stands in, for rules that look at a whole file; None stands for the file.
    """

    message: str
    span: Span
    fix: Fix | None = None
    directive: Directive | None = None
    also: str = ""
    """Another name that it can be suppressed by: that of an external program's rule."""


Findings = Iterable[Finding]


class Rule:
    """A rule, which its module decorates one function with to say what it looks at.

    `code` and `name` never change. `severity` is what it has unless `layer.toml` says otherwise. A rule that is not
    `default` is only applied if it is selected. The module's docstring is the rule's page in `docs/rules/`.
    """

    def __init__(self, code: str, name: str, severity: Severity, *, default: bool = True) -> None:
        self.code = code
        self.name = name
        self.severity: Severity = severity
        self.default = default
        self.scope: Scope = "directive"
        self.kinds: tuple[type[Directive], ...] = ()
        self.words: frozenset[str] = frozenset()
        self.check_directive: Callable[[Directive], Findings] | None = None
        self.check_file: Callable[[Outline], Findings] | None = None
        self.check_tree: Callable[[Outline, Surroundings], Findings] | None = None
        self.check_external: Callable[[Outline, Sequence[Directive], float], Findings] | None = None
        self.check_suppressions: Callable[[Sequence[Taken]], Findings] | None = None

    def each(
        self, *kinds: type[D], words: Iterable[str] = ()
    ) -> Callable[[Callable[[D], Findings]], Callable[[D], Findings]]:
        """The function looks at each directive of these kinds, by itself; at any, if no kind is named.

        With `words` it only looks at a RUN whose command has one of them: a rule that names its words costs nothing
        elsewhere. A word is a run of letters, digits and `_.+-` that starts with a letter or `_`.
        """

        def decorate(check: Callable[[D], Findings]) -> Callable[[D], Findings]:
            self.kinds = kinds or (Directive,)
            self.words = frozenset(words)
            assert not self.words or self.kinds == (Run,)
            self.check_directive = check  # type: ignore[assignment]
            return check

        return decorate

    def file(self, check: Callable[[Outline], Findings]) -> Callable[[Outline], Findings]:
        """The function looks at a whole file."""
        self.scope, self.check_file = "file", check
        return check

    def tree(self, check: Callable[[Outline, Surroundings], Findings]) -> Callable[[Outline, Surroundings], Findings]:
        """The function looks at a whole file and at what lies around it."""
        self.scope, self.check_tree = "tree", check
        return check

    def external(
        self, check: Callable[[Outline, Sequence[Directive], float], Findings]
    ) -> Callable[[Outline, Sequence[Directive], float], Findings]:
        """The function asks another program about a whole file; it is given the directives of the parents, too, and
        for how many seconds it may wait: with 0 it starts none, and tells what is known.
        """
        self.scope, self.check_external = "external", check
        return check

    def suppressions(self, check: Callable[[Sequence[Taken]], Findings]) -> Callable[[Sequence[Taken]], Findings]:
        """The function looks at a file's suppressions, after all other rules."""
        self.scope, self.check_suppressions = "suppressions", check
        return check

    def __repr__(self) -> str:
        return f"<rule {self.name}>"


def replace(title: str, span: Span, text: str) -> Fix:
    """A fix that puts `text` in the place of what stands at `span`."""
    return Fix(title, (Edit(span, text),))


def insert(title: str, span: Span, text: str) -> Fix:
    """A fix that puts `text` right before `span`."""
    return Fix(title, (Edit(Span(*span.start, *span.start), text),))


def remove(title: str, directive: Directive) -> Fix:
    """A fix that takes a directive out of the file, with its lines."""
    return Fix(title, (Edit(directive.span.lines, "", directive),))
