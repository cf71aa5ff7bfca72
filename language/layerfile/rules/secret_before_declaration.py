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

from layerfile.directives import BuildEnv, Env, From, Run, SecretEnv
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF428", "secret-before-declaration", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A secret is named before it is used. A parent may have named it."""
    secrets = file.of(SecretEnv)
    bases = file.of(From)
    if not secrets or not bases or bases[0].kind != "image":
        return
    first: dict[str, SecretEnv] = {}
    for line in secrets:
        for item in line.items:
            first.setdefault(str(item), line)
    others = {pair.name for env in file.of(Env) for pair in env.pairs}
    others |= {str(item) for line in file.of(BuildEnv) for item in line.items}
    for name, line in first.items():
        if name in others:
            continue
        for run in file.uses.get(name, []):
            if isinstance(run, Run) and file.number(run) < file.number(line) and f"{name}=" not in run.command:
                message = f"{name} is a secret that is only named below: move SECRET ENV {name} up"
                yield Finding(message, run.keyword_span, directive=run)
