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

rule = Rule("LF015", "docker-flag", "error")


@rule.each(From, Run, Copy, Clone)
def check(directive: Directive) -> Findings:
    """Options are not part of these."""
    for option in directive.options:
        if option.value is None or option.value.is_closed:
            yield Finding(
                f"{option.name} is Docker's: {_instead_of(option, directive.keyword)}", option.span, _fix(option)
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


def _fix(option: Option) -> Fix | None:
    """Leaves out what changes nothing."""
    if option.name not in ("--link", "--platform", "--network", "--security", "--parents", "--progress"):
        return None
    span = option.span
    if span.start_line != span.end_line:
        return None
    return Fix(
        "Leave it out", (Edit(Span(span.start_line, span.start_column, span.end_line, span.end_column + 1), ""),)
    )
