"""BUTTON: a run waits until it is pressed, by `layer press`, by Enter on its terminal, or at once with `--yes`.

The run makes a named pipe in its folder (`layer_runs.buttons`) and waits for it to be written to: nothing polls.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from layer_runs.buttons import button_of
from layer_runs.folder import Shard

#: Those who wait; Enter presses all buttons.
_waiting: set[asyncio.Future[str]] = set()


async def wait(folder: Path, step: int, shard: Shard = None) -> str:
    """Wait until the button of a step is pressed; how it was, in a word: `press` or `enter`."""
    loop = asyncio.get_running_loop()
    pressed: asyncio.Future[str] = loop.create_future()
    with _pipe(button_of(folder, step, shard)) as pipe:
        loop.add_reader(pipe, _press, pipe, (pressed,), "press")
        terminal = _terminal()
        if terminal is not None and not _waiting:
            loop.add_reader(terminal, _press, terminal, _waiting, "enter")
        _waiting.add(pressed)
        try:
            return await pressed
        finally:
            loop.remove_reader(pipe)
            _waiting.discard(pressed)
            if terminal is not None and not _waiting:
                loop.remove_reader(terminal)


def _press(descriptor: int, buttons: Collection[asyncio.Future[str]], how: str) -> None:
    if not os.read(descriptor, 4096):
        # At the end of a terminal's input nobody has pressed anything.
        asyncio.get_running_loop().remove_reader(descriptor)
        return
    for pressed in buttons:
        if not pressed.done():
            pressed.set_result(how)


@contextlib.contextmanager
def _pipe(path: Path) -> Iterator[int]:
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    # For writing too: or the end of one press would be the end of all.
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _terminal() -> int | None:
    """Standard input, if a person can press Enter there now: not where the run is in the background."""
    try:
        descriptor = sys.stdin.fileno()
        return descriptor if os.isatty(descriptor) and os.tcgetpgrp(descriptor) == os.getpgrp() else None
    except (OSError, ValueError, AttributeError):
        return None
