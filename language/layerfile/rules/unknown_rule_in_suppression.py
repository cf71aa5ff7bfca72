"""A comment that names a rule that there is not.

`# layer: ignore[...]` takes rules by name or by code, and ShellCheck's by theirs (SC2086). A misspelt one suppresses
nothing.

## Wrong

```layerfile
FROM vm/debian:12
# layer: ignore[split-noe] the number is changed by a script
SPLIT 1
```

## Right

```layerfile
FROM vm/debian:12
# layer: ignore[split-one] the number is changed by a script
SPLIT 1
```
"""

from __future__ import annotations

from collections.abc import Sequence

from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.suppressions import Taken, is_shellchecks

rule = Rule("LF902", "unknown-rule-in-suppression", "warning")


@rule.suppressions
def check(taken: Sequence[Taken]) -> Findings:
    """There is such a rule."""
    # The rules are loaded by then; this module is one of them.
    from layerfile.rules import all_rules

    known = {name for one in all_rules().values() for name in (one.name, one.code)}
    for suppression, _ in taken:
        for name, span in suppression.rules:
            if name in known or is_shellchecks(name):
                continue
            near = _near(name, known)
            fix = None if near is None else replace(f"Write {near}", span, near)
            hint = "" if near is None else f": did you mean {near}?"
            yield Finding(f"there is no rule {name}{hint}", span, fix, suppression.directive)


def _near(name: str, known: set[str]) -> str | None:
    from difflib import get_close_matches

    plain = name.strip("\"'").replace("_", "-")
    for candidate in (plain.lower(), plain.upper()):
        if candidate in known:
            return candidate
    near = get_close_matches(plain.lower()[:100], [one for one in sorted(known) if one.islower()], 1, 0.8)
    return near[0] if near else None
