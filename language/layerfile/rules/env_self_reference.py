"""A value that looks at a variable of the same line.

Values are made from what was set before the line. What the line itself sets is not there yet.

## Wrong

```layerfile
FROM vm/debian:12
ENV ROOT=/app BIN=$ROOT/bin
```

## Right

```layerfile
FROM vm/debian:12
ENV ROOT=/app
ENV BIN=$ROOT/bin
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv, Env, From, SecretEnv
from layerfile.environment import OLD_NAMES, RUN_ENV, known
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF406", "env-self-reference", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A line looks at what is above it. With a value from there, or from a parent, the line may mean that."""
    bases = file.of(From)
    if not bases or bases[0].kind != "image":
        return
    above = {*known({}, "root"), *RUN_ENV, *OLD_NAMES}
    above |= {str(item) for kind in (BuildEnv, SecretEnv) for line in file.of(kind) for item in line.items}
    for env in file.of(Env):
        if len(env.pairs) > 1 and "$" in env.source and all(argument.is_closed for argument in env.arguments):
            own: set[str] = set()
            for pair in env.pairs:
                for part in pair.value.parts if pair.value is not None else ():
                    name = part.value
                    if part.kind == "variable" and name in own and name not in above:
                        message = f"{name} is set in this line, and not there yet: set it in an ENV above"
                        yield Finding(message, part.span, directive=env)
                own.add(pair.name)
        above.update(pair.name for pair in env.pairs)
