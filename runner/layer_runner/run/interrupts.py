"""^C, a `kill`, a terminal that is closed: the first ends a run in order, within seconds, and another one at once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

_T = TypeVar("_T")

#: Exit status of a process that was interrupted.
STATUS = 130

#: Seconds in which a run ends in order; what is not written then, nobody waits for. A group gives its runs 4.
GRACE = 3.5

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """The run was told to end, and has ended."""


async def interruptible(work: Awaitable[_T], at_once: Callable[[], None]) -> _T:
    """What `work` comes to. The first signal cancels it, and Interrupted is raised when it has ended. At the second, or
    when the process is still there after `GRACE`, `at_once` is called and the process exits.
    """
    count = 0
    task = asyncio.current_task()
    assert task is not None

    def end() -> None:
        try:
            at_once()
        finally:
            os._exit(STATUS)

    def interrupt() -> None:
        nonlocal count
        count += 1
        if count > 1:
            end()
        task.cancel()
        # Not the loop's: that waits for its threads when all else is over.
        timer = threading.Timer(GRACE, end)
        timer.daemon = True
        timer.start()

    with _handled(interrupt):
        try:
            return await work
        except BaseException as error:
            # Whatever it ended with when it was cancelled.
            if count:
                raise Interrupted from error
            raise


@contextlib.contextmanager
def _handled(handler: Callable[[], None]) -> Iterator[None]:
    """While a handler is called for signals; not for those that who started us has ignored (`nohup`, `&`)."""
    loop = asyncio.get_running_loop()
    taken = [number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.getsignal(number) for number in taken}
    for number in taken:
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])
