"""A RUN that only exports variables.

Each RUN is a shell of its own: what it exports is gone when it ends. ENV sets a variable for all later steps.

## Wrong

```layerfile
FROM vm/debian:12
RUN export NODE_ENV=test
RUN npm test
```

## Right

```layerfile
FROM vm/debian:12
ENV NODE_ENV=test
RUN npm test
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell import Command
from layerfile.shell_state import lost

rule = Rule("LF203", "run-export", "warning")

#: What ENV reads as bash does: a bare word, or text in quotes; variables, but no commands and no ~.
_PAIR = pattern(
    r"[A-Za-z_]\w*=(?:[\w./:@%+,=-]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*"
    r"|[A-Za-z_]\w*=\"(?:[\w ./:@%+,=-]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*\""
    r"|[A-Za-z_]\w*='[\w ./:@%+,=-]*'"
)


@rule.each(Run, words=["export", "declare", "typeset"])
def check(run: Run) -> Findings:
    """An export is followed by something in the same RUN."""
    found = lost(run)
    if found is not None and found[0] == "export" and run.shell_span is not None:
        message = "no later RUN sees this variable: each RUN is a new shell, write ENV instead"
        yield Finding(message, run.shell_span, _fix(run, found[1]))


def _fix(run: Run, commands: tuple[Command, ...]) -> Fix | None:
    """Writes ENV, where all that is exported gets a value that ENV can give."""
    pairs = [run.command[word.start : word.end] for command in commands for word in command.words[1:]]
    if any(command.name != "export" for command in commands) or not all(map(_PAIR.fullmatch, pairs)):
        return None
    # Each line sees what those above it have set; in one ENV a variable could look at another.
    return replace("Write ENV", run.span, "\n".join(f"ENV {pair}" for pair in pairs))
