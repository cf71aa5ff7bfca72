"""What an editor's settings say: the table `layer` of its configuration, as `layer.toml` has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast, get_args

from layer_server.verdicts import WORK_TREE
from layerfile.problems import Severity
from layerfile.rules import all_rules
from layerfile.settings import Settings, unknown


class Configuration(NamedTuple):
    """`lint` is None if it says nothing of rules. `compare_with`: what verdicts are for, as `Verdicts.against`."""

    lint: Settings | None = None
    compare_with: str = WORK_TREE
    problems: tuple[str, ...] = ()


def read(configuration: object) -> Configuration:
    """What a configuration says. What is wrong with it is told, and left out."""
    table = _table(configuration)
    lint = _table(table.get("lint"))
    problems: list[str] = []
    compare_with = table.get("compareWith") or WORK_TREE
    if not isinstance(compare_with, str):
        problems.append(f"layer.compareWith must be workTree, index or the name of a commit, not {compare_with!r}")
        compare_with = WORK_TREE
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
    return Configuration(None if found == Settings() else found, compare_with, tuple(problems))


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
