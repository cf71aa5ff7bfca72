"""An option that only Docker has.

Options such as `--from`, `--mount` and `--platform` belong to Docker's stages and image builds, which a Layerfile has
not.

## Wrong

```layerfile
FROM vm/debian:12
COPY --chown=app:app . /app
```

## Right

```layerfile
FROM vm/debian:12
COPY . /app
RUN chown -R app:app /app
```
"""

from __future__ import annotations

from layerfile.directives import Clone, Copy, Directive, From, Option, Run
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span
from layerfile.written import written_at

rule = Rule("LF015", "docker-flag", "error")


@rule.each(From, Run, Copy, Clone)
def check(directive: Directive) -> Findings:
    """Options are not part of these."""
    for option in directive.options:
        if option.value is None or option.value.is_closed:
            yield Finding(
                f"{option.name} is Docker's: {_instead_of(option, directive.keyword)}",
                option.span,
                _fix(option, directive),
            )


def _instead_of(option: Option, keyword: str) -> str:
    match option.name:
        case "--from":
            return "there are no stages; build what is needed with RUN in this machine"
        case "--chown" | "--chmod":
            return f"follow the {keyword} by RUN {option.name.removeprefix('--')}"
        case "--mount":
            return "for a cache write CACHE directory, for a secret SECRET ENV NAME"
        case _:
            return "leave it out"


def _fix(option: Option, directive: Directive) -> Fix | None:
    """Leaves out what changes nothing, with the blank behind it."""
    if option.name not in ("--link", "--platform", "--network", "--security", "--parents", "--progress"):
        return None
    span = Span(*option.span.start, option.span.end_line, option.span.end_column + 1)
    if span.start_line != span.end_line or not written_at(directive, span).endswith((" ", "\t")):
        return None
    return Fix("Leave it out", (Edit(span, ""),))
