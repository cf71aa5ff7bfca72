"""Carries out a run: restores the snapshots that the prediction names, then does the steps after them, one by one.

What to do is decided by `layer_cache.prediction.predict`, in which order by `lanes`; this module only acts and reports.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from layer_cache import snapshots
from layer_cache.errors import StoreError
from layer_cache.identity import remembered
from layer_cache.keeping.leases import Lease
from layer_cache.prediction import Prediction, StepPrediction, predict
from layer_cache.state import State
from layer_runner.engine.connection import Connection, connect
from layer_runner.engine.machine import Machine, restore
from layer_runner.engine.sharing import make_shareable
from layer_runner.errors import EngineError, first
from layer_runner.images import build as images
from layer_runner.run import bases, housekeeping
from layer_runner.run.asking import Asking
from layer_runner.run.attaching import Restored, attached
from layer_runner.run.cache_disks import Disks, disks
from layer_runner.run.capacity import room, this_host
from layer_runner.run.environment import computed_by
from layer_runner.run.events import EventLog, planned_again, restore_fields
from layer_runner.run.exposures import Exposures, exposures
from layer_runner.run.fleet import Fleet, fleet
from layer_runner.run.lanes import Job, Lanes, Origin, origins, starting
from layer_runner.run.masking import Masker
from layer_runner.run.recorder import Recorder
from layer_runner.run.request import Request
from layer_runner.run.tree_source import TreeSource
from layer_runner.run.worker import Worker

#: Free space that a run leaves alone, in bytes.
RESERVE = 512 * 1024**2


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
    image = await _image(request, log)
    with disks(request.state, request.tree.root, request.program, request.caps.directories) as kept:
        if kept.busy:
            log.emit("note", text="another run uses the directories of CACHE: here they begin empty, and are not kept")
        return await _with_machines(request, log, image, kept)


async def _with_machines(request: Request, log: EventLog, image: images.Image, kept: Disks) -> tuple[bool, int]:
    async with connect(request.state) as connection:
        crew = _Machines(request, log, connection, image, kept)
        ok, failure = False, None
        try:
            ok = await _round(crew)
            while crew.again:
                # Whoever was asked about a step that failed wants a new plan.
                kept.close()
                crew.request = await asyncio.to_thread(crew.request.renewed, frozenset(crew.recorded))
                crew.image = await _image(crew.request, log)
                ok = await _round(crew)
            await asyncio.to_thread(kept.keep)
        except Exception as error:
            failure = error
        # No machine is left; the lease still holds what this run made and used.
        if crew.committed:
            await _tidy(request, log)
        if failure is not None:
            raise failure
        return ok, crew.started


async def _image(request: Request, log: EventLog) -> images.Image:
    return await asyncio.to_thread(
        images.ensure, request.state, request.program.image, lambda text: log.emit("note", text=text)
    )


async def _round(crew: _Machines) -> bool:
    """Do what the plan of now says; whether all steps passed. `crew.again` says whether another plan is wanted."""
    request, log = crew.request, crew.log
    # An image that was just built may not be the one that an earlier prediction knew.
    prediction = await asyncio.to_thread(_plan_to_keep, request, crew.connection.lease)
    root = prediction.lane
    assert root is not None
    if crew.again:
        planned_again(log, prediction)
    crew.failed = False
    async with fleet() as crew.fleet, exposures(request, log) as crew.exposures:
        try:
            origin = await crew.image_snapshot() if starting(root) else Origin()
            lanes = Lanes(crew, log, room(this_host(), request.program.memory), request.manners.stops_others)
            ok = await lanes.run(root, origin)
        finally:
            crew.started += crew.fleet.started
    crew.again = lanes.again
    return ok and not crew.failed


def _plan_to_keep(request: Request, lease: Lease) -> Prediction:
    """What the run will do: nobody removes a snapshot that a machine of any lane starts from any more."""
    while True:
        prediction = plan(request)
        assert prediction.lane is not None
        wanted = origins(prediction.lane)
        if wanted:
            lease.hold(*sorted(wanted))
        # Where one was removed just before, the next plan does without it.
        if all(snapshots.refusal(request.state, snapshot) is None for snapshot in wanted):
            return prediction


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
    disks: Disks
    fleet: Fleet = field(init=False)
    exposures: Exposures = field(init=False)
    asking: Asking = field(init=False)
    #: Whether any of them has left a snapshot; how many were started; and what they have recorded.
    committed: bool = False
    started: int = 0
    recorded: set[int] = field(default_factory=set)
    #: Whether a step failed after which its machine went on; and whether a new plan is wanted.
    failed: bool = False
    again: bool = False

    def __post_init__(self) -> None:
        root = Path(self.request.tree.root)
        self.asking = Asking(self.request.manners, self.log.folder, root, self.request.problem)

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
        marks = remembered(request.program, self.image.digest, request.digests, job.lane.lane.steps)
        source = TreeSource(request.tree)
        recorder = Recorder(request, job, source, self.log.masker, marks)
        caches = await asyncio.to_thread(self.disks.of, job.lane.lane.shard, job.origin.caches)
        machine, restored = await self._start(job, caches)
        worker: Worker | None = None
        try:
            async with attached(machine, source, job.log, restored) as channel:
                seen = self._seen(job)
                worker = Worker(
                    request, job, machine, channel, source, recorder, seen, restored, self.exposures, self.asking
                )
                left = await worker.run()
        finally:
            await self.exposures.leave(job.lane.lane.shard)
            self.committed = self.committed or recorder.committed
            self.failed = self.failed or (worker is not None and worker.went_on)
            self.recorded |= recorder.recorded
            self.fleet.retire(machine)
        if caches is not None and job.lane.lanes:
            # The machines below go on from its disk.
            await machine.stop()
        return replace(left, caches=caches)

    def computed(self, done: Iterable[StepPrediction], before: Mapping[str, str]) -> dict[str, str]:
        """The values of `before` and those that the commands of ENV gave to variables in these steps, all hits."""
        return computed_by(done, before, self.request.records, self.request.variables)

    def _seen(self, job: Job) -> frozenset[str]:
        """The steps that were done before, by their identities."""
        records = self.request.records
        return frozenset(name for name in job.names if self.request.use_cache and records.seen(name))

    async def _start(self, job: Job, caches: Path | None) -> tuple[Machine, Restored]:
        began = time.perf_counter()
        origin = job.origin
        assert origin.snapshot is not None
        state, own = self.request.state, self.fleet.own
        machine = await restore(self.connection, state, self.image, origin.snapshot, own, caches)
        parts = restore_fields(machine.restored) if machine.restored else {}
        restored = Restored(began, {"restore": _seconds(began)})
        job.log.emit(
            "restored",
            line=origin.line,
            snapshot=origin.snapshot,
            seconds=_seconds(began),
            parts=parts,
            memory=machine.hardware.memory,
            accelerator=machine.hardware.accelerator,
        )
        return machine, restored


def _require_space(state: State) -> None:
    state.create()
    status = os.statvfs(state.root)
    free = status.f_bavail * status.f_frsize
    if free < RESERVE:
        raise StoreError(
            f"only {free // 1024**2} MB are free where snapshots go ({state.root}); at least "
            f"{RESERVE // 1024**2} MB are needed: free some, or set LAYER_STATE_DIR"
        )


def _seconds(began: float) -> float:
    return round(time.perf_counter() - began, 4)
