"""Does the steps of one lane in its machine, in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from layer_cache.checkpoints import insisted, is_expose, is_run, snapshotted
from layer_cache.keeping.taking import after_every_step, is_worth
from layer_cache.observations import Observation
from layer_cache.recorded_values import of_build_env, of_computed
from layer_runner.engine.machine import Machine
from layer_runner.engine.memory import Footprint
from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest.channel import Channel, Command
from layer_runner.run import button
from layer_runner.run.applying import apply
from layer_runner.run.asking import Asking
from layer_runner.run.attaching import Restored, put_tree
from layer_runner.run.caches import Directories, directories
from layer_runner.run.commands import BadValue, capturing, reading, shell, value_of
from layer_runner.run.environment import environment_of
from layer_runner.run.events import Log, hit, snapshot_fields, step_finished
from layer_runner.run.exposures import Exposures, Unanswered
from layer_runner.run.failed import Failed
from layer_runner.run.lanes import Again, Job, Origin, StepFailed
from layer_runner.run.recorder import Done, Recorder
from layer_runner.run.request import Request
from layer_runner.run.sampling import Sampling
from layer_runner.run.tree_source import TreeSource
from layerfile.directives import Button, Cache, Clone, Copy, Env, Run
from layerfile.env_commands import commands, computed_values
from layerfile.program import Lane, Step
from layerfile.secret_names import handed_out

#: Seconds in which a background command that ends with an error still fails its step (LAYERFILE.md).
BACKGROUND_SECONDS = 2.0


@dataclass
class Worker:
    """Does the steps of a job in its machine; `seen` are the identities of those that were done before.

    `computed` are the values of variables that commands in this machine have given them. `went_on`: a step failed, and
    whoever was asked wanted the next one to be done.
    """

    request: Request
    job: Job
    machine: Machine
    channel: Channel
    source: TreeSource
    recorder: Recorder
    seen: frozenset[str]
    restored: Restored
    exposures: Exposures
    asking: Asking
    went_on: bool = False
    footprint: Footprint = field(default_factory=lambda: Footprint(0, 0))
    kept: Directories = field(init=False)
    computed: dict[str, str] = field(init=False)
    _snapshots: frozenset[int] = field(init=False)
    _insisted: frozenset[int] = field(init=False)
    #: Seconds of the steps since the last snapshot.
    _since: float = 0.0
    _left: Origin = field(default_factory=Origin)

    def __post_init__(self) -> None:
        self.computed = dict(self.job.origin.computed)
        self._snapshots, self._insisted = snapshotted(self.lane), insisted(self.lane)
        self.kept = Directories(self.channel, self.request.caps.directories)

    @property
    def log(self) -> Log:
        """Where this machine's events go."""
        return self.job.log

    @property
    def lane(self) -> Lane:
        """The steps to do, and those before them."""
        return self.job.lane.lane

    async def run(self) -> Origin:
        """Do all steps that the machine does not hold yet; what the lanes below start from.

        Raises StepFailed after reporting the failed step, or Again.
        """
        start = self.job.origin.after
        if start:
            began = time.perf_counter()
            await put_tree(self.channel, self.lane, start, self.source, False, self.job.origin.again)
            await self.kept.add(directories(self.lane.steps[:start]))
            self.restored.parts["tree"] = _seconds(began)
        if self.job.fork is not None:
            self.footprint = await asyncio.to_thread(self.machine.footprint)
        for known in self.job.lane.steps:
            if known.step.number < start:
                hit(self.log, known)
        await self._show_again(self.lane.steps[:start])
        async with asyncio.TaskGroup() as background:
            followers: list[asyncio.Task[None]] = []
            try:
                for step in self.lane.steps[start:]:
                    began = time.perf_counter()
                    try:
                        await self._do(step, background, followers)
                    except StepFailed:
                        await self._failed(step, _seconds(began))
                await self.recorder.settle()
                # So that all of it is on the disk; who uses it then may lose what is not written yet.
                await self.kept.hide()
                self._skip()
            finally:
                for task in followers:
                    task.cancel()
        return replace(self._left, parent=self.recorder.parent, recordable=self.recorder.recordable)

    async def _failed(self, step: Step, seconds: float) -> None:
        """Have it decided what becomes of a step that failed. Raises StepFailed, or Again, unless the run goes on."""
        told = handed_out(self.request.program, step.number)
        machine = Failed(
            self.asking.folder.name,
            step,
            seconds,
            self.machine,
            self.channel,
            self.log,
            self.recorder.settle,
            self.kept,
            told,
            self._environment(step),
        )
        outcome = await self.asking.ask(step, self.lane.shard, self.log, machine)
        await self.recorder.settle()
        if outcome != "go on":
            # What is written to directories of CACHE is to be on their disk.
            await machine.thaw()
            await self.kept.hide()
        if outcome == "again":
            raise Again
        if outcome == "give up":
            self._skip(self.lane.steps[step.number + 1 :])
            raise StepFailed
        self.went_on = True
        self.recorder.refuse(step, "the step failed, and the run went on")
        if self._is_forked_after(step):
            # The lanes below are to start from this machine, not from what it was before.
            users = await self.kept.hide()
            if users is not None:
                raise EngineError(f"line {step.line}: SPLIT must wait for {users}: directories of CACHE are in use")
            await self.channel.quiesce()
            snapshot, parts, commit = await self.machine.snapshot(secrets=told, full=True)
            self._left = Origin(snapshot, step.line, step.number + 1, computed=dict(self.computed))
            await self.channel.resume()
            await self.kept.show()
            await self.recorder.write(commit, parts.pause)

    def _skip(self, steps: tuple[Step, ...] = ()) -> None:
        """Say that these steps are not done, nor those after a SKIP REMAINING IF."""
        for step in (*steps, *self.lane.skipped):
            step_finished(self.log, step, "skipped", 0.0)

    async def _do(self, step: Step, background: asyncio.TaskGroup, followers: list[asyncio.Task[None]]) -> None:
        if isinstance(step.directive, Run):
            await self._run(step, background, followers)
        elif is_expose(step):
            await self._expose(step, background)
        elif is_run(step):
            await self._compute(step, background)
        elif step.number < self.lane.first:
            # The lane before said so; but no machine that this one comes from has done it.
            await self._apply(step)
        else:
            await self._prepare(step)

    async def _prepare(self, step: Step) -> None:
        """A step that runs nothing of the user's: COPY, WORKDIR, USER and those that are only remembered."""
        began = time.perf_counter()
        known = self.job.names[step.number] in self.seen
        self.log.emit("step_started", line=step.line, step=step.number, text=step.text)
        if isinstance(step.directive, Button) and not self.request.yes:
            known = False
            self.log.emit("button", line=step.line, step=step.number, message=step.directive.message)
            await button.wait(self.log.folder, step.number, step.shard)
        await self._apply(step)
        # A step of this sort is done anew in each machine, but what it does is known: it counts as a hit.
        step_finished(self.log, step, "hit" if known else "ran", 0.0 if known else _seconds(began))

    async def _apply(self, step: Step) -> None:
        match step.directive:
            case Copy() | Clone():
                users = await self.kept.hide()
                if users is not None:
                    what = f"line {step.line}: {step.directive.keyword}"
                    raise EngineError(f"{what} must wait for {users}: directories of CACHE are in use")
                await apply(self.channel, self.lane, step, self.source)
                await self.kept.show()
            case Cache():
                await self.kept.add(directories(self.lane.steps[: step.number + 1]))
            case Env():
                self.computed |= computed_values(step.directive, step.context, self._environment(step))
            case _:
                await apply(self.channel, self.lane, step, self.source)
        self.recorder.mark_seen(step)

    async def _run(self, step: Step, group: asyncio.TaskGroup, followers: list[asyncio.Task[None]]) -> None:
        assert isinstance(step.directive, Run)
        self.log.emit("step_started", line=step.line, step=step.number, text=step.text)
        began = time.perf_counter()
        command = await self._start(step, shell(step.directive.command, step.context.setup))
        if step.directive.modifier == "BACKGROUND":
            followers.append(group.create_task(self._follow(step, command)))
            await self._survives(command)
        else:
            await self._follow(step, command)
        seconds = time.perf_counter() - began
        self._check(step, command, seconds)
        await self._finish(step, seconds, group, {})

    async def _compute(self, step: Step, group: asyncio.TaskGroup) -> None:
        """ENV with commands: each is done as a RUN is, and what it prints becomes part of a value."""
        self.log.emit("step_started", line=step.line, step=step.number, text=step.text)
        began = time.perf_counter()
        outputs = []
        for each in commands(step.directive):
            file = f"/tmp/.layer-{os.urandom(8).hex()}"
            command = await self._start(step, capturing(each, step.context.setup, file))
            await self._follow(step, command)
            self._check(step, command, time.perf_counter() - began)
            try:
                outputs.append(value_of(await self.channel.run(reading(file))))
            except BadValue as error:
                self.log.output(step.number, step.line, f"{error}\n".encode())
                self.log.output_ended(step.number, step.line)
                step_finished(self.log, step, "failed", time.perf_counter() - began, exit=1)
                raise StepFailed from None
        seconds = time.perf_counter() - began
        values = computed_values(step.directive, step.context, self._environment(step), outputs)
        self.computed |= values
        await self._finish(step, seconds, group, values)

    async def _expose(self, step: Step, group: asyncio.TaskGroup) -> None:
        """EXPOSE: what it names answers, and is shown outside from now on."""
        self.log.emit("step_started", line=step.line, step=step.number, text=step.text)
        began = time.perf_counter()
        try:
            await self.exposures.wait_for(step, self.channel, self.request.websites.wait)
            await self.exposures.show(step, self.channel, self.lane.shard, self.log)
        except Unanswered as error:
            self.log.output(step.number, step.line, f"{error}\n".encode())
            self.log.output_ended(step.number, step.line)
            step_finished(self.log, step, "failed", time.perf_counter() - began, exit=1)
            raise StepFailed from None
        await self._finish(step, time.perf_counter() - began, group, {})

    async def _show_again(self, steps: Iterable[Step]) -> None:
        """Show what a machine exposes that goes on from after these steps; it has answered before."""
        for step in filter(is_expose, steps):
            try:
                await self.exposures.show(step, self.channel, self.lane.shard, self.log)
            except Unanswered as error:
                self.log.emit("note", text=f"line {step.line}: {error}")

    def _environment(self, step: Step) -> dict[str, str]:
        return environment_of(step, self.request.variables, self.request.values, self.computed)

    async def _start(self, step: Step, argv: list[str]) -> Command:
        self.channel.sampled = Sampling(self.log, step).take
        context = step.context
        return await self.channel.start(argv, self._environment(step), context.workdir, context.user, sampled=True)

    async def _finish(self, step: Step, seconds: float, group: asyncio.TaskGroup, computed: dict[str, str]) -> None:
        """Take a snapshot, where it is worth one, and record the step, which has passed."""
        self._first_command(seconds)
        users = await self.kept.hide()
        if users is not None and self._is_forked_after(step):
            raise EngineError(f"line {step.line}: SPLIT must wait for {users}: directories of CACHE are in use")
        lost, items = await self.channel.quiesce()
        await self.recorder.settle()
        observations = [Observation(kind, path, value) for kind, path, value in items]  # type: ignore[arg-type]
        done = Done(step, seconds, observations, of_build_env(step) | of_computed(computed))
        cost: dict[str, object] = {}
        self._since += seconds
        if self._is_snapshotted(step) and users is None:
            told = handed_out(self.request.program, step.number)
            snapshot, parts, commit = await self.machine.snapshot(secrets=told, full=self._is_forked_after(step))
            done = replace(done, snapshot=snapshot, commit=commit, pause=parts.pause)
            self._since = 0.0
            cost = {"snapshot": snapshot_fields(parts)}
            self._left = Origin(snapshot, step.line, step.number + 1, computed=dict(self.computed))
        await self.channel.resume()
        await self.kept.show()
        if users is not None:
            self.log.emit("note", text=f"no snapshot after line {step.line}: directories of CACHE are used by {users}")
        self.recorder.check(step, lost, observations, computed.values())
        self.recorder.keep(done, group)
        step_finished(self.log, step, "ran", seconds, exit=0, **cost)

    def _is_snapshotted(self, step: Step) -> bool:
        """Whether a snapshot is taken after a step that has just passed."""
        if step.number not in self._snapshots:
            return False
        is_asked_for = step.number in self._insisted or after_every_step()
        return is_worth(self._since, self.recorder.costs, is_asked_for)

    def _is_forked_after(self, step: Step) -> bool:
        """Whether machines will be forked off from what this RUN leaves."""
        return len(self.lane.lanes) > 1 and not any(map(is_run, self.lane.steps[step.number + 1 :]))

    def _first_command(self, seconds: float) -> None:
        """Say once how long it took from the restore's begin to the end of the first step's command."""
        parts, self.restored.parts = self.restored.parts, {}
        if parts:
            parts["command"] = round(seconds, 4)
            self.log.emit("first_command", seconds=_seconds(self.restored.began), parts=parts)
            if self.job.fork is not None:
                self.job.fork.first_command(self.footprint.unshared, self.footprint.translated)

    async def _follow(self, step: Step, command: Command) -> None:
        try:
            async for piece in command.output():
                self.log.output(step.number, step.line, piece)
        finally:
            self.log.output_ended(step.number, step.line)

    async def _survives(self, command: Command) -> None:
        """Wait until a background command has ended, or has lived long enough to count as started."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BACKGROUND_SECONDS):
                await command.ended.wait()

    def _check(self, step: Step, command: Command, seconds: float) -> None:
        """Raise if the command failed, or if the machine did."""
        if command.error is not None:
            if self.channel.closed:
                raise GuestDied(f"in {step.layerfile}:{step.line}: {command.error}")
            self.log.output(step.number, step.line, f"{command.error}\n".encode())
            self.log.output_ended(step.number, step.line)
            step_finished(self.log, step, "failed", seconds, exit=126)
            raise StepFailed
        ended = command.exit
        if ended is not None and not ended.ok:
            fields = {"signal": ended.signal} if ended.signal else {}
            code = 128 + ended.signal if ended.signal else ended.code
            step_finished(self.log, step, "failed", seconds, exit=code, **fields)
            raise StepFailed


def _seconds(began: float) -> float:
    return round(time.perf_counter() - began, 4)
