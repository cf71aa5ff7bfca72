"""In which order lanes run, what each starts from, and what a failure stops: with machines that only pretend."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from layer_cache.prediction import LanePrediction, Prediction, StepPrediction, predict
from layer_cache.records import Records
from layer_runner.errors import EngineError
from layer_runner.run.events import EventLog, step_finished
from layer_runner.run.lanes import Again, Job, Lanes, Origin, StepFailed, starting
from tests.cache.memory_tree import MemoryTree
from tests.cache.projects import IMAGE, Project, program_of, reads, write

SPLIT = "FROM vm/debian:12\nRUN a\nSPLIT 3\nRUN b\n"
NESTED = "FROM vm/debian:12\nRUN a\nSPLIT 2\nRUN b\nSPLIT 2\nRUN c\n"


@dataclass
class Pretend:
    """Does lanes: each leaves a snapshot that is called after its shard. The lane that ends with `fails_at` raises
    `error`.
    """

    fails_at: tuple[str, int | None] = ("", None)
    error: Exception = field(default_factory=StepFailed)
    jobs: list[Job] = field(default_factory=list)
    shared: list[str | None] = field(default_factory=list)
    now: int = 0
    most: int = 0

    async def work(self, job: Job) -> Origin:
        shard = job.lane.lane.shard
        self.jobs.append(job)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            for _ in range(3):
                await asyncio.sleep(0)
            if job.fork is not None:
                job.fork.first_command(1000 + (shard or 0), 10)
            if self.fails_at in [(step.step.text, shard) for step in job.lane.steps]:
                # As a machine's own tasks raise it.
                raise ExceptionGroup("tasks", [self.error])
        finally:
            self.now -= 1
        for step in job.lane.steps:
            step_finished(job.log, step.step, "ran", 1.0)
        return Origin(f"after {shard}", 9, len(job.lane.lane.steps), 7, computed={**job.origin.computed, "ran": ""})

    async def share(self, origin: Origin) -> None:
        self.shared.append(origin.snapshot)

    def computed(self, done: Iterable[StepPrediction], before: Mapping[str, str]) -> Mapping[str, str]:
        return {**before, **{each.step.text: "" for each in done}}


def predicted(text: str, folder: Path) -> LanePrediction:
    """What is predicted where nothing ever ran."""
    with Records(folder / "records.db") as records:
        prediction: Prediction = predict(program_of(text), IMAGE, records, MemoryTree({}), lambda _: True)
    assert prediction.lane is not None
    return prediction.lane


def project_of(folder: Path, records: Records) -> Project:
    """A folder without files."""
    folder.mkdir()
    write(folder, {})
    return Project(folder, records)


async def run(crew: Pretend, lane: LanePrediction, folder: Path, room: int = 9) -> tuple[bool, list[dict[str, Any]]]:
    """Run lanes; whether all passed, and the events."""
    events: list[dict[str, Any]] = []
    log = EventLog(folder / "run", events.append)
    try:
        return await Lanes(crew, log, room).run(lane, Origin("image")), events
    finally:
        log.close()


def ended(events: list[dict[str, Any]], verdict: str) -> list[tuple[str, int | None]]:
    """The steps that ended so, with their shards."""
    return [(e["text"], e.get("shard")) for e in events if e["event"] == "step_finished" and e["verdict"] == verdict]


async def test_forks_start_from_what_the_lane_before_left_and_share_its_memory(tmp_path: Path) -> None:
    crew = Pretend()
    ok, events = await run(crew, predicted(SPLIT, tmp_path), tmp_path)
    assert ok
    assert [(job.lane.lane.shard, job.origin.snapshot) for job in crew.jobs] == [
        (None, "image"),
        *((shard, "after None") for shard in range(3)),
    ]
    assert crew.shared == ["after None"]
    assert crew.most == 3
    (forked,) = [event for event in events if event["event"] == "forked"]
    assert (forked["machines"], forked["unshared"], forked["translated"]) == (3, 1002, 10)
    assert all(len(job.names) == len(job.lane.lane.steps) for job in crew.jobs)


@pytest.mark.parametrize("room", [1, 2])
async def test_no_more_run_at_once_than_there_is_room_for(tmp_path: Path, room: int) -> None:
    crew = Pretend()
    assert (await run(crew, predicted(NESTED, tmp_path), tmp_path, room))[0]
    assert len(crew.jobs) == 1 + 2 + 4
    assert crew.most == room


async def test_a_shard_that_fails_skips_what_is_below_it_and_nothing_else(tmp_path: Path) -> None:
    crew = Pretend(fails_at=("RUN b", 1))
    lane = predicted(NESTED.replace("SPLIT 2\nRUN c", "SPLIT 3\nRUN c"), tmp_path)
    ok, events = await run(crew, lane, tmp_path)
    assert not ok
    assert ended(events, "skipped") == [("RUN c", 3), ("RUN c", 4), ("RUN c", 5)]
    assert ("RUN c", 0) in ended(events, "ran")
    assert ("RUN c", 2) in ended(events, "ran")


async def test_a_failure_before_the_split_skips_all_shards(tmp_path: Path) -> None:
    crew = Pretend(fails_at=("RUN a", None))
    ok, events = await run(crew, predicted(SPLIT, tmp_path), tmp_path)
    assert not ok
    assert ended(events, "skipped") == [("RUN b", 0), ("RUN b", 1), ("RUN b", 2)]


async def test_a_machine_that_dies_ends_the_run(tmp_path: Path) -> None:
    crew = Pretend(fails_at=("RUN b", 1), error=EngineError("it died"))
    with pytest.raises(ExceptionGroup):
        await run(crew, predicted(SPLIT, tmp_path), tmp_path)


async def test_where_split_comes_first_all_start_from_the_image(tmp_path: Path) -> None:
    lane = predicted("FROM vm/debian:12\nSPLIT 2\nSPLIT 2\nRUN a\n", tmp_path)
    assert starting(lane) == 4
    crew = Pretend()
    ok, events = await run(crew, lane, tmp_path)
    assert ok
    assert [job.origin.snapshot for job in crew.jobs] == ["image"] * 4
    assert crew.shared == ["image"]
    assert ended(events, "hit")[0] == ("FROM vm/debian:12", None)


async def test_lanes_with_nothing_to_run_start_no_machine(tmp_path: Path) -> None:
    crew = Pretend()
    ok, events = await run(crew, predicted("FROM vm/debian:12\nRUN a\nSPLIT 2\nENV A=1\n", tmp_path), tmp_path)
    assert ok
    assert len(crew.jobs) == 1
    assert crew.shared == []
    assert ended(events, "hit") == [("ENV A=1", 0), ("ENV A=1", 1)]


async def test_shards_know_what_commands_printed_before_the_split(tmp_path: Path) -> None:
    crew = Pretend()
    await run(crew, predicted("FROM vm/debian:12\nENV A=`a`\nSPLIT 2\nRUN b\n", tmp_path), tmp_path)
    assert [dict(job.origin.computed) for job in crew.jobs] == [{}, {"ran": ""}, {"ran": ""}]


async def test_shards_know_what_the_recordings_before_the_split_say(tmp_path: Path) -> None:
    text = "FROM vm/debian:12\nENV A=`a`\nENV B=$A\nRUN a\nENV C=1\nSPLIT 2\nRUN b\n"
    program = program_of(text)
    with Records(tmp_path / "records.db") as records:
        recorded = project_of(tmp_path / "tree", records)
        recorded.behaviours = {"RUN b": reads("/nowhere")}
        recorded.run(program)
        # The shards' recordings are lost.
        shards = [one.recording.id for one in recorded.predict(program).steps[-1].shards if one.recording is not None]
        records.forget(shards)
        lane = recorded.predict(program).lane
    assert lane is not None
    crew = Pretend()
    await run(crew, lane, tmp_path)
    before = {"FROM vm/debian:12": "", "ENV A=`a`": "", "ENV B=$A": "", "RUN a": ""}
    assert [(job.origin.after, dict(job.origin.computed)) for job in crew.jobs] == [(4, before)] * 2


async def test_a_failure_that_stops_the_others_ends_what_they_do(tmp_path: Path) -> None:
    crew = Pretend(fails_at=("RUN b", 0))
    events: list[dict[str, Any]] = []
    log = EventLog(tmp_path / "run", events.append)
    lanes = Lanes(crew, log, 1, stops_others=True)
    assert not await lanes.run(predicted(SPLIT, tmp_path), Origin("image"))
    log.close()
    assert [job.lane.lane.shard for job in crew.jobs] == [None, 0], "the others never began"
    assert not lanes.again


async def test_a_wish_for_a_new_plan_lets_the_others_finish_and_skips_nothing(tmp_path: Path) -> None:
    crew = Pretend(fails_at=("RUN b", 0), error=Again())
    events: list[dict[str, Any]] = []
    log = EventLog(tmp_path / "run", events.append)
    lanes = Lanes(crew, log, 9, stops_others=True)
    assert not await lanes.run(predicted(NESTED, tmp_path), Origin("image"))
    log.close()
    assert lanes.again
    assert ended(events, "skipped") == []
    assert ("RUN c", 3) in ended(events, "ran")
