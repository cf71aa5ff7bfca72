"""Packages that are fetched anew each time.

When a step that installs packages runs again, a CACHE of the package manager's own cache spares the downloads.

## Wrong

```layerfile
FROM vm/debian:12
RUN npm ci
```

## Right

```layerfile
FROM vm/debian:12
CACHE ~/.npm
RUN npm ci
```
"""

from __future__ import annotations

from layerfile import caches
from layerfile.directives import Cache, Run
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF324", "cache-missing", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """What is downloaded is kept."""
    cached = {caches.directory(item) for cache in file.of(Cache) for item in cache.items}
    told: set[str] = set()
    for run in file.of(Run):
        for directory, command in caches.fetches(run):
            if directory in told:
                continue
            told.add(directory)
            if any(caches.holds(outer, directory) for outer in cached):
                continue
            start = Span(run.span.start_line, 0, run.span.start_line, 0)
            fix = Fix(f"Insert CACHE {directory}", (Edit(start, f"CACHE {directory}\n"),))
            message = (
                f"{command.without_wrappers().name} fetches its packages anew each time: CACHE {directory} keeps them"
            )
            yield Finding(message, run.locate(command.start, command.end), fix, run)
