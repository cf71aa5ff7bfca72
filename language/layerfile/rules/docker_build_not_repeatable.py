"""A docker build that starts from nothing each time.

When a RUN runs again, it starts from the snapshot before it, which has no layers of an earlier build. RUN REPEATABLE
starts from the one after its own last run, so that Docker finds all that has not changed.

## Wrong

```layerfile
FROM vm/debian:12
RUN docker build -t shop .
```

## Right

```layerfile
FROM vm/debian:12
RUN REPEATABLE docker build -t shop .
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, insert
from layerfile.shell import Command, commands, only, place
from layerfile.spans import Span

rule = Rule("LF224", "docker-build-not-repeatable", "hint", default=False)


@rule.each(Run, words=["build", "buildx"])
def check(run: Run) -> Findings:
    """A build goes on from the last one."""
    if run.modifier is not None:
        return
    for found in commands(run):
        if _builds(found.without_wrappers()):
            end = run.keyword_span.end
            alone = only(run) is not None
            fix = insert("Write RUN REPEATABLE", Span(*end, *end), " REPEATABLE") if alone else None
            message = "each time this starts without the layers of the last build: RUN REPEATABLE keeps them"
            yield Finding(message, place(run, found), fix)
            return


def _builds(command: Command) -> bool:
    match command.name:
        case "docker":
            return command.arguments[:1] == ("build",) or command.arguments[:2] in (
                ("compose", "build"),
                ("buildx", "build"),
            )
        case "docker-compose":
            return command.arguments[:1] == ("build",)
        case _:
            return False
