"""Runs the members of a group: starts what may start, until all is over. What may, `schedule` decides."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from layer_runner.engine.folders import remove_abandoned
from layer_runner.group import resources
from layer_runner.group.member import GRACE, Event, MemberProcess
from layer_runner.group.outcomes import Outcome, Result, of_problem, of_process, of_skipped
from layer_runner.group.schedule import begin, ended, started, stopped, to_start
from layer_runner.group.selection import Member
from layer_runs.events import of_record
from layer_runs.folding import fold
from layer_runs.state import Run

#: Seconds after which memory is looked at again, where something waits for it.
LOOK = 2.0


class Watcher(Protocol):
    """Is told what happens, as it happens."""

    def started(self, member: Member) -> None:
        """The process of a run was started."""

    def event(self, member: Member, run: Run, event: Event) -> None:
        """A run wrote an event; `run` is what is known of it with that."""

    def ended(self, outcome: Outcome) -> None:
        """A run is over, or never began and never will."""


@dataclass(frozen=True)
class Settings:
    """`command` makes the command that runs a member, `jobs` run at a time at most; with `fail_fast` the first that
    does not pass ends all. `free` is asked for the bytes of memory that are free.
    """

    command: Callable[[Member], Sequence[str]]
    jobs: int
    fail_fast: bool = False
    free: Callable[[], int] = resources.free_memory
    grace: float = GRACE


class Conductor:
    """Runs one group, once."""

    def __init__(self, members: Sequence[Member], settings: Settings, watcher: Watcher) -> None:
        self._members = {member.path: member for member in members}
        self._settings = settings
        self._watcher = watcher
        self._schedule = begin(member.task for member in members)
        self._outcomes: dict[str, Outcome] = {}
        self._processes: dict[str, MemberProcess] = {}
        self._wake = asyncio.Event()
        self._budget = settings.free()
        #: What runs that are asked to end count as, or None while they are not.
        self._ending: Result | None = None
        self._unheard: OSError | None = None
        self.interrupted = False

    async def run(self) -> tuple[Outcome, ...]:
        """Run all; how each ended, in the order of the members. ^C, TERM and HUP end all within seconds.

        Raises OSError, when all has ended, where the watcher raised it.
        """
        for member in self._members.values():
            if member.problem:
                self._over(of_problem(member), passed=False)
        try:
            await self._run_all()
        finally:
            if any(process.killed for process in self._processes.values()):
                await asyncio.to_thread(remove_abandoned)
        if self._unheard is not None:
            raise self._unheard
        return tuple(self._outcomes[path] for path in self._members)

    async def _run_all(self) -> None:
        with self._signals():
            async with asyncio.TaskGroup() as group:
                while not self._schedule.is_over:
                    self._wake.clear()
                    for path in to_start(self._schedule, self._settings.jobs, self._free()):
                        self._schedule = started(self._schedule, path)
                        group.create_task(self._run(self._members[path]))
                    with contextlib.suppress(TimeoutError):
                        # One that was asked to end before it had a process is asked again, and killed in the end.
                        look = self._schedule.waiting or self._ending is not None
                        async with asyncio.timeout(LOOK if look else None):
                            await self._wake.wait()
                    if self._ending is not None:
                        await self._end_all()

    def stop(self, as_what: Result = "stopped") -> None:
        """End all that runs, and start nothing more."""
        self._ending = self._ending or as_what
        self._schedule = stopped(self._schedule)
        self._tell_skipped(None)
        self._wake.set()

    def _free(self) -> int:
        """Memory for more machines: what was free at first, without what was promised since; or what is free now,
        where others took it.
        """
        tasks = self._schedule.tasks
        promised = sum(tasks[path].memory for path in self._schedule.running)
        return min(self._budget - promised, self._settings.free())

    async def _run(self, member: Member) -> None:
        run = Run()

        def see(event: Event) -> None:
            nonlocal run
            run = fold(run, of_record(event))
            self._tell(partial(self._watcher.event, member, run, event))

        process = self._processes[member.path] = MemberProcess(self._settings.command(member))
        self._tell(partial(self._watcher.started, member))
        began = time.monotonic()
        try:
            status = await process.run(see)
        except OSError as error:
            status, process.errors = 3, f"it could not be started: {error}"
        outcome = of_process(member, status, run, time.monotonic() - began, process.errors, self._ending)
        self._over(outcome, outcome.result == "passed")

    def _over(self, outcome: Outcome, passed: bool) -> None:
        path = outcome.member.path
        self._schedule = ended(self._schedule, path, passed)
        self._outcomes[path] = outcome
        self._tell(partial(self._watcher.ended, outcome))
        self._tell_skipped(outcome)
        if not passed and self._settings.fail_fast and self._ending is None:
            self.stop()
        self._wake.set()

    def _tell_skipped(self, because: Outcome | None) -> None:
        for path in self._schedule.skipped:
            if path not in self._outcomes:
                outcome = self._outcomes[path] = of_skipped(self._members[path], because)
                self._tell(partial(self._watcher.ended, outcome))

    async def _end_all(self) -> None:
        running = [self._processes[path] for path in self._schedule.running if path in self._processes]
        await asyncio.gather(*(process.end(self._settings.grace) for process in running))

    def _tell(self, words: Callable[[], None]) -> None:
        """Tell the watcher. Where nobody reads any more, what was begun is ended in order."""
        if self._unheard is not None:
            return
        try:
            words()
        except OSError as error:
            self._unheard = error
            self._interrupt()

    def _interrupt(self) -> None:
        """End all; the second time at once."""
        if self.interrupted:
            for path in self._schedule.running & self._processes.keys():
                self._processes[path].kill()
        self.interrupted = True
        self.stop("interrupted")

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """While it runs, signals that end a process end all of its runs first."""
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in numbers:
            loop.add_signal_handler(number, self._interrupt)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)
