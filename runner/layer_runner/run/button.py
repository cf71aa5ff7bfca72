"""BUTTON: a run waits until it is pressed, by `layer press`, by Enter on its terminal, or at once with `--yes`.

The run makes a named pipe in its folder (`layer_runs.buttons`) and waits for it to be written to: nothing polls.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from pathlib import Path

from layer_runner.run import named_pipe, terminal
from layer_runs.buttons import button_of
from layer_runs.folder import Shard

#: Those who wait; Enter presses all buttons.
_waiting: set[asyncio.Future[str]] = set()


async def wait(folder: Path, step: int, shard: Shard = None) -> str:
    """Wait until the button of a step is pressed; how it was, in a word: `press` or `enter`."""
    loop = asyncio.get_running_loop()
    pressed: asyncio.Future[str] = loop.create_future()
    with named_pipe.opened(button_of(folder, step, shard)) as pipe:
        loop.add_reader(pipe, _press, pipe, (pressed,), "press")
        _waiting.add(pressed)
        listen()
        try:
            return await pressed
        finally:
            loop.remove_reader(pipe)
            _waiting.discard(pressed)
            descriptor = terminal.foreground()
            if descriptor is not None and not _waiting and not terminal.is_lent():
                loop.remove_reader(descriptor)


def listen() -> None:
    """Have Enter press the buttons that wait, unless another has the terminal; to be called when it is given back."""
    descriptor = terminal.foreground()
    if descriptor is not None and _waiting and not terminal.is_lent():
        asyncio.get_running_loop().add_reader(descriptor, _press, descriptor, _waiting, "enter")


def _press(descriptor: int, buttons: Collection[asyncio.Future[str]], how: str) -> None:
    if not os.read(descriptor, 4096):
        # At the end of a terminal's input nobody has pressed anything.
        asyncio.get_running_loop().remove_reader(descriptor)
        return
    for pressed in buttons:
        if not pressed.done():
            pressed.set_result(how)
