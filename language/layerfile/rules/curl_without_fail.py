"""A curl that takes an error's page for the file.

Without `-f` curl is content with any answer: the page that says "404" is written to the file, or run by the shell
behind the pipe.

## Wrong

```layerfile
FROM vm/debian:12
RUN curl -L https://example.com/install.sh | bash
```

## Right

```layerfile
FROM vm/debian:12
RUN curl -fL https://example.com/install.sh | bash
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, insert
from layerfile.shell import Command, commands, place
from layerfile.spans import Span

rule = Rule("LF221", "curl-without-fail", "info", default=False)

_FAILS = pattern(r"-[a-zA-Z#0-9]{0,12}f[a-zA-Z#0-9]{0,12}|--fail|--fail-with-body|--fail-early")
_WRITES = pattern(r"-[a-zA-Z#]{0,12}[oO].*|--output(?:=.*)?|--remote-name(?:-all)?")


@rule.each(Run, words=["curl"])
def check(run: Run) -> Findings:
    """What is no success fails."""
    for found in commands(run):
        command = found.without_wrappers()
        if command.name != "curl" or any(_FAILS.fullmatch(word) for word in command.arguments):
            continue
        if _is_kept(command):
            span = place(run, command.words[0])
            fix = insert("Insert -f", Span(*span.end, *span.end), " -f")
            yield Finding("curl takes an error's page for the file: add -f", span, fix)


def _is_kept(command: Command) -> bool:
    """Whether what is fetched is used as a file or by another program."""
    # In `a | curl -d @-` it is the one that gets something.
    takes = any(word.endswith("@-") for word in command.arguments)
    return (command.is_in_pipeline and not takes) or any(_WRITES.fullmatch(word) for word in command.arguments)
