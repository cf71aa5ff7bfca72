"""What ShellCheck has found in a command.

ShellCheck reads what RUN runs: commands that cannot be read, tests that are always true, variables that nothing sets.
Each of its findings has a number with a page on www.shellcheck.net/wiki. What depends on taste, and what makes no
sense of a command that has a shell of its own, is left out. The variables of ENV, BUILD ENV and SECRET ENV and those
of the run are known to it; where SETUP FILE or a library's entry may set others, none is said to be missing. A single
finding is suppressed by its number: `# layer: ignore[SC2154] reason`.

ShellCheck is used if it is installed: beside `layer` (`pip install 'layerfile[lint]'`), or on the PATH.

## Wrong

```layerfile
FROM vm/debian:12
RUN if [ -f package.json ]; then npm ci
```

## Right

```layerfile
FROM vm/debian:12
RUN if [ -f package.json ]; then npm ci; fi
```
"""

from __future__ import annotations

from collections.abc import Sequence

from layerfile import shellcheck
from layerfile.directives import Directive
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF230", "shellcheck", "warning")


@rule.external
def check(file: Outline, above: Sequence[Directive], patience: float) -> Findings:
    """ShellCheck has nothing to say."""
    runs = shellcheck.scripts(file.directives, above)
    knows_all = shellcheck.knows_all_variables(file.directives, above)
    told = shellcheck.check([script for _, script in runs], patience)
    for (run, script), remarks in zip(runs, told, strict=True):
        for code, message, start, end in remarks:
            if code == "SC2154" and (not knows_all or shellcheck.sets_unseen_variables(script.command)):
                continue
            yield Finding(f"{code}: {message}", run.locate(start, end), directive=run, also=code)
