"""Which rules are applied, and how much they weigh: the `[lint]` table of `layer.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, get_args

from layerfile.files import FileView
from layerfile.layer_toml import FILE, read_table
from layerfile.problems import LayerfileError, Problem, Severity
from layerfile.rules import all_rules
from layerfile.rules.rule import Rule
from layerfile.spans import FILE_START

_KEYS = ("select", "ignore", "severity", "shellcheck")


@dataclass(frozen=True)
class Settings:
    """What a person wants to be told.

    `select` and `ignore` hold names, codes or beginnings of codes (`LF2`), or `ALL`; what is ignored is not applied
    even if it is selected. `severity` is by name. With `shellcheck`, ShellCheck reads what RUN runs, if it is there.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))
    shellcheck: bool = True
    only: tuple[str, ...] = ()
    """If there are any, only these are applied."""

    def applies(self, rule: Rule) -> bool:
        """Whether a rule is to be applied."""
        if _named(rule, self.ignore):
            return False
        if self.only:
            return _named(rule, self.only)
        return rule.default or _named(rule, self.select)

    def severity_of(self, rule: Rule) -> Severity:
        """What a rule's findings are."""
        return self.severity.get(rule.name, rule.severity)


DEFAULT = Settings()


def read_settings(files: FileView) -> Settings:
    """What `layer.toml` at the root says; the default without one. Raises LayerfileError where it is wrong."""
    problems: list[str] = []
    lint = read_table(files, "lint")
    problems += [f"lint.{key} is not known: there are {', '.join(_KEYS)}" for key in lint if key not in _KEYS]
    select = _names(lint, "select", problems)
    ignore = _names(lint, "ignore", problems)
    severity = _severities(lint, problems)
    shellcheck = lint.get("shellcheck", True)
    if not isinstance(shellcheck, bool):
        problems.append("lint.shellcheck must be true or false")
    if problems:
        raise LayerfileError(Problem("layer-toml", "error", message, FILE_START, FILE) for message in problems)
    off = tuple(name for name, value in severity.items() if value == "off")
    kept: dict[str, Severity] = {name: value for name, value in severity.items() if value != "off"}
    return Settings(select, ignore + off, MappingProxyType(kept), shellcheck)


def unknown(names: Iterable[str]) -> list[str]:
    """Those that no rule has as its name, its code or the beginning of that."""
    rules = all_rules().values()
    return [name for name in names if not any(_named(rule, (name,)) for rule in rules)]


def _named(rule: Rule, names: tuple[str, ...]) -> bool:
    return any(name in ("ALL", rule.name) or (name.startswith("LF") and rule.code.startswith(name)) for name in names)


def _names(lint: Mapping[str, Any], key: str, problems: list[str]) -> tuple[str, ...]:
    value = lint.get(key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        problems.append(f'lint.{key} must be a list of rules, such as ["run-cd", "LF2"]')
        return ()
    problems += [f"lint.{key}: there is no rule {name}" for name in unknown(value)]
    return tuple(value)


def _severities(lint: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    value = lint.get("severity", {})
    if not isinstance(value, dict):
        problems.append('lint.severity must be a table, such as run-cd = "hint"')
        return {}
    allowed = (*get_args(Severity), "off")
    rules = all_rules()
    for name, severity in value.items():
        if name not in rules:
            problems.append(f"lint.severity: there is no rule {name}")
        if severity not in allowed:
            problems.append(f"lint.severity.{name} must be one of {', '.join(allowed)}")
    return value
