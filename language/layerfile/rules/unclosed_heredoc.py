"""A here-document without its end.

`<<EOF` takes the lines that follow, up to one that holds `EOF` alone. Without that line nobody knows what belongs to
the document, so the lines are read as directives.

## Wrong

```layerfile
FROM vm/debian:12
RUN cat > /etc/motd <<EOF
hello
```

## Right

```layerfile
FROM vm/debian:12
RUN cat > /etc/motd <<EOF
hello
EOF
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF009", "unclosed-heredoc", "error")


@rule.each(Run)
def check(run: Run) -> Findings:
    """A here-document has an end."""
    for document in run.heredocs:
        if not document.is_closed:
            yield Finding(
                f"no line ends the here-document {document.source}: it must hold the same word alone", document.span
            )
