"""What all screens have."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from layer_tui.app import LayerApp


class LayerScreen(Screen[None]):
    """A screen of `layer tui`."""

    @property
    def owner(self) -> LayerApp:
        """The application."""
        return cast("LayerApp", self.app)
