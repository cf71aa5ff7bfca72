"""What a spec is: a module of this folder's `specs` that is named like the rule's.

    CATCHES     texts in which the rule finds something, each exactly at the places between « and »
    PASSES      texts in which it finds nothing; what other rules say of them does not matter
    FIXES       pairs of a text and what it is after the fix of the rule's first finding
    WITH        the names of other rules that are applied as well; what they find does not matter

A text that has no FROM is put behind `FROM vm/debian:12`. Instead of a text there may be a dictionary of path and
text, for rules that look at other files: then nothing is put before anything, and "Layerfile" is what is checked, or
the first file if there is none of that name. A tree with a file `.git/HEAD` is a whole repository; without, it may be
a Layerfile that lies alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from layerfile.checking import check
from layerfile.files import MemoryFiles
from layerfile.problems import Fix, Problem
from layerfile.settings import Settings
from layerfile.spans import LINE_END, Position, Span

Text = str | Mapping[str, str]

_MARK = re.compile(r"[«»]")


def spec(module: str) -> ModuleType:
    """The spec of the rule in a module of this name."""
    return import_module(f"tests.language.rules.specs.{module}")


def files_of(text: Text) -> dict[str, str]:
    """The files of a case, with the marks."""
    if not isinstance(text, str):
        return dict(text)
    first_words = [line.split()[:1] for line in LINE_END.split(text)]
    starts = any(words and words[0].strip("«»").upper() == "FROM" for words in first_words)
    return {"Layerfile": text if starts else f"FROM vm/debian:12\n{text}"}


def marked(text: str) -> tuple[str, list[Span]]:
    """A text without its marks, and the places between them."""
    plain = _MARK.sub("", text)
    spans: list[Span] = []
    opened: Position | None = None
    for removed, found in enumerate(_MARK.finditer(text)):
        place = Position(1, 0).after(plain[: found.start() - removed])
        if found[0] == "«":
            assert opened is None, "« twice"
            opened = place
        else:
            assert opened is not None, "» without «"
            spans.append(Span.between(opened, place))
            opened = None
    assert opened is None, "« without »"
    return plain, spans


def checked(files: Mapping[str, str]) -> str:
    """The path of the file that is checked."""
    return "Layerfile" if "Layerfile" in files else next(iter(files))


def findings(files: Mapping[str, str], rule: str) -> list[Problem]:
    """What one rule finds in the file that is checked."""
    others = getattr(spec(rule.replace("-", "_")), "WITH", ())
    external = rule == "shellcheck"
    problems = check(checked(files), MemoryFiles(files), Settings(only=(rule, *others)), external)
    return [problem for problem in problems if problem.name == rule]


def fixed(text: str, fix: Fix) -> str:
    """A text after a fix."""
    from layerfile.fixing import apply

    return apply(text, [fix])
