"""The rules, one module each; the module's docstring is the rule's page.

A rule's module is named like the rule, makes one `Rule` called `rule`, and decorates one function with it.
Numbers: LF0 lines and words, LF1 FROM and MEMORY, LF2 RUN, LF3 COPY, CLONE and CACHE, LF4 variables and secrets,
LF5 SPLIT, CHECKPOINT and SKIP REMAINING IF, LF6 EXPOSE, LF7 what is left, LF9 suppressions and the file itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from layerfile.rules.rule import Rule

_NO_RULES = {"rule", "pages"}


@cache
def all_rules() -> Mapping[str, Rule]:
    """All rules by name, in the order of their codes."""
    names = [module.name for module in iter_modules(__path__) if module.name not in _NO_RULES]
    rules: list[Rule] = [import_module(f"{__name__}.{name}").rule for name in names]
    rules.sort(key=lambda rule: rule.code)
    return MappingProxyType({rule.name: rule for rule in rules})
