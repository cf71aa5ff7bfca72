"""A package manager's cache that is thrown away.

In an image for containers that saves space. Here the machine is snapshotted with it, space costs next to nothing, and a
step that runs again has to fetch everything anew. CACHE keeps such a directory from run to run.

## Wrong

```layerfile
FROM vm/debian:12
RUN apt-get update && apt-get install curl && rm -rf /var/lib/apt/lists/*
```

## Right

```layerfile
FROM vm/debian:12
CACHE /var/cache/apt
RUN apt-get update && apt-get install curl
```
"""

from __future__ import annotations

from collections.abc import Iterator

from layerfile.directives import Run
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell import Command, Word, commands, place

rule = Rule("LF228", "package-cache-cleaned", "info", default=False)


@rule.each(Run, words=["rm", "clean", "no-cache-dir", "no-cache"])
def check(run: Run) -> Findings:
    """What was fetched is kept."""
    for found in commands(run):
        for what, directory, is_option in _thrown_away(found.without_wrappers()):
            message = f"this only costs time when the step runs again: leave it out, and keep {directory} with CACHE"
            fix: Fix | None = None
            if is_option and isinstance(what, Word) and run.command[what.start - 1 : what.start] == " ":
                fix = replace("Leave it out", run.locate(what.start - 1, what.end), "")
            yield Finding(message, place(run, found if what is None else what), fix)


def _thrown_away(command: Command) -> Iterator[tuple[Word | None, str, bool]]:
    arguments = command.arguments
    match command.name:
        case "rm":
            if any(word.startswith("/var/lib/apt/lists") for word in arguments):
                yield None, "/var/cache/apt", False
        case "apt-get" | "apt":
            if arguments[-1:] in (("clean",), ("autoclean",)):
                yield None, "/var/cache/apt", False
        case "npm" | "yarn":
            if arguments[:2] == ("cache", "clean"):
                yield None, "~/.npm" if command.name == "npm" else "~/.cache/yarn", False
        case "pip" | "pip3" | "python" | "python3":
            yield from ((word, "~/.cache/pip", True) for word in command.words if word.text == "--no-cache-dir")
        case "apk":
            yield from ((word, "/etc/apk/cache", True) for word in command.words if word.text == "--no-cache")
        case _:
            return
