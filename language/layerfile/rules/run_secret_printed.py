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

from layerfile.directives import BuildEnv, Env, Run, SecretEnv
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import Command, Word, commands, place

rule = Rule("LF210", "run-secret-printed", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A secret is handed on, and not shown."""
    lines = file.of(SecretEnv)
    if not lines:
        return
    others = {pair.name for env in file.of(Env) for pair in env.pairs}
    others |= {str(item) for line in file.of(BuildEnv) for item in line.items}
    first: dict[str, int] = {}
    for line in lines:
        for item in line.items:
            if str(item) not in others:
                first.setdefault(str(item), file.number(line))
    using: dict[int, Run] = {}
    for name, number in first.items():
        for user in file.uses.get(name, ()):
            if isinstance(user, Run) and file.number(user) > number:
                using[file.number(user)] = user
    for number in sorted(using):
        yield from _in(using[number], {name for name, at in first.items() if at < number})
    start = min(first.values(), default=len(file.directives))
    for run in file.of(Run):
        # All variables at once, with no name of one.
        if run.command.startswith(("env", "printenv")) and file.number(run) > start:
            yield from _shown(run, {name for name, at in first.items() if at < file.number(run)})


def _in(run: Run, secrets: set[str]) -> Iterator[Finding]:
    secrets = {name for name in secrets if f"{name}=" not in run.command}
    traced = False
    for command in commands(run):
        if command.name in ("echo", "printf"):
            for word, name in _secrets_in(command, secrets) if command.prints else ():
                message = f"this prints the secret {name}: leave it out, or write it where it is needed"
                yield Finding(message, place(run, word), directive=run)
        elif command.name == "set" and command.is_certain:
            traced = any(word.startswith("-") and "x" in word for word in command.arguments[:1])
            traced = traced and "xtrace" not in command.arguments
        elif traced and command.is_in_row:
            for word, name in _secrets_in(command, secrets):
                message = f"after set -x the shell prints the secret {name} here: leave set -x out"
                yield Finding(message, place(run, word), directive=run)


def _shown(run: Run, secrets: set[str]) -> Iterator[Finding]:
    for command in commands(run):
        if command.name not in ("env", "printenv") or not command.prints:
            continue
        arguments = command.arguments
        if not arguments:
            message = f"this prints all variables, the secret {min(secrets)} too: name the one that is wanted"
            yield Finding(message, place(run, command), directive=run)
        for word in command.words[1:] if command.name == "printenv" else ():
            if word.text in secrets:
                yield Finding(f"this prints the secret {word.text}: leave it out", place(run, word), directive=run)


def _secrets_in(command: Command, secrets: set[str]) -> Iterator[tuple[Word, str]]:
    for word in command.words[1:]:
        name = next((name for name in word.variables if name in secrets), None)
        if name is not None:
            yield word, name
