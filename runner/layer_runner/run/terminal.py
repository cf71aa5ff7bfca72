"""The terminal of the person in front: raw while somebody else's shell has it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator

#: How many have the terminal to themselves.
_lent = 0


def foreground() -> int | None:
    """Standard input, if a person can type there now: not where the run is in the background."""
    try:
        descriptor = sys.stdin.fileno()
        return descriptor if os.isatty(descriptor) and os.tcgetpgrp(descriptor) == os.getpgrp() else None
    except (OSError, ValueError, AttributeError):
        return None


def is_lent() -> bool:
    """Whether what is typed now is for somebody who has the terminal to himself."""
    return _lent > 0


@contextlib.contextmanager
def lent() -> Iterator[None]:
    """While one has the terminal to himself; others must not read from it."""
    global _lent
    _lent += 1
    try:
        yield
    finally:
        _lent -= 1


def window() -> tuple[int, int]:
    """Rows and columns."""
    size = os.get_terminal_size(sys.stdin.fileno())
    return size.lines, size.columns


@contextlib.contextmanager
def raw(typed: Callable[[bytes], None], resized: Callable[[], None]) -> Iterator[None]:
    """Give every key to `typed`, ^C too, and tell `resized` of new sizes; afterwards all is as it was before.

    For the thread of a running event loop.
    """
    descriptor = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    before = termios.tcgetattr(descriptor)

    def read() -> None:
        data = os.read(descriptor, 4096)
        if data:
            typed(data)
        else:
            loop.remove_reader(descriptor)

    try:
        # Keys that were typed ahead are kept.
        tty.setraw(descriptor, termios.TCSADRAIN)
        loop.add_reader(descriptor, read)
        loop.add_signal_handler(signal.SIGWINCH, resized)
        yield
    finally:
        loop.remove_reader(descriptor)
        loop.remove_signal_handler(signal.SIGWINCH)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def write(data: bytes) -> None:
    """Show what a shell writes, as it is: it is the person's own."""
    while data:
        data = data[os.write(sys.stdout.fileno(), data) :]
