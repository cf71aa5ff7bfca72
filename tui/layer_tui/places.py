"""What the application is given: it finds nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from layer_cache.state import State
from layer_tui.plans import Opener


class Places(Struct, frozen=True):
    """Where things are: the Layerfile at `path`, opened by `opener`; the `command` that is `layer`; the state."""

    path: str
    opener: Opener
    command: Sequence[str]
    state: State

    @property
    def runs(self) -> Path:
        """The folders of all runs."""
        return self.state.runs
