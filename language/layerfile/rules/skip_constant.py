"""A condition that is always true, or never.

`CI`, `IN_CI` and their like are `true` in every step of every run, on your own machine, too; so the rest is always
skipped or never. And one variable cannot have two values at once.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF CI=true
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import Condition, Env, SkipRemainingIf
from layerfile.environment import BUILTIN_ENV
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF531", "skip-constant", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A condition can be true and can be false."""
    skips = [skip for skip in file.of(SkipRemainingIf) if skip.conditions and not skip.extra]
    if not skips:
        return
    set_here = {pair.name for env in file.of(Env) for pair in env.pairs}
    for skip in skips:
        message = _contradiction(skip.conditions)
        results = [_result(condition) for condition in skip.conditions]
        if not any(condition.variable in set_here for condition in skip.conditions):
            if False in results:
                first = skip.conditions[results.index(False)]
                message = f"{first.variable} is always {BUILTIN_ENV[first.variable]}: nothing is ever skipped here"
            elif all(results):
                first = skip.conditions[0]
                message = f"{first.variable} is always {BUILTIN_ENV[first.variable]}: the rest is skipped in every run"
        if message is not None:
            span = skip.conditions[0].span.to(skip.conditions[-1].span)
            yield Finding(message, span, directive=skip)


def _result(condition: Condition) -> bool | None:
    """Whether a condition is true; None if that depends."""
    value = condition.value
    known = BUILTIN_ENV.get(condition.variable)
    if known is None or value is None or value.variables or condition.operator not in ("=", "!="):
        return None
    if not value.is_closed or value.source.startswith("="):
        return None
    return (str(value) == known) == (condition.operator == "=")


def _contradiction(conditions: tuple[Condition, ...]) -> str | None:
    values: dict[str, str] = {}
    for condition in conditions:
        value = condition.value
        if value is None or value.variables or not value.is_closed:
            continue
        if condition.operator == "=" and values.setdefault(condition.variable, str(value)) != str(value):
            return f"{condition.variable} cannot have two values at once: write a SKIP REMAINING IF for each"
    for condition in conditions:
        value = condition.value
        if condition.operator == "!=" and value is not None and values.get(condition.variable) == str(value):
            return f"{condition.variable} cannot be {value} and not be it: nothing is ever skipped here"
    return None
