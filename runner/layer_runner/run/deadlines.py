"""How long a run, and each step of it, may take."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


class TimedOut(Exception):
    """A run or a step was not done in time; the message says which, and what was allowed."""


class Deadlines:
    """Seconds that a run may take, and each step of it; None: as long as it likes. The time in which somebody is asked
    what to do after a failure does not count.

    `see` is handed the run's events, in the loop's thread: a step's time goes from `step_started` to `step_finished`.
    """

    def __init__(self, run: float | None = None, step: float | None = None) -> None:
        self._run = run
        self._step = step
        self._timeout: asyncio.Timeout | None = None
        self._whole: asyncio.Timeout | None = None
        self._left: float | None = None
        self._due: dict[tuple[int, int | None], tuple[float, int]] = {}

    async def keep(self, work: Awaitable[T]) -> T:
        """What `work` comes to. It is cancelled when time is up, and has ended when TimedOut is raised."""
        # A run in which all are hits keeps no deadline, and does without it.
        import asyncio

        self._whole = whole = asyncio.timeout(self._run)
        self._timeout = step = asyncio.timeout(None)
        try:
            async with whole, step:
                return await work
        except Exception as error:
            # Whatever it ended with when it was cancelled.
            if whole.expired():
                raise TimedOut(f"the run was not done after {self._run:g} s (--timeout)") from error
            if step.expired():
                _, line = min(self._due.values(), default=(0.0, 0))
                raise TimedOut(f"line {line} was not done after {self._step:g} s (--step-timeout)") from error
            raise
        finally:
            self._timeout = self._whole = None

    def see(self, event: dict[str, Any]) -> None:
        """Take one event into account."""
        if event["event"] in ("failure_waiting", "failure_answered"):
            self._wait(event["event"] == "failure_waiting")
        if self._step is None or self._timeout is None or self._timeout.expired():
            return
        if event["event"] == "step_started":
            import asyncio

            due = asyncio.get_running_loop().time() + self._step
            self._due[event["step"], event.get("shard")] = (due, event["line"])
        elif event["event"] == "step_finished":
            self._due.pop((event["step"], event.get("shard")), None)
        else:
            return
        self._timeout.reschedule(min(due for due, _ in self._due.values()) if self._due else None)

    def _wait(self, begins: bool) -> None:
        """The run's time stands still while somebody is asked what to do."""
        if self._run is None or self._whole is None or self._whole.expired():
            return
        import asyncio

        now = asyncio.get_running_loop().time()
        due = self._whole.when()
        if begins and due is not None:
            self._left = due - now
            self._whole.reschedule(None)
        elif not begins and self._left is not None:
            self._whole.reschedule(now + self._left)
            self._left = None
