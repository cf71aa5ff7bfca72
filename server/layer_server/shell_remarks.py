"""What ShellCheck says of the commands in open Layerfiles: asked beside everything else, told when it is known."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from layerfile import shellcheck
from layerfile.ancestry import directives_above
from layerfile.checking import Found

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
        self._found: dict[str, list[Found]] = {}

    def changed(self) -> None:
        """A text is another one now."""
        if self._soon is not None:
            self._soon.cancel()
        self._soon = asyncio.get_running_loop().call_later(PAUSE, self._look)

    def of(self, uri: str) -> Sequence[Found]:
        """What was said last of a document's directives; some may be gone by now."""
        return self._found.get(uri, ())

    def forget(self, uri: str) -> None:
        """A document was closed."""
        self._found.pop(uri, None)

    def _look(self) -> None:
        self._soon = None
        if self._is_asking:
            self._is_late = True
            return
        wanted = [script for view in self._server.open_views() for script in _unknown(view)]
        if not wanted:
            self._tell()
            return
        self._is_asking = True
        asking = asyncio.get_running_loop().run_in_executor(self._worker, shellcheck.check, wanted)
        asking.add_done_callback(lambda _: self._told())

    def _told(self) -> None:
        self._is_asking = False
        self._tell()
        if self._is_late:
            # Texts changed meanwhile.
            self._is_late = False
            self.changed()

    def _tell(self) -> None:
        """Say what is known of the texts of now, if that is something else."""
        found = {view.document.uri: view.reading.remarks(view.files) for view in self._server.open_views()}
        if found != self._found:
            self._found = found
            self._server.publisher.renew()


def _unknown(view: View) -> list[shellcheck.Script]:
    """The commands of a Layerfile that ShellCheck has not seen; none where it is not wanted."""
    if view.root is None or not view.reading.checker.settings.shellcheck:
        return []
    outline = view.reading.outline
    above = tuple(directives_above(outline, view.surroundings))
    return shellcheck.unknown(script for _, script in shellcheck.scripts(outline.directives, above))
