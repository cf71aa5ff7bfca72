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

from layerfile.directives import BuildEnv, Env, Run
from layerfile.environment import OLD_NAMES, RUN_ENV
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF417", "build-env-missing", "info", default=False)

_FREE = frozenset({"SPLIT", "SPLIT_NUM", "EXPOSE_WEBSITE_HOST", "RUNNER_ID"})


@rule.file
def check(file: Outline) -> Findings:
    """A step depends on what it looks at."""
    named = {str(item) for line in file.of(BuildEnv) for item in line.items}
    named |= {pair.name for env in file.of(Env) for pair in env.pairs}
    for written in sorted(file.uses):
        name = OLD_NAMES.get(written, written)
        if name not in RUN_ENV or name in _FREE or written in named or name in named:
            continue
        run = next((one for one in file.uses[written] if isinstance(one, Run)), None)
        if run is not None:
            start = Span(run.span.start_line, 0, run.span.start_line, 0)
            fix = Fix(f"Insert BUILD ENV {name}", (Edit(start, f"BUILD ENV {name}\n"),))
            message = f"this step is skipped even if {written} is another one: name it with BUILD ENV {name}"
            yield Finding(message, run.keyword_span, fix, run)
