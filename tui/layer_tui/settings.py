"""What a person chose, from `layer/tui.toml` in the configuration folder of the XDG base directory specification.

theme = "layer-contrast"
[keys]
"run.log" = "o"
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct


class Settings(Struct, frozen=True):
    """`keys` by the ids of what they do; `problem` says in words what is wrong with the file."""

    theme: str | None = None
    keys: dict[str, str] = {}
    problem: str = ""


def settings_path() -> Path:
    """Where the file is, if there is one."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    # The specification tells to ignore a relative value.
    return (Path(home) if home.startswith("/") else Path.home() / ".config") / "layer" / "tui.toml"


def read_settings(path: Path) -> Settings:
    """The settings in a file; those that are right, where some are not."""
    if not path.exists():
        return Settings()
    # Few have one.
    import tomllib

    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return Settings(problem=f"{path}: {error}")
    theme, keys = found.get("theme"), found.get("keys", {})
    good = {name: key for name, key in keys.items() if isinstance(key, str)} if isinstance(keys, dict) else {}
    problem = ""
    if theme is not None and not isinstance(theme, str):
        theme, problem = None, f"{path}: theme is the name of one"
    if not isinstance(keys, dict) or len(good) < len(keys):
        problem = f"{path}: each of [keys] is a string"
    return Settings(theme, good, problem)
