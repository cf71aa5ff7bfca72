"""A password or key as the value of a variable.

By its name this variable is a secret, and its value looks as if it were a real one. Whoever has the Layerfile has it.
Values that only tests in the machine use are none to keep: this is only for those who want to look at each.

## Wrong

```layerfile
FROM vm/debian:12
ENV PAYMENT_TOKEN=f81d4fae7dec11d0a76500a0c91e6bf6
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV PAYMENT_TOKEN
```
"""

from __future__ import annotations

from re import IGNORECASE
from re import compile as pattern

from layerfile.directives import Env
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.tokens_of_services import TOKEN

rule = Rule("LF424", "secret-password-env", "warning", default=False)

_NAME = pattern(r"(?:.*_)?(?:token|secret|password|passwd|secret_key|api_key|access_key|private_key)", IGNORECASE)
_VALUE = pattern(r"[A-Za-z0-9+/=_.!#%^&*~-]{16,500}")
_STAND_IN = pattern(r"example|dummy|test|sample|change|your|placeholder|secret|passw|x{4}|1234567", IGNORECASE)


@rule.each(Env)
def check(env: Env) -> Findings:
    """A secret is none of ENV's."""
    for pair in env.pairs:
        value = "" if pair.value is None or pair.value.variables else str(pair.value)
        if _VALUE.fullmatch(value) is None or _NAME.fullmatch(pair.name) is None or TOKEN.search(value):
            continue
        is_random = len(set(value)) > 8 and any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if is_random and _STAND_IN.search(value) is None and not value.startswith(("/", "./", "~/")):
            message = f"the value of {pair.name} looks like a real one: make it invalid, and use SECRET ENV {pair.name}"
            yield Finding(message, (pair.value or env).span)
