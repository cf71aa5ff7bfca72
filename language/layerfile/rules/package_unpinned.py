"""A package without a version.

Without a version the newest is installed: whenever the step runs again, another one. Where that matters, name the
version.

## Wrong

```layerfile
FROM vm/debian:12
RUN npm install -g serve
```

## Right

```layerfile
FROM vm/debian:12
RUN npm install -g serve@14.2.4
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.packages import EXAMPLES, is_pinned, packages
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place

rule = Rule("LF219", "package-unpinned", "info", default=False)


@rule.each(Run, words=["install", "i", "add"])
def check(run: Run) -> Findings:
    """A package has a version."""
    for command in commands(run):
        found = packages(command)
        if found is None or found.has_version:
            continue
        for word in found.words:
            if word.is_static and not is_pinned(found.manager, word.text):
                example = EXAMPLES[found.manager].format(word.text)
                message = f"{word.text} has no version, so each run may get another one: write it as in {example}"
                yield Finding(message, place(run, word))
