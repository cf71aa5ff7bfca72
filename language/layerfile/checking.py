"""The rules applied: to one block, to a file, to a file in its tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from re import compile as pattern
from typing import NamedTuple

from layerfile import suppressions
from layerfile.ancestry import directives_above
from layerfile.directives import Directive, Run
from layerfile.files import FileView
from layerfile.outline import Outline, names_used
from layerfile.parsing import Block, Layerfile, parse
from layerfile.problems import Fix, Problem
from layerfile.rules import all_rules
from layerfile.rules.rule import Finding, Rule
from layerfile.settings import DEFAULT, Settings
from layerfile.shellcheck import PATIENCE
from layerfile.spans import FILE_START
from layerfile.suppressions import Suppression, Taken
from layerfile.surroundings import Surroundings

_WORD = pattern(r"[A-Za-z_][A-Za-z0-9_.+-]*")


class Found(NamedTuple):
    """What a rule has found."""

    rule: Rule
    finding: Finding


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a block, whatever stands around it."""

    block: Block
    found: tuple[Found, ...]
    names: frozenset[str]
    suppressions: tuple[Suppression, ...]


class Checker:
    """The rules that some settings apply, sorted by what they look at."""

    def __init__(self, settings: Settings = DEFAULT) -> None:
        self.settings = settings
        self._rules = [rule for rule in all_rules().values() if settings.applies(rule)]
        self._by_kind: dict[type[Directive], list[Rule]] = {}
        self._by_word: dict[str, list[Rule]] = {}
        for rule in self._rules:
            for word in rule.words:
                self._by_word.setdefault(word, []).append(rule)
        self._file = [rule for rule in self._rules if rule.scope == "file"]
        self._tree = [rule for rule in self._rules if rule.scope == "tree"]
        self._external = [rule for rule in self._rules if rule.scope == "external" and settings.shellcheck]
        self._last = [rule for rule in self._rules if rule.scope == "suppressions"]
        self._tree_names = frozenset(name for rule in self._tree for name in (rule.name, rule.code))
        apart = {*self._tree, *self._external, *self._last}
        self._names = frozenset(name for rule in self._rules if rule not in apart for name in (rule.name, rule.code))

    def facts(self, block: Block) -> Facts:
        """Look at one block by itself."""
        directive = block.directive
        taken = tuple(
            one for one in (suppressions.read(comment, directive) for comment in block.comments) if one is not None
        )
        if directive is None:
            return Facts(block, (), frozenset(), taken)
        return Facts(block, tuple(self._in_directive(directive)), names_used(directive), taken)

    def _in_directive(self, directive: Directive) -> Iterator[Found]:
        for rule in self._for_kind(type(directive)):
            assert rule.check_directive is not None
            for finding in rule.check_directive(directive):
                yield Found(rule, finding._replace(directive=directive))
        if isinstance(directive, Run) and self._by_word:
            known = self._by_word
            words = {word for word in _WORD.findall(directive.command) if word in known}
            if words:
                # In the order of the rules, each once.
                for rule in {rule.code: rule for word in sorted(words) for rule in known[word]}.values():
                    assert rule.check_directive is not None
                    for finding in rule.check_directive(directive):
                        yield Found(rule, finding._replace(directive=directive))

    def _for_kind(self, kind: type[Directive]) -> list[Rule]:
        found = self._by_kind.get(kind)
        if found is None:
            found = [
                rule
                for rule in self._rules
                if rule.scope == "directive" and not rule.words and issubclass(kind, rule.kinds)
            ]
            self._by_kind[kind] = found
        return found

    def problems(
        self,
        path: str,
        facts: Sequence[Facts],
        files: FileView | None = None,
        moved: Sequence[int] | None = None,
        external: bool = False,
        remarks: Sequence[Found] = (),
    ) -> tuple[Problem, ...]:
        """All that is wrong with a file, in the order of the text.

        `files`: the tree that it lies in, with the text that is meant; without it nothing is said of other files.
        `moved`: for each block, how many lines it has moved since it was read. With `external` other programs are
        asked as well, which takes its time; or `remarks` has what `external` told of these directives before: of those
        that are not there any more nothing is said.
        """
        with_directive = [one for one in facts if one.block.directive is not None]
        directives: list[Directive] = [one.block.directive for one in with_directive]  # type: ignore[misc]
        outline = Outline(path, directives, [one.names for one in with_directive])
        found = [each for one in facts for each in one.found]
        for rule in self._file:
            assert rule.check_file is not None
            found += [Found(rule, finding) for finding in rule.check_file(outline)]
        if files is not None:
            surroundings = Surroundings(path, files)
            for rule in self._tree:
                assert rule.check_tree is not None
                found += [Found(rule, finding) for finding in rule.check_tree(outline, surroundings)]
        if external:
            found += self.external(outline, files)
        if remarks:
            there = {id(directive) for directive in directives}
            found += [one for one in remarks if id(one.finding.directive) in there]
        suppressed = [each for one in facts for each in one.suppressions]
        if suppressed:
            found, used = _without_suppressed(found, suppressed)
            applied = self._names if files is None else self._names | self._tree_names
            last = self._of_suppressions(suppressed, used, applied)
            # Their own findings can be taken back, too.
            found += _without_suppressed(last, suppressed)[0]
        shifts = _shifts(facts, moved) if found and moved is not None else {}
        problems = [self._problem(one, path, shifts) for one in found]
        problems.sort(key=lambda problem: (problem.span, problem.code))
        return tuple(problems)

    def external(self, outline: Outline, files: FileView | None, patience: float = PATIENCE) -> list[Found]:
        """What other programs say of a file, which takes `patience` seconds at most: with 0 only what they said before
        is told.
        """
        above = () if files is None else tuple(directives_above(outline, Surroundings(outline.path, files)))
        found = []
        for rule in self._external:
            assert rule.check_external is not None
            found += [Found(rule, finding) for finding in rule.check_external(outline, above, patience)]
        return found

    def _of_suppressions(
        self, suppressed: Sequence[Suppression], used: Set[tuple[int, str]], applied: Set[str]
    ) -> list[Found]:
        taken = []
        for one in suppressed:
            names = {name for name, _ in one.rules if name in applied and (id(one), name) not in used}
            taken.append(Taken(one, frozenset(names)))
        found = []
        for rule in self._last:
            assert rule.check_suppressions is not None
            found += [Found(rule, finding) for finding in rule.check_suppressions(taken)]
        return found

    def _problem(self, found: Found, path: str, shifts: dict[int, int]) -> Problem:
        rule, finding = found
        # What stands for the whole file stays where it is.
        own = 0 if finding.span is FILE_START else shifts.get(id(finding.directive), 0)
        fix = finding.fix
        if fix is not None:
            edits = (
                edit._replace(
                    span=edit.span.moved(own if edit.directive is None else shifts.get(id(edit.directive), 0)),
                    directive=None,
                )
                for edit in fix.edits
            )
            fix = Fix(fix.title, tuple(edits))
        severity = self.settings.severity_of(rule)
        return Problem(rule.name, severity, finding.message, finding.span.moved(own), path, rule.code, fix)


def check_text(
    text: str, path: str = "Layerfile", settings: Settings = DEFAULT, external: bool = False
) -> tuple[Problem, ...]:
    """All that is wrong with a text by itself, without the files around it. Never raises."""
    checker = Checker(settings)
    return checker.problems(path, [checker.facts(block) for block in parse(text, path).blocks], external=external)


def check(path: str, files: FileView, settings: Settings = DEFAULT, external: bool = False) -> tuple[Problem, ...]:
    """All that is wrong with the Layerfile at `path`, and with what it names. Never raises.

    With `external` other programs are asked as well: ShellCheck, if it is installed.
    """
    text = files.read(path)
    if text is None:
        message = f"{path} does not exist, or may not be read"
        return (Problem("no-layerfile", "error", message, FILE_START, path),)
    checker = Checker(settings)
    return checker.problems(
        path, [checker.facts(block) for block in parse(text, path).blocks], files, external=external
    )


def errors(layerfile: Layerfile) -> tuple[Problem, ...]:
    """What keeps a Layerfile from being run, whatever settings and suppressions say; nothing of other files."""
    checker = _errors_only()
    facts = [replace(checker.facts(block), suppressions=()) for block in layerfile.blocks]
    return checker.problems(layerfile.path, facts)


@cache
def _errors_only() -> Checker:
    return Checker(Settings(only=tuple(rule.name for rule in all_rules().values() if rule.severity == "error")))


def _without_suppressed(
    found: Iterable[Found], suppressions: Iterable[Suppression]
) -> tuple[list[Found], set[tuple[int, str]]]:
    """What no suppression takes back; and the names that took something back, each with its suppression's id."""
    by_directive: dict[int, list[Suppression]] = {}
    for one in suppressions:
        if one.directive is not None:
            by_directive.setdefault(id(one.directive), []).append(one)
    kept = []
    used: set[tuple[int, str]] = set()
    for each in found:
        hits = {
            (id(one), name)
            for one in by_directive.get(id(each.finding.directive), ())
            for name, _ in one.rules
            if name in (each.rule.name, each.rule.code, each.finding.also)
        }
        used |= hits
        if not hits:
            kept.append(each)
    return kept, used


def _shifts(facts: Iterable[Facts], moved: Iterable[int]) -> dict[int, int]:
    return {id(one.block.directive): lines for one, lines in zip(facts, moved, strict=True) if lines}
