"""The styles of pieces, from the colours of the theme.

Component styles of each widget would do the same, but cost a tenth of the time to the first frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style as Drawn
from textual.app import App
from textual.color import Color

#: Colour (a variable of the theme), how much of it is left on the background, and whether it is bold.
_STYLES: dict[str, tuple[str, float, bool]] = {
    "head": ("foreground", 1.0, True),
    "dim": ("foreground", 0.68, False),
    "hit": ("text-success", 1.0, False),
    "ran": ("text-primary", 1.0, True),
    "running": ("text-warning", 1.0, True),
    "failed": ("text-error", 1.0, True),
    "warn": ("text-warning", 1.0, False),
    "run": ("primary", 1.0, False),
    "restore": ("text-success", 1.0, False),
    "pause": ("text-accent", 1.0, False),
    "write": ("foreground", 0.5, False),
    "link": ("text-primary", 1.0, False),
}


def styles(app: App[object]) -> Mapping[str, Drawn]:
    """The styles of pieces by their names, and `cursor` and `cursor-focus`, in the application's theme."""
    variables = app.theme_variables
    wanted = {"background", "primary-muted", "panel", *(colour for colour, _, _ in _STYLES.values())}
    # A theme with alpha 1 means that nothing is to be dim.
    plain = app.current_theme.text_alpha >= 1
    return _styles(tuple(sorted((name, variables[name]) for name in wanted)), plain)


@lru_cache(maxsize=8)
def _styles(colours: tuple[tuple[str, str], ...], plain: bool) -> Mapping[str, Drawn]:
    named = dict(colours)
    background = Color.parse(named["background"])

    def colour(name: str, part: float = 1.0) -> str:
        parsed = Color.parse(named[name])
        mixed = background.blend(parsed, part * parsed.a, 1.0)
        return f"#{mixed.r:02x}{mixed.g:02x}{mixed.b:02x}"

    made = {
        name: Drawn(color=colour(variable, 1.0 if plain else part), bold=bold or None)
        for name, (variable, part, bold) in _STYLES.items()
    }
    made["cursor"] = Drawn(bgcolor=colour("panel"))
    made["cursor-focus"] = Drawn(bgcolor=colour("primary-muted"))
    return made
