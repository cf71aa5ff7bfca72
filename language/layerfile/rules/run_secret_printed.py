"""A secret that is printed.

What a RUN prints is kept in its log. The values of secrets are masked there, but not what is made of them, and other
places see the log's text as well. Write to a file or into a program's input what has to go there, and ask with
`test -n "$TOKEN"` whether a secret is set.

## Wrong

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
RUN echo "the token is $TOKEN"
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
RUN echo "$TOKEN" | docker login --username me --password-stdin
```
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerfile.directives import BuildEnv, Env, Run, SecretEnv
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import Command, read

rule = Rule("LF210", "run-secret-printed", "warning")

_ECHO = "this prints the secret {}: leave it out, or write it where it is needed"
_TRACE = "after set -x the shell prints the secret {} here: leave set -x out"
_ALL = "this prints all variables, the secret {} too: name the one that is wanted"
_ONE = "this prints the secret {}: leave it out"


@rule.file
def check(file: Outline) -> Findings:
    """A secret is handed on, and not shown."""
    first = _declared(file)
    if not first:
        return
    runs = {file.number(user): user for name in first for user in file.uses.get(name, ()) if isinstance(user, Run)}
    # These two show variables without a `$` before their names.
    shows = ("env", "printenv")
    runs |= {file.number(run): run for run in file.of(Run) if run.command.startswith(shows)}
    for number in sorted(runs):
        run = runs[number]
        for name, message, start, end in _shown(run.command):
            secret = name or min(first, key=first.__getitem__)
            if first.get(secret, number) < number and f"{secret}=" not in run.command:
                yield Finding(message.format(secret), run.locate(start, end), directive=run)


def _declared(file: Outline) -> dict[str, int]:
    """The secrets that are nothing else as well, each with the number of the line that names it first."""
    first: dict[str, int] = {}
    for line in file.of(SecretEnv):
        for item in line.items:
            first.setdefault(str(item), file.number(line))
    if first:
        for env in file.of(Env):
            for pair in env.pairs:
                first.pop(pair.name, None)
        for build in file.of(BuildEnv):
            for item in build.items:
                first.pop(str(item), None)
    return first


@lru_cache(maxsize=4096)
def _shown(command: str) -> tuple[tuple[str, str, int, int], ...]:
    """The variables that a command prints: name, or "" for all, message, and the offsets."""
    if not any(word in command for word in ("echo", "printf", "set -", "env")):
        return ()
    return tuple(_in(read(command)))


def _in(commands: tuple[Command, ...]) -> Iterator[tuple[str, str, int, int]]:
    traced = False
    for command in commands:
        arguments = command.arguments
        match command.name:
            case "echo" | "printf":
                if command.prints:
                    yield from _variables(command, _ECHO)
            case "env" | "printenv" if command.prints:
                if not arguments:
                    yield "", _ALL, command.start, command.end
                elif command.name == "printenv":
                    yield from ((word.text, _ONE, word.start, word.end) for word in command.words[1:])
            case "set" if command.is_certain and arguments:
                traced = arguments[0].startswith("-") and "x" in arguments[0]
            case _:
                if traced and command.is_in_row:
                    yield from _variables(command, _TRACE)


def _variables(command: Command, message: str) -> Iterator[tuple[str, str, int, int]]:
    for word in command.words[1:]:
        for name in word.variables:
            yield name, message, word.start, word.end
