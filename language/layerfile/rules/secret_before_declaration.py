"""A secret that is used above the line that names it.

A secret is there from its SECRET ENV on; above, the variable is empty.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./login "$TOKEN"
SECRET ENV TOKEN
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
RUN ./login "$TOKEN"
```
"""

from __future__ import annotations

from re import compile as pattern
from re import escape

from layerfile.directives import BuildEnv, Env, From, Run, SecretEnv, SetupFile
from layerfile.environment import BUILTIN_ENV, RUN_ENV, is_name
from layerfile.names import occurrences
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF428", "secret-before-declaration", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A secret is named before it is used. A parent may have named it, and a file that is sourced may set it."""
    secrets = file.of(SecretEnv)
    bases = file.of(From)
    if not secrets or not bases or bases[0].kind != "image" or file.of(SetupFile):
        return
    first: dict[str, SecretEnv] = {}
    for line in secrets:
        for item in line.items:
            first.setdefault(item.source, line)
    others = {pair.name for env in file.of(Env) for pair in env.pairs}
    others |= {str(item) for line in file.of(BuildEnv) for item in line.items}
    for name, line in first.items():
        if name in others or name in BUILTIN_ENV or name in RUN_ENV or not is_name(name):
            continue
        for run in file.uses.get(name, ()):
            if file.number(run) > file.number(line):
                break
            if isinstance(run, Run) and _looks_at(run, name):
                message = f"{name} is a secret that is only named below: move SECRET ENV {name} up"
                yield Finding(message, run.keyword_span, directive=run)


def _looks_at(run: Run, name: str) -> bool:
    """Whether it needs the value: without one, `${X:-y}` has another, and `test -n` asks for it."""
    command = run.command
    if f"{name}=" in command or f"read {name}" in command:
        return False
    if pattern(rf"\$\{{{escape(name)}:?[-+=?]|-[nz] *\"?\$\{{?{escape(name)}\b").search(command):
        return False
    return any(one.name == name for one in occurrences(run))
