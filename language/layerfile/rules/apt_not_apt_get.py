"""apt, where a script should use apt-get.

`apt` is for people at a keyboard: it warns in scripts that its options and what it prints may change. `apt-get` does
the same, and stays as it is.

## Wrong

```layerfile
FROM vm/debian:12
RUN apt install curl
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get install curl
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell import commands, place

rule = Rule("LF218", "apt-not-apt-get", "info", default=False)

_SAME = frozenset({"install", "update", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean"})


@rule.each(Run, words=["apt"])
def check(run: Run) -> Findings:
    """Scripts use apt-get."""
    for found in commands(run):
        command = found.without_wrappers()
        if command.name == "apt" and not _SAME.isdisjoint(command.arguments) and command.words[0].text == "apt":
            span = place(run, command.words[0])
            yield Finding(
                "apt is for people: write apt-get in scripts", span, replace("Write apt-get", span, "apt-get")
            )
