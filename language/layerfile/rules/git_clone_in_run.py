"""A repository that is cloned by RUN.

A RUN reads nothing of this machine's files that would tell it that the other repository has changed: the clone stays
what it was. CLONE looks for the branch of this repository's name, and is watched like COPY.

## Wrong

```layerfile
FROM vm/debian:12
RUN git clone https://example.com/shop.git /shop
```

## Right

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git /shop
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell import Command, commands, only, place

rule = Rule("LF226", "git-clone-in-run", "info", default=False)

_PLAIN = pattern(r"[\w./:@+-]+")


@rule.each(Run, words=["git"])
def check(run: Run) -> Findings:
    """CLONE clones."""
    for command in commands(run):
        if command.name == "git" and command.arguments[:1] == ("clone",):
            message = "nobody sees when this repository changes: CLONE does, and finds the branch of this one's name"
            yield Finding(message, place(run, command), _fix(run, command) if only(run) is command else None)


def _fix(run: Run, command: Command) -> Fix | None:
    """Writes CLONE, where nothing but a branch was asked for."""
    if run.modifier is not None or command.redirections or not all(word.is_static for word in command.words):
        return None
    branch: str | None = None
    rest: list[str] = []
    words = iter(command.arguments[1:])
    for word in words:
        if word in ("-b", "--branch"):
            branch = next(words, None)
        elif word.startswith("-"):
            return None
        else:
            rest.append(word)
    if not 1 <= len(rest) <= 2 or not all(map(_PLAIN.fullmatch, [*rest, branch or "x"])):
        return None
    url = rest[0]
    directory = rest[1] if len(rest) == 2 else url.rstrip("/").rpartition("/")[2].removesuffix(".git")
    if not directory:
        return None
    text = " ".join(["CLONE", url, *([f"DEFAULT={branch}"] if branch else []), directory])
    return replace(f"Write {text}", run.span, text)
