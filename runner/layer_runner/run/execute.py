"""Carries out a run: restores the snapshots that the prediction names, then does the steps after them, one by one.

What to do is decided by `layer_cache.prediction.predict`, in which order by `lanes`; this module only acts and reports.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import posixpath
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from layer_cache import snapshots
from layer_cache.errors import StoreError
from layer_cache.identity import remembered
from layer_cache.keeping.caps import Caps
from layer_cache.keeping.leases import Lease
from layer_cache.observations import ABSENT, Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import mounts, placements
from layer_cache.prediction import LanePrediction, Prediction, is_run, predict
from layer_cache.records import Recording, Records
from layer_cache.repeating import inherited, renewed
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import Connection, connect
from layer_runner.engine.machine import Machine, restore
from layer_runner.engine.memory import Footprint
from layer_runner.engine.sharing import make_shareable
from layer_runner.errors import EngineError, GuestDied, first
from layer_runner.guest.channel import Channel, Command
from layer_runner.images import build as images
from layer_runner.run import bases, housekeeping
from layer_runner.run.capacity import room, this_host
from layer_runner.run.events import EventLog, Log, hit, restore_fields, snapshot_fields, step_finished
from layer_runner.run.fleet import Fleet, fleet
from layer_runner.run.lanes import Job, Lanes, Origin, StepFailed, origins, starting
from layer_runner.run.masking import Masker
from layer_runner.run.tree_source import TreeSource
from layerfile.directives import Copy, Run, User, Workdir
from layerfile.environment import BUILTIN_ENV
from layerfile.program import Lane, Program, Step
from layerfile.secret_names import handed_out

#: Seconds in which a background command that ends with an error still fails its step (LAYERFILE.md).
BACKGROUND_SECONDS = 2.0

#: Free space that a run leaves alone, in bytes.
RESERVE = 512 * 1024**2


@dataclass
class Request:
    """What to run and with what: of each secret that the program names, the keyed digest and the value by its name."""

    program: Program
    state: State
    records: Records
    tree: SourceTree
    use_cache: bool = True
    digests: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    caps: Caps = field(default_factory=Caps)


@dataclass
class _Progress:
    """What the steps of a machine have led to so far: the chain that the next recording continues."""

    parent: int | None
    recordable: bool = True
    restore: dict[str, float] = field(default_factory=dict)
    restored_at: float = 0.0
    commit: asyncio.Task[None] | None = None
    committed: bool = False
    #: Of the last RUN: what lanes below go on from.
    snapshot: str | None = None
    line: int = 0
    after: int = 0


def plan(request: Request) -> Prediction:
    """What the run would do now; the same as `layer predict` says."""
    digest = images.installed(request.state).get(request.program.image)
    return predict(
        request.program,
        digest.digest if digest else None,
        request.records,
        request.tree,
        lambda snapshot: snapshots.refusal(request.state, snapshot) is None,
        request.digests,
        request.use_cache,
    )


async def execute(request: Request, log: EventLog) -> bool:
    """Do what is to be done; whether all steps passed. Raises EngineError, StoreError."""
    began = time.perf_counter()
    try:
        ok, started = await _execute(request, log)
    except Exception as error:
        raise _masked(first(error), log.masker) from None
    log.emit("run_finished", ok=ok, seconds=_seconds(began), vms_started=started)
    return ok


def _masked(error: Exception, masker: Masker) -> Exception:
    """An error for people may quote what a machine printed on its console."""
    words = str(error)
    hidden = masker.text(words)
    return type(error)(hidden) if isinstance(error, EngineError | StoreError) and hidden != words else error


async def _execute(request: Request, log: EventLog) -> tuple[bool, int]:
    """Whether all steps passed, and how many machines were started."""
    _require_space(request.state)
    image = await asyncio.to_thread(
        images.ensure, request.state, request.program.image, lambda text: log.emit("note", text=text)
    )
    async with connect(request.state) as connection:
        # An image that was just built may not be the one that an earlier prediction knew.
        root = await asyncio.to_thread(_plan_to_keep, request, connection.lease)
        crew: _Machines | None = None
        ok, failure = False, None
        try:
            async with fleet() as machines:
                crew = _Machines(request, log, connection, image, machines)
                origin = await crew.image_snapshot() if starting(root) else Origin()
                ok = await Lanes(crew, log, room(this_host(), request.program.memory)).run(root, origin)
        except Exception as error:
            failure = error
        # No machine is left; the lease still holds what this run made and used.
        if crew is not None and crew.committed:
            await _tidy(request, log)
        if failure is not None:
            raise failure
        return ok, 0 if crew is None else crew.fleet.started


def _plan_to_keep(request: Request, lease: Lease) -> LanePrediction:
    """What the run will do: nobody removes a snapshot that a machine of any lane starts from any more."""
    while True:
        root = plan(request).lane
        assert root is not None
        wanted = origins(root)
        if wanted:
            lease.hold(*sorted(wanted))
        # Where one was removed just before, the next plan does without it.
        if all(snapshots.refusal(request.state, snapshot) is None for snapshot in wanted):
            return root


async def _tidy(request: Request, log: EventLog) -> None:
    """Bring the store within its caps; what this run made and used stays. A run does not fail for it."""
    try:
        text = await asyncio.to_thread(housekeeping.tidy, request.state, request.records, request.caps)
    except (StoreError, OSError) as error:
        text = f"the cache could not be tidied: {error}"
    if text is not None:
        log.emit("note", text=text)


@dataclass
class _Machines:
    """Does lanes, each in a machine of its own."""

    request: Request
    log: EventLog
    connection: Connection
    image: images.Image
    fleet: Fleet
    #: Whether any of them has left a snapshot.
    committed: bool = False

    async def image_snapshot(self) -> Origin:
        """The image as it is when it has booted. Raises EngineError."""
        snapshot, _ = await bases.ensure(
            self.connection,
            self.request.state,
            self.image,
            self.request.program.memory,
            lambda text: self.log.emit("note", text=text),
            self.fleet.own,
        )
        return Origin(snapshot, self.request.program.steps[0].line)

    async def share(self, origin: Origin) -> None:
        """Give the snapshot that forks start from a memory image of its own. Raises EngineError, StoreError."""
        assert origin.snapshot is not None
        await asyncio.to_thread(make_shareable, self.request.state, origin.snapshot)

    async def work(self, job: Job) -> Origin:
        """Start the machine and do the steps that are left."""
        request = self.request
        progress = _Progress(job.origin.parent, job.origin.recordable)
        marks = remembered(request.program, self.image.digest, request.digests, job.lane.lane.steps)
        source = TreeSource(request.tree)
        machine = await self._start(job, progress)
        try:
            async with _attached(machine, source, job.log, progress) as channel:
                seen = self._seen(job)
                worker = _Worker(request, job, machine, channel, source, marks, seen, self.log.masker, progress)
                await worker.run()
        finally:
            self.committed = self.committed or progress.committed
            self.fleet.retire(machine)
        return Origin(progress.snapshot, progress.line, progress.after, progress.parent, progress.recordable)

    def _seen(self, job: Job) -> frozenset[str]:
        """The steps that were done before, by their identities."""
        records = self.request.records
        return frozenset(name for name in job.names if self.request.use_cache and records.seen(name))

    async def _start(self, job: Job, progress: _Progress) -> Machine:
        began = time.perf_counter()
        origin = job.origin
        assert origin.snapshot is not None
        machine = await restore(self.connection, self.request.state, self.image, origin.snapshot, self.fleet.own)
        parts = restore_fields(machine.restored) if machine.restored else {}
        progress.restored_at, progress.restore = began, {"restore": _seconds(began)}
        job.log.emit(
            "restored",
            line=origin.line,
            snapshot=origin.snapshot,
            seconds=_seconds(began),
            parts=parts,
            memory=machine.hardware.memory,
            accelerator=machine.hardware.accelerator,
        )
        return machine


def _require_space(state: State) -> None:
    state.create()
    status = os.statvfs(state.root)
    free = status.f_bavail * status.f_frsize
    if free < RESERVE:
        raise StoreError(
            f"only {free // 1024**2} MB are free where snapshots go ({state.root}); at least "
            f"{RESERVE // 1024**2} MB are needed: free some, or set LAYER_STATE_DIR"
        )


@contextlib.asynccontextmanager
async def _attached(machine: Machine, source: TreeSource, log: Log, progress: _Progress) -> AsyncIterator[Channel]:
    """A conversation with the machine's agent, renewed (clock, randomness) and ready for steps."""
    channel = await Channel.open(machine.channel, source.fetch)
    channel.log = lambda level, text: log.emit("guest_log", level=level, text=text)
    try:
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(channel.serve())
            try:
                began = time.perf_counter()
                await channel.hello(60)
                await channel.resume()
                progress.restore["attach"] = _seconds(began)
                log.emit("attached", seconds=progress.restore["attach"])
                yield channel
            except GuestDied as error:
                raise EngineError(f"the machine died: {error}\n{machine.died()}\n{machine.console_tail()}") from error
            finally:
                serving.cancel()
    finally:
        await channel.close()


async def _put_tree(
    channel: Channel, lane: Lane, upto: int, source: TreeSource, fresh: bool, again: Recording | None = None
) -> int:
    """Show the machine today's tree, as the COPYs of the steps before `upto` place it.

    What the run that left `again`, in whose machine its step is to run once more, wrote over files that are others
    today is taken away.
    """
    placed = placements(lane, source.tree, upto)
    if not placed:
        return 0
    tree = PlacedTree(placed, source.tree)
    rows = await asyncio.to_thread(source.rows, tree)
    taken_away: list[str] = []
    if again is not None:
        taken_away = await asyncio.to_thread(renewed, again, tree)
    return await channel.put_tree(rows, mounts(placed), fresh, taken_away)


@dataclass
class _Worker:
    """Does the steps of one lane in its machine, in order."""

    request: Request
    job: Job
    machine: Machine
    channel: Channel
    source: TreeSource
    marks: tuple[frozenset[str], ...]
    seen: frozenset[str]
    masker: Masker
    progress: _Progress
    footprint: Footprint = field(default_factory=lambda: Footprint(0, 0))

    @property
    def log(self) -> Log:
        """Where this machine's events go."""
        return self.job.log

    @property
    def lane(self) -> Lane:
        """The steps to do, and those before them."""
        return self.job.lane.lane

    async def run(self) -> None:
        """Do all steps that the machine does not hold yet. Raises StepFailed after reporting the failed step."""
        start = self.job.origin.after
        if start:
            began = time.perf_counter()
            await _put_tree(self.channel, self.lane, start, self.source, False, self.job.origin.again)
            self.progress.restore["tree"] = _seconds(began)
        if self.job.fork is not None:
            self.footprint = await asyncio.to_thread(self.machine.footprint)
        for known in self.job.lane.steps:
            if known.step.number < start:
                hit(self.log, known)
        async with asyncio.TaskGroup() as background:
            followers: list[asyncio.Task[None]] = []
            try:
                for step in self.lane.steps[start:]:
                    try:
                        await self._do(step, background, followers)
                    except StepFailed:
                        await self._settle()
                        for rest in self.lane.steps[step.number + 1 :]:
                            step_finished(self.log, rest, "skipped", 0.0)
                        raise
                await self._settle()
            finally:
                for task in followers:
                    task.cancel()

    async def _do(self, step: Step, background: asyncio.TaskGroup, followers: list[asyncio.Task[None]]) -> None:
        if isinstance(step.directive, Run):
            await self._run(step, background, followers)
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
        await self._apply(step)
        # A step of this sort is done anew in each machine, but what it does is known: it counts as a hit.
        step_finished(self.log, step, "hit" if known else "ran", 0.0 if known else _seconds(began))

    async def _apply(self, step: Step) -> None:
        match step.directive:
            case Copy():
                await _put_tree(self.channel, self.lane, step.number + 1, self.source, fresh=True)
            case Workdir():
                await self.channel.run(["install", "-d", "-m", "0775", step.values[0]])
            case User():
                script = 'id -u "$1" >/dev/null 2>&1 || useradd -m -s /bin/bash -G root "$1"'
                await self.channel.run(["sh", "-c", script, "sh", step.values[0]])
            case _:
                pass
        self.request.records.mark_seen(self.marks[step.number])

    async def _run(self, step: Step, group: asyncio.TaskGroup, followers: list[asyncio.Task[None]]) -> None:
        assert isinstance(step.directive, Run)
        self.log.emit("step_started", line=step.line, step=step.number, text=step.text)
        began = time.perf_counter()
        secrets = {name: self.request.values[name] for name in step.context.secrets}
        environment = {**BUILTIN_ENV, **dict(step.context.env), **secrets}
        argv = ["bash", "-c", step.directive.command]
        command = await self.channel.start(argv, environment, step.context.workdir, step.context.user)
        if step.directive.modifier == "BACKGROUND":
            followers.append(group.create_task(self._follow(step, command)))
            await self._survives(command)
        else:
            await self._follow(step, command)
        seconds = time.perf_counter() - began
        self._first_command(seconds)
        self._check(step, command, seconds)
        lost, items = await self.channel.quiesce()
        await self._settle()
        snapshot, parts, commit = await self.machine.snapshot(
            secrets=handed_out(self.request.program, step.number), full=self._is_forked_after(step)
        )
        self.progress.snapshot, self.progress.line, self.progress.after = snapshot, step.line, step.number + 1
        await self.channel.resume()
        observations = [Observation(kind, path, value) for kind, path, value in items]  # type: ignore[arg-type]
        self._why_not_recorded(step, lost, observations)
        self.progress.commit = group.create_task(self._commit(step, seconds, snapshot, commit, observations))
        step_finished(self.log, step, "ran", seconds, exit=0, snapshot=snapshot_fields(parts))

    def _is_forked_after(self, step: Step) -> bool:
        """Whether machines will be forked off from what this RUN leaves."""
        return len(self.lane.lanes) > 1 and not any(map(is_run, self.lane.steps[step.number + 1 :]))

    def _first_command(self, seconds: float) -> None:
        """Say once how long it took from the restore's begin to the end of the first step's command."""
        parts, self.progress.restore = self.progress.restore, {}
        if parts:
            parts["command"] = round(seconds, 4)
            self.log.emit("first_command", seconds=_seconds(self.progress.restored_at), parts=parts)
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

    def _why_not_recorded(self, step: Step, lost: bool, observations: list[Observation]) -> None:
        """From here on nothing is recorded if something made this step's record untrue; say so, by name."""
        reason = None
        if self.source.changed:
            paths = ", ".join(sorted(self.source.changed))
            reason = f"changed while the run read it: {paths}"
        elif lost:
            reason = "the machine lost track of what was read"
        elif self.masker.finds(_looked_for_in_vain(observations)):
            reason = "a name that it looked for holds a secret, and no record may"
        if reason is not None and self.progress.recordable:
            self.progress.recordable = False
            self.log.emit("not_cached", line=step.line, step=step.number, reason=reason)

    async def _commit(
        self,
        step: Step,
        seconds: float,
        snapshot: str,
        commit: Callable[[], None],
        observations: list[Observation],
    ) -> None:
        """Write the snapshot's files, then the recording: it is visible only when its snapshot is whole."""
        recordable = self.progress.recordable
        await asyncio.to_thread(commit)
        self.progress.committed = True
        if recordable:
            observations = await asyncio.to_thread(self._with_inherited, step, observations)
            self.progress.parent = self.request.records.add(
                identity=self.job.names[step.number],
                layerfile=step.layerfile,
                line=step.line,
                text=step.text,
                seconds=seconds,
                observations=observations,
                parent=self.progress.parent,
                snapshot=snapshot,
                root=str(self.request.tree.root),
            )
            self.request.records.mark_seen(self.marks[step.number])
            self.log.emit(
                "recorded",
                line=step.line,
                step=step.number,
                recording=self.progress.parent,
                identity=self.job.names[step.number],
            )

    def _with_inherited(self, step: Step, observations: list[Observation]) -> list[Observation]:
        """What the step depends on: besides what it saw, what the run saw in whose machine it began."""
        before = self.job.origin.again
        if before is None or step.number != self.job.origin.after:
            return observations
        placed = PlacedTree(placements(self.lane, self.source.tree, step.number), self.source.tree)
        return inherited(before, observations, placed)

    async def _settle(self) -> None:
        """Wait until the last snapshot's files are written and recorded."""
        if self.progress.commit is not None:
            await self.progress.commit
            self.progress.commit = None


def _looked_for_in_vain(observations: list[Observation]) -> set[str]:
    """Names that only the machine knows: all others that were observed are those of the tree."""
    return {posixpath.basename(path) for _, path, value in observations if value == ABSENT}


def _seconds(began: float) -> float:
    return round(time.perf_counter() - began, 4)
