"""A variable of the run that a step looks at, and does not depend on.

Without BUILD ENV the step is skipped even where the variable has another value now, and what it made then is restored.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./build $GIT_BRANCH
```

## Right

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRANCH
RUN ./build $GIT_BRANCH
```
"""

from __future__ import annotations

from layerfile.ancestry import directives_above
from layerfile.directives import BuildEnv, Directive, Env, Run
from layerfile.environment import OLD_NAMES, RUN_ENV
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span
from layerfile.surroundings import Surroundings

rule = Rule("LF417", "build-env-missing", "info", default=False)

_FREE = frozenset({"SPLIT", "SPLIT_NUM", "EXPOSE_WEBSITE_HOST", "RUNNER_ID"})


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A step depends on what it looks at."""
    users = {name: file.uses[name] for name in file.uses if OLD_NAMES.get(name, name) in RUN_ENV - _FREE}
    if not users:
        return
    above = {name for parent in directives_above(file, surroundings) for name in _given(parent)}
    first: dict[str, int] = {}
    for line in (*file.of(BuildEnv), *file.of(Env)):
        for name in _given(line):
            first[name] = min(file.number(line), first.get(name, file.number(line)))
    for written in sorted(users):
        name = OLD_NAMES.get(written, written)
        if name in above or written in above:
            continue
        run = next((one for one in users[written] if isinstance(one, Run)), None)
        if run is not None and file.number(run) < min(first.get(one, len(file.directives)) for one in (name, written)):
            start = Span(run.span.start_line, 0, run.span.start_line, 0)
            fix = Fix(f"Insert BUILD ENV {name}", (Edit(start, f"BUILD ENV {name}\n"),))
            message = f"this step is skipped even if {written} is another one: name it with BUILD ENV {name}"
            yield Finding(message, run.keyword_span, fix, run)


def _given(directive: Directive) -> list[str]:
    """The variables that the steps below depend on through this one."""
    match directive:
        case BuildEnv(items=items):
            return [str(item) for item in items]
        case Env(pairs=pairs):
            return [pair.name for pair in pairs]
        case _:
            return []
