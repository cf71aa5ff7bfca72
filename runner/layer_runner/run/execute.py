"""Carries out a run: restores the snapshot that the prediction names, then does the steps after it, one by one.

What to do is decided by `layer_cache.prediction.predict`; this module only acts and reports.
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
from layer_cache.identity import identities, remembered
from layer_cache.keeping.caps import Caps
from layer_cache.keeping.leases import Lease
from layer_cache.observations import ABSENT, Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import mounts, placements
from layer_cache.prediction import Prediction, StepPrediction, predict
from layer_cache.records import Recording, Records
from layer_cache.repeating import inherited, renewed
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import Connection, connect
from layer_runner.engine.machine import Machine, restore
from layer_runner.errors import EngineError, GuestDied, first
from layer_runner.guest.channel import Channel, Command
from layer_runner.images import build as images
from layer_runner.run import bases, caches, housekeeping
from layer_runner.run.events import EventLog, hit, restore_fields, snapshot_fields, step_finished
from layer_runner.run.masking import Masker
from layer_runner.run.tree_source import TreeSource
from layerfile.directives import Cache, Copy, Run, User, Workdir
from layerfile.environment import BUILTIN_ENV
from layerfile.program import Program, Step
from layerfile.secret_names import handed_out

#: Seconds in which a background command that ends with an error still fails its step (LAYERFILE.md).
BACKGROUND_SECONDS = 2.0

_BUSY = "another run uses the directories of CACHE: here they begin empty, and are not kept"

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


class StepFailed(Exception):
    """A step of the Layerfile ended with an error; the event log has said so."""


@dataclass
class _Progress:
    """What the steps so far have led to: the chain that the next recording continues."""

    parent: int | None
    recordable: bool = True
    machines: list[Machine] = field(default_factory=list)
    vms_started: int = 0
    restore: dict[str, float] = field(default_factory=dict)
    restored_at: float = 0.0
    commit: asyncio.Task[None] | None = None
    committed: bool = False
    disk: caches.Disk = field(default_factory=lambda: caches.Disk(None))


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
    )


async def execute(request: Request, log: EventLog, prediction: Prediction) -> bool:
    """Do what is to be done; whether all steps passed. Raises EngineError, StoreError."""
    began = time.perf_counter()
    progress = _Progress(parent=None)
    ok = True
    try:
        await _execute(request, log, prediction, progress)
    except Exception as error:
        cause = first(error)
        if not isinstance(cause, StepFailed):
            raise _masked(cause, log.masker) from None
        ok = False
    log.emit("run_finished", ok=ok, seconds=_seconds(began), vms_started=progress.vms_started)
    return ok


def _masked(error: Exception, masker: Masker) -> Exception:
    """An error for people may quote what a machine printed on its console."""
    words = str(error)
    hidden = masker.text(words)
    return type(error)(hidden) if isinstance(error, EngineError | StoreError) and hidden != words else error


async def _execute(request: Request, log: EventLog, prediction: Prediction, progress: _Progress) -> None:
    _require_space(request.state)
    image = await asyncio.to_thread(
        images.ensure, request.state, request.program.image, lambda text: log.emit("note", text=text)
    )
    with caches.disk(request.state, request.tree.root, request.program, request.caps.directories) as disk:
        if disk.busy:
            log.emit("note", text=_BUSY)
        progress.disk = disk
        async with connect(request.state) as connection:
            if request.use_cache:
                # An image that was just built may not be the one that the prediction knew.
                prediction = await asyncio.to_thread(_plan_to_keep, request, connection.lease)
            failure: Exception | None = None
            try:
                await _in_machine(request, log, connection, image, prediction, progress)
            except Exception as error:
                failure = error
            finally:
                for machine in progress.machines:
                    await machine.stop()
            if progress.committed:
                await _tidy(request, log)
            if failure is not None:
                raise failure


def _plan_to_keep(request: Request, lease: Lease) -> Prediction:
    """What the run will do: nobody removes the snapshot that it starts from any more."""
    while True:
        prediction = plan(request)
        snapshot = prediction.restore.snapshot if prediction.restore else None
        if snapshot is None:
            return prediction
        lease.hold(snapshot)
        # Where it was removed just before, the next plan does without it.
        if snapshots.refusal(request.state, snapshot) is None:
            return prediction


async def _tidy(request: Request, log: EventLog) -> None:
    """Bring the store within its caps; what this run made and used stays. A run does not fail for it."""
    try:
        text = await asyncio.to_thread(housekeeping.tidy, request.state, request.records, request.caps)
    except (StoreError, OSError) as error:
        text = f"the cache could not be tidied: {error}"
    if text is not None:
        log.emit("note", text=text)


async def _in_machine(
    request: Request,
    log: EventLog,
    connection: Connection,
    image: images.Image,
    prediction: Prediction,
    progress: _Progress,
) -> None:
    """Start the machine that the prediction names and do the steps that are left."""
    recording = prediction.restore if request.use_cache else None
    first = prediction.begin if request.use_cache else 0
    again = prediction.again if request.use_cache else None
    progress.parent = prediction.parent if request.use_cache else None
    names = identities(request.program, image.digest, request.digests)
    marks = remembered(request.program, image.digest, request.digests)
    seen = frozenset(name for name in names if request.use_cache and request.records.seen(name))
    source = TreeSource(request.tree)
    machine = await _start(request, log, connection, image, recording, progress)
    async with _attached(machine, source, log, progress) as channel:
        if first:
            began = time.perf_counter()
            await _put_tree(channel, request, first, source, fresh=False, again=again)
            progress.restore["tree"] = _seconds(began)
        kept = caches.Directories(channel, request.caps.directories)
        await kept.add(caches.directories(request.program, first))
        for step in prediction.steps[:first]:
            hit(log, step)
        worker = _Worker(request, log, machine, channel, source, names, marks, seen, progress, kept, again)
        await worker.run_from(first)


def _require_space(state: State) -> None:
    state.create()
    status = os.statvfs(state.root)
    free = status.f_bavail * status.f_frsize
    if free < RESERVE:
        raise StoreError(
            f"only {free // 1024**2} MB are free where snapshots go ({state.root}); at least "
            f"{RESERVE // 1024**2} MB are needed: free some, or set LAYER_STATE_DIR"
        )


async def _start(
    request: Request,
    log: EventLog,
    connection: Connection,
    image: images.Image,
    recording: Recording | None,
    progress: _Progress,
) -> Machine:
    def own(machine: Machine) -> None:
        progress.machines.append(machine)
        progress.vms_started += 1

    began = time.perf_counter()
    if recording is None or recording.snapshot is None:
        snapshot, _ = await bases.ensure(
            connection,
            request.state,
            image,
            request.program.memory,
            lambda text: log.emit("note", text=text),
            own,
        )
        line = request.program.steps[0].line
        began = time.perf_counter()
    else:
        snapshot, line = recording.snapshot, recording.line
    machine = await restore(connection, request.state, image, snapshot, own, progress.disk.path)
    parts = restore_fields(machine.restored) if machine.restored else {}
    progress.restored_at, progress.restore = began, {"restore": _seconds(began)}
    log.emit(
        "restored",
        line=line,
        snapshot=snapshot,
        seconds=_seconds(began),
        parts=parts,
        memory=machine.hardware.memory,
        accelerator=machine.hardware.accelerator,
    )
    return machine


@contextlib.asynccontextmanager
async def _attached(machine: Machine, source: TreeSource, log: EventLog, progress: _Progress) -> AsyncIterator[Channel]:
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
    channel: Channel,
    request: Request,
    upto: int,
    source: TreeSource,
    fresh: bool,
    again: StepPrediction | None = None,
) -> int:
    """Show the machine today's tree, as the COPYs of the steps before `upto` place it.

    What the own last run of the step `again` wrote over files that are others today is taken away.
    """
    placed = placements(request.program, request.tree, upto)
    if not placed:
        return 0
    tree = PlacedTree(placed, request.tree)
    rows = await asyncio.to_thread(source.rows, tree)
    taken_away: list[str] = []
    if again is not None and again.again is not None:
        taken_away = await asyncio.to_thread(renewed, again.again, tree)
    return await channel.put_tree(rows, mounts(placed), fresh, taken_away)


@dataclass
class _Worker:
    """Does the steps of one machine in order."""

    request: Request
    log: EventLog
    machine: Machine
    channel: Channel
    source: TreeSource
    names: tuple[str, ...]
    marks: tuple[frozenset[str], ...]
    seen: frozenset[str]
    progress: _Progress
    kept: caches.Directories
    again: StepPrediction | None = None

    async def run_from(self, first: int) -> None:
        """Do all steps from index `first` on. Raises StepFailed after reporting the failed step."""
        steps = self.request.program.steps
        async with asyncio.TaskGroup() as background:
            followers: list[asyncio.Task[None]] = []
            try:
                for index in range(first, len(steps)):
                    step = steps[index]
                    try:
                        if isinstance(step.directive, Run):
                            await self._run(step, background, followers)
                        else:
                            await self._prepare(step)
                    except StepFailed:
                        await self._settle()
                        await self.kept.hide()
                        for rest in steps[index + 1 :]:
                            step_finished(self.log, rest, "skipped", 0.0)
                        raise
                await self._settle()
                # So that all of it is on the disk; who uses it then may lose what is not written yet.
                await self.kept.hide()
            finally:
                for task in followers:
                    task.cancel()

    async def _prepare(self, step: Step) -> None:
        """A step that runs nothing of the user's: COPY, WORKDIR, USER and those that are only remembered."""
        began = time.perf_counter()
        known = self.names[step.number] in self.seen
        self.log.emit("step_started", line=step.line, step=step.number, text=step.text)
        match step.directive:
            case Copy():
                users = await self.kept.hide()
                if users is not None:
                    raise EngineError(f"line {step.line}: COPY must wait for {users}: directories of CACHE are in use")
                await _put_tree(self.channel, self.request, step.number + 1, self.source, fresh=True)
                await self.kept.show()
            case Cache():
                await self.kept.add(caches.directories(self.request.program, step.number + 1))
            case Workdir():
                folder = _workdir_after(self.request.program, step)
                await self.channel.run(["install", "-d", "-m", "0775", folder])
            case User():
                script = 'id -u "$1" >/dev/null 2>&1 || useradd -m -s /bin/bash -G root "$1"'
                await self.channel.run(["sh", "-c", script, "sh", step.values[0]])
            case _:
                pass
        self.request.records.mark_seen(self.marks[step.number])
        # A step of this sort is done anew in each machine, but what it does is known: it counts as a hit.
        step_finished(self.log, step, "hit" if known else "ran", 0.0 if known else _seconds(began))

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
        users = await self.kept.hide()
        lost, items = await self.channel.quiesce()
        await self._settle()
        snapshot: str | None = None
        commit: Callable[[], None] | None = None
        cost: dict[str, object] = {}
        if users is None:
            secrets_known = handed_out(self.request.program, step.number)
            snapshot, parts, commit = await self.machine.snapshot(secrets=secrets_known)
            cost["snapshot"] = snapshot_fields(parts)
        await self.channel.resume()
        await self.kept.show()
        if users is not None:
            self.log.emit("note", text=f"no snapshot after line {step.line}: directories of CACHE are used by {users}")
        observations = [Observation(kind, path, value) for kind, path, value in items]  # type: ignore[arg-type]
        self._why_not_recorded(step, lost, observations)
        self.progress.commit = group.create_task(self._commit(step, seconds, snapshot, commit, observations))
        step_finished(self.log, step, "ran", seconds, exit=0, **cost)

    def _first_command(self, seconds: float) -> None:
        """Say once how long it took from the restore's begin to the end of the first step's command."""
        parts, self.progress.restore = self.progress.restore, {}
        if parts:
            parts["command"] = round(seconds, 4)
            self.log.emit("first_command", seconds=_seconds(self.progress.restored_at), parts=parts)

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
        elif self.log.masker.finds(_looked_for_in_vain(observations)):
            reason = "a name that it looked for holds a secret, and no record may"
        if reason is not None and self.progress.recordable:
            self.progress.recordable = False
            self.log.emit("not_cached", line=step.line, step=step.number, reason=reason)

    async def _commit(
        self,
        step: Step,
        seconds: float,
        snapshot: str | None,
        commit: Callable[[], None] | None,
        observations: list[Observation],
    ) -> None:
        """Write the snapshot's files, if there is one, then the recording: it is visible only when that is whole."""
        recordable = self.progress.recordable
        if commit is not None:
            await asyncio.to_thread(commit)
            self.progress.committed = True
        if recordable:
            observations = await asyncio.to_thread(self._with_inherited, step, observations)
            self.progress.parent = self.request.records.add(
                identity=self.names[step.number],
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
                identity=self.names[step.number],
            )

    def _with_inherited(self, step: Step, observations: list[Observation]) -> list[Observation]:
        """What the step depends on: besides what it saw, what the run saw in whose machine it began."""
        before = self.again.again if self.again is not None and self.again.step is step else None
        if before is None:
            return observations
        placed = PlacedTree(placements(self.request.program, self.request.tree, step.number), self.request.tree)
        return inherited(before, observations, placed)

    async def _settle(self) -> None:
        """Wait until the last snapshot's files are written and recorded."""
        if self.progress.commit is not None:
            await self.progress.commit
            self.progress.commit = None


def _workdir_after(program: Program, step: Step) -> str:
    """The folder that WORKDIR at `step` leads to: what the next step finds in force."""
    following = step.number + 1
    return program.steps[min(following, len(program.steps) - 1)].context.workdir


def _looked_for_in_vain(observations: list[Observation]) -> set[str]:
    """Names that only the machine knows: all others that were observed are those of the tree."""
    return {posixpath.basename(path) for _, path, value in observations if value == ABSENT}


def _seconds(began: float) -> float:
    return round(time.perf_counter() - began, 4)
