"""A RUN of a file that nothing has copied.

A machine starts without the repository's files: COPY puts them there. Where no COPY and no CLONE stands above, in this
file or in a parent, a file beside the Layerfile is not in the machine.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./deploy.sh
```

## Right

```layerfile
FROM vm/debian:12
COPY deploy.sh .
RUN ./deploy.sh
```
"""

from __future__ import annotations

from layerfile.ancestry import directives_above, starts_from_image
from layerfile.directives import Clone, Copy, Run
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place
from layerfile.spans import Span
from layerfile.surroundings import Surroundings

rule = Rule("LF215", "run-reads-uncopied-file", "hint", default=False)


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is run is there."""
    if not starts_from_image(file, surroundings):
        return
    if any(isinstance(directive, Copy | Clone) for directive in directives_above(file, surroundings)):
        return
    first = min((file.number(one) for kind in (Copy, Clone) for one in file.of(kind)), default=len(file.directives))
    for run in file.of(Run):
        if file.number(run) > first:
            return
        for command in commands(run) if "./" in run.command else ():
            word = command.words[0] if command.words else None
            if word is None or not word.is_static or not word.text.startswith("./") or not command.is_certain:
                continue
            path = surroundings.resolve(word.text)
            if path is not None and surroundings.files.kind(path) == "file":
                message = f"{word.text} is not in the machine: nothing above copies it there"
                yield Finding(message, place(run, word), _fix(run, word.text[2:]), run)


def _fix(run: Run, name: str) -> Fix | None:
    if "/" in name or not name.replace(".", "").replace("-", "").replace("_", "").isalnum():
        return None
    start = Span(run.span.start_line, 0, run.span.start_line, 0)
    return Fix(f"Insert COPY {name} .", (Edit(start, f"COPY {name} .\n"),))
