"""Colours beside those that Textual brings."""

from __future__ import annotations

from textual.theme import Theme

#: Nothing but colours that are far from black, and bright.
CONTRAST = Theme(
    name="layer-contrast",
    primary="#00d7ff",
    secondary="#ffffff",
    warning="#ffff00",
    error="#ff8080",
    success="#00ff5f",
    accent="#ff87ff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    dark=True,
    text_alpha=1.0,
    variables={"footer-key-foreground": "#ffff00", "primary-muted": "#005f87", "text-muted": "#e0e0e0"},
)

DARK, LIGHT = "textual-dark", "textual-light"
#: In the order in which a key goes through them.
NAMES = (DARK, LIGHT, CONTRAST.name)
