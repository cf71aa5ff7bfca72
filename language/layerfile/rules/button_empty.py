"""A BUTTON that does not say what it is for.

The run waits for a person, who has only the message to decide by.

## Wrong

```layerfile
FROM vm/debian:12
BUTTON
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
BUTTON deploy to production?
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import Button
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF741", "button-empty", "warning")


@rule.each(Button)
def check(button: Button) -> Findings:
    """A button has something written on it."""
    if not button.message:
        yield Finding("say what pressing the button does, as in BUTTON deploy to production?", button.span)
