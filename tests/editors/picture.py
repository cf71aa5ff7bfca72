"""A picture of a terminal's screen, as an SVG that needs no font of its own."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path

import pyte
import pyte.screens
from rich.color import ColorParseError
from rich.console import Console
from rich.style import Style
from rich.text import Text

#: pyte's names for the colours of terminals that rich calls otherwise.
_NAMES = {"brown": "yellow", "brightbrown": "bright_yellow", "default": "default"}

_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
  <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def save(screen: pyte.Screen, path: Path, title: str, lines: int) -> None:
    """Write the first lines of a screen to a file."""
    console = Console(
        record=True, width=screen.columns, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for number in range(lines):
        console.print(_line(screen, number), soft_wrap=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    console.save_svg(str(path), title=title, code_format=_FORMAT)


def _line(screen: pyte.Screen, number: int) -> Text:
    row, line = screen.buffer[number], Text()
    characters = (row[column] for column in range(screen.columns))
    for style, same in groupby(characters, key=_style):
        # Behind a wide character there is an empty one.
        line.append("".join(character.data for character in same), style)
    return line


def _style(character: pyte.screens.Char) -> Style:
    return Style(
        color=_colour(character.fg),
        bgcolor=_colour(character.bg),
        bold=character.bold,
        italic=character.italics,
        underline=character.underscore,
        reverse=character.reverse,
    )


def _colour(name: str) -> str | None:
    wanted = _NAMES.get(name, name)
    if wanted == "default":
        return None
    if len(wanted) == 6 and all(letter in "0123456789abcdef" for letter in wanted.lower()):
        return f"#{wanted}"
    wanted = wanted.replace("bright", "bright_")
    try:
        Style(color=wanted)
    except ColorParseError:
        return None
    return wanted
