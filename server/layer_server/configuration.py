"""What an editor's settings say: the table `layer` of its configuration, as `layer.toml` has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from layerfile.problems import Severity
from layerfile.rules import all_rules
from layerfile.settings import Settings, unknown


def read(configuration: object) -> tuple[Settings | None, list[str]]:
    """The settings in a configuration, and what is wrong with it. What is wrong is left out."""
    lint = _table(_table(configuration).get("lint"))
    problems: list[str] = []
    severities: dict[str, Severity] = {}
    off: list[str] = []
    for name, severity in _table(lint.get("severity")).items():
        if name not in all_rules() or severity not in (*get_args(Severity), "off"):
            problems.append(f"layer.lint.severity: {name} = {severity!r} is no rule's severity")
        elif severity == "off":
            off.append(name)
        else:
            severities[name] = cast("Severity", severity)
    found = Settings(
        select=_names(lint, "select", problems),
        ignore=(*_names(lint, "ignore", problems), *off),
        severity=severities,
        shellcheck=lint.get("shellcheck") is not False,
    )
    return (None if found == Settings() else found), problems


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _names(lint: Mapping[str, Any], key: str, problems: list[str]) -> tuple[str, ...]:
    value = lint.get(key)
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        if value is not None:
            problems.append(f"layer.lint.{key} must be a list of rules")
        return ()
    bad = unknown(value)
    problems += [f"layer.lint.{key}: there is no rule {name}" for name in bad]
    return tuple(name for name in value if name not in bad)
