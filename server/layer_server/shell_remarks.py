"""What ShellCheck says of the commands in open Layerfiles: asked beside everything else, told when it is known."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from layerfile import shellcheck
from layerfile.ancestry import directives_above
from layerfile.outline import Outline

if TYPE_CHECKING:
    from layer_server.server import LayerServer
    from layer_server.view import View

#: Seconds without a keystroke after which new commands are looked at.
PAUSE = 0.4


class ShellRemarks:
    """For the editor's thread."""

    def __init__(self, server: LayerServer) -> None:
        self._server = server
        self._worker = ThreadPoolExecutor(1, "shellcheck")
        self._soon: asyncio.TimerHandle | None = None
        self._is_asking = self._is_late = False

    def changed(self) -> None:
        """A text is another one now."""
        if self._soon is not None:
            self._soon.cancel()
        self._soon = asyncio.get_running_loop().call_later(PAUSE, self._look)

    def _look(self) -> None:
        self._soon = None
        if self._is_asking:
            self._is_late = True
            return
        wanted = [script for view in self._server.open_views() for script in _unknown(self._server, view)]
        if wanted:
            self._is_asking = True
            asking = asyncio.get_running_loop().run_in_executor(self._worker, shellcheck.check, wanted)
            asking.add_done_callback(lambda _: self._told())

    def _told(self) -> None:
        self._is_asking = False
        self._server.publisher.renew()
        if self._is_late:
            # Texts changed meanwhile.
            self._is_late = False
            self.changed()


def _unknown(server: LayerServer, view: View) -> list[shellcheck.Script]:
    """The commands of a Layerfile that ShellCheck has not seen; none where it is not wanted."""
    if view.root is None or not server.trees.checker(view.root).settings.shellcheck:
        return []
    directives = [directive for directive, _ in view.placed]
    above = tuple(directives_above(Outline(view.path, directives), view.surroundings))
    return shellcheck.unknown(script for _, script in shellcheck.scripts(directives, above))
