"""A wget that draws its progress.

Without a terminal, wget writes a line for every 50 KB that it has fetched, which fills the log.

## Wrong

```layerfile
FROM vm/debian:12
RUN wget https://example.com/tool.tar.gz
```

## Right

```layerfile
FROM vm/debian:12
RUN wget --progress=dot:giga https://example.com/tool.tar.gz
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, insert
from layerfile.shell import commands, place
from layerfile.spans import Span

rule = Rule("LF220", "wget-progress", "info", default=False)

_QUIET = pattern(
    r"-[a-zA-Z]{0,9}q[a-zA-Z]{0,9}|-q\S*|-nv|--(?:quiet|no-verbose|progress|output-file|append-output)(?:=.*)?|-[oa]"
)


@rule.each(Run, words=["wget"])
def check(run: Run) -> Findings:
    """What is fetched does not fill the log."""
    for found in commands(run):
        command = found.without_wrappers()
        if command.name != "wget" or not any("/" in word for word in command.arguments):
            continue
        if not any(_QUIET.fullmatch(word) for word in command.arguments):
            span = place(run, command.words[0])
            fix = insert("Insert --progress=dot:giga", Span(*span.end, *span.end), " --progress=dot:giga")
            yield Finding("wget fills the log with its progress: add --progress=dot:giga or -nv", span, fix)
