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

from collections.abc import Mapping
from types import MappingProxyType

from layerfile.directives import Cache, Run
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands
from layerfile.spans import Span

rule = Rule("LF324", "cache-missing", "hint", default=False)

_CACHES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("npm", "ci"): "~/.npm",
        ("npm", "install"): "~/.npm",
        ("yarn", "install"): "/usr/local/share/.cache/yarn",
        ("pip", "install"): "~/.cache/pip",
        ("pip3", "install"): "~/.cache/pip",
        ("go", "build"): "~/.cache/go-build",
        ("cargo", "build"): "~/.cargo/registry",
    }
)
_NAMES = frozenset(name for name, _ in _CACHES)


@rule.file
def check(file: Outline) -> Findings:
    """What is downloaded is kept."""
    cached = {str(item).rstrip("/") for cache in file.of(Cache) for item in cache.items}
    told: set[str] = set()
    for run in file.of(Run):
        if not any(name in run.command for name in _NAMES):
            continue
        for command in commands(run):
            directory = _CACHES.get((command.name, command.arguments[0] if command.arguments else ""))
            if directory is None or directory in cached or directory in told:
                continue
            told.add(directory)
            start = Span(run.span.start_line, 0, run.span.start_line, 0)
            fix = Fix(f"Insert CACHE {directory}", (Edit(start, f"CACHE {directory}\n"),))
            message = f"{command.name} fetches its packages anew each time: CACHE {directory} keeps them"
            yield Finding(message, run.locate(command.start, command.end), fix, run)
