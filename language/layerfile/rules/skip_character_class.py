"""Words in brackets that stand for any one of their letters.

In a regular expression brackets are a choice of characters: `[wip]` is found in every title that has a w, an i or a p
in it, so that the rest would nearly always be skipped. Backslashes before the brackets make them mean themselves.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_COMMIT_TITLE=~[no-tests]
RUN ./run-tests
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_COMMIT_TITLE =~ "\\[no-tests\\]"
RUN ./run-tests
```
"""

from __future__ import annotations

from layerfile.arguments import Argument
from layerfile.directives import SkipRemainingIf
from layerfile.expressions import words_in_brackets
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.skip_mistakes import expression_of, is_quoted_whole

rule = Rule("LF529", "skip-character-class", "warning")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """Brackets hold characters, not words."""
    for condition in skip.conditions:
        expression = expression_of(condition)
        places = list(words_in_brackets(expression)) if expression else []
        if not places or expression is None or condition.value is None:
            continue
        start, end = places[0]
        words = expression[start:end]
        message = f"{words} stands for any one of these letters: write \\{words[:-1]}\\] for the words in brackets"
        yield Finding(message, condition.value.span, _fix(condition.value, expression, places))


def _fix(value: Argument, expression: str, places: list[tuple[int, int]]) -> Fix | None:
    for start, end in reversed(places):
        expression = f"{expression[:start]}\\{expression[start : end - 1]}\\]{expression[end:]}"
    if value.is_plain:
        return replace("Let the brackets mean themselves", value.span, f'"{expression}"')
    if is_quoted_whole(value):
        quote = value.source[0]
        return replace("Let the brackets mean themselves", value.span, f"{quote}{expression}{quote}")
    return None
