"""A misspelt BACKGROUND or REPEATABLE.

The word after RUN is a command if it is not exactly BACKGROUND or REPEATABLE. So a misspelt one is looked for as a
program, which there is not.

## Wrong

```layerfile
FROM vm/debian:12
RUN BACKGRUOND npm start
```

## Right

```layerfile
FROM vm/debian:12
RUN BACKGROUND npm start
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.keywords import nearest
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF201", "run-misspelt-modifier", "warning")

_MODIFIERS = ("BACKGROUND", "REPEATABLE")
_OTHER_WORDS = {"BG": "BACKGROUND", "DAEMON": "BACKGROUND", "DETACHED": "BACKGROUND", "REPEAT": "REPEATABLE"}
#: In capitals any word that comes near; otherwise only what begins like one, and is no program's name.
_WORD = pattern(r"([A-Z][A-Z_-]{1,15}|[Bb]a[a-z]{0,4}gr[a-z]{1,4}d|[Rr]ep[ea]{1,3}t[ea]{0,2}ble):?(?=\s|\Z)")


@rule.each(Run)
def check(run: Run) -> Findings:
    """The first word is no modifier with a slip in it."""
    found = _WORD.match(run.command)
    if found is None or not run.pieces:
        return ()
    word = found[1]
    span = run.locate(*found.span())
    if run.modifier is not None:
        if word in _MODIFIERS and word != run.modifier:
            return (Finding("a RUN is BACKGROUND or REPEATABLE, never both: leave one of them out", span),)
        return ()
    if word == "UNORDERED":
        return (Finding("UNORDERED belongs to SPLIT: leave it out", span),)
    near = _OTHER_WORDS.get(word) or nearest(word, _MODIFIERS)
    if near is None:
        return ()
    message = f"{found[0]} is no word of RUN: did you mean RUN {near}?"
    return (Finding(message, span, replace(f"Write RUN {near}", span, near)),)
