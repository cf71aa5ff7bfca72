"""Groups of runs that only pretend, in processes that are real."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from layer_runner.group.conduct import Conductor, Settings
from layer_runner.group.outcomes import Outcome, exit_status
from layer_runner.group.selection import Member
from layer_runs.state import Run

FAKE = Path(__file__).with_name("fake_run.py")


@dataclass
class Told:
    """What a watcher was told."""

    started_: list[str] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    ended_: list[str] = field(default_factory=list)

    def started(self, member: Member) -> None:
        """Keep it."""
        self.started_.append(member.name)

    def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
        """Keep it."""
        self.events.append((member.name, event["event"]))

    def ended(self, outcome: Outcome) -> None:
        """Keep it."""
        self.ended_.append(outcome.member.name)


@dataclass
class Fakes:
    """Layerfiles that say how the run of each goes."""

    folder: Path

    def member(self, name: str, orders: str = "", needs: Sequence[str] = (), **fields: Any) -> Member:
        """One of them; `orders` as `fake_run` takes them, a line each."""
        path = self.folder / name / "Layerfile"
        path.parent.mkdir()
        path.write_text("".join(f"# {order}\n" for order in orders.split(";") if order))
        return Member(f"{name}/Layerfile", tuple(f"{each}/Layerfile" for each in needs), **fields)

    def settings(self, **fields: Any) -> Settings:
        """How to run them."""

        def command(member: Member) -> list[str]:
            return [sys.executable, str(FAKE), str(self.folder / member.path)]

        return Settings(**{"command": command, "jobs": 2, "free": lambda: 2**40, **fields})

    async def run(self, *members: Member, **fields: Any) -> dict[str, Outcome]:
        """Run them to their ends."""
        outcomes = await Conductor(members, self.settings(**fields), Told()).run()
        return {outcome.member.name: outcome for outcome in outcomes}

    @property
    def log(self) -> list[str]:
        """What began and ended."""
        file = self.folder / "log"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    """None yet."""
    monkeypatch.setenv("FAKE_RUNS", str(tmp_path / "log"))
    return Fakes(tmp_path)


async def test_a_parent_ends_before_its_children_begin_and_these_run_side_by_side(fakes: Fakes) -> None:
    base = fakes.member("base")
    children = [fakes.member(name, "sleep 0.5", ["base"]) for name in ("api", "web")]
    outcomes = await fakes.run(base, *children)
    assert {outcome.result for outcome in outcomes.values()} == {"passed"}
    assert fakes.log[:2] == ["begin base", "end base"]
    assert {line.split()[0] for line in fakes.log[2:4]} == {"begin"}


async def test_jobs_and_memory_bound_what_runs_at_a_time(fakes: Fakes) -> None:
    members = [fakes.member(name, "sleep 0.1", memory=10**9) for name in "abc"]
    await fakes.run(*members, jobs=1)
    await fakes.run(*members, free=lambda: 1_900_000_000)
    words = [line.split()[0] for line in fakes.log]
    assert words == ["begin", "end"] * 6


async def test_what_needs_a_failed_one_is_skipped_and_all_else_goes_on(fakes: Fakes) -> None:
    members = [
        fakes.member("base", "exit 1"),
        fakes.member("api", "", ["base"]),
        fakes.member("e2e", "", ["api"]),
        fakes.member("other", "sleep 0.2"),
    ]
    outcomes = await fakes.run(*members)
    assert [outcome.result for outcome in outcomes.values()] == ["failed", "skipped", "skipped", "passed"]
    assert outcomes["base"].reason == "line 1: RUN it"
    assert outcomes["api"].reason == outcomes["e2e"].reason == "base failed"
    assert exit_status(outcomes.values(), False) == 1


async def test_fail_fast_ends_the_others(fakes: Fakes) -> None:
    members = [fakes.member("bad", "exit 1;after long"), fakes.member("long", "sleep 60"), fakes.member("more")]
    outcomes = await fakes.run(*members, fail_fast=True)
    assert [outcome.result for outcome in outcomes.values()] == ["failed", "stopped", "skipped"]
    assert "interrupted long" in fakes.log
    assert exit_status(outcomes.values(), False) == 1


@pytest.mark.parametrize(
    ("orders", "result", "status", "reason"),
    [
        ("exit 124", "timed out", 124, "what went wrong"),
        ("exit 3", "error", 3, "what went wrong"),
        ("exit 2;silent;says layer: a.Layerfile:1: no", "error", 2, "layer: a.Layerfile:1: no"),
        ("exit 7;silent", "error", 7, "its process ended with status 7"),
    ],
)
async def test_each_end_has_its_result(fakes: Fakes, orders: str, result: str, status: int, reason: str) -> None:
    outcome = (await fakes.run(fakes.member("a", orders)))["a"]
    assert (outcome.result, outcome.status, outcome.reason) == (result, status, reason)
    assert exit_status([outcome], False) == status


async def test_what_cannot_run_is_told_and_never_started(fakes: Fakes) -> None:
    outcomes = await fakes.run(fakes.member("a", problem="a ring"), fakes.member("b", "", ["a"]))
    assert (outcomes["a"].result, outcomes["a"].reason, outcomes["a"].status) == ("error", "a ring", 2)
    assert (outcomes["b"].result, outcomes["b"].reason) == ("skipped", "a could not run")
    assert fakes.log == []


async def test_events_of_any_length_come_in_order_and_are_folded(fakes: Fakes) -> None:
    told = Told()
    outcomes = await Conductor([fakes.member("a", "large")], fakes.settings(), told).run()
    kinds = ["run_started", "step_started", "output", "step_finished", "run_finished"]
    assert told.events == [("a", kind) for kind in kinds]
    assert (told.started_, told.ended_) == (["a"], ["a"])
    run = outcomes[0].run
    assert run is not None
    assert (run.id, run.result, run.verdicts) == ("run-of-a", "passed", ["ran"])


async def test_interrupt_ends_all_and_starts_nothing_more(fakes: Fakes) -> None:
    members = [fakes.member("a", "sleep 60"), fakes.member("b", "sleep 60"), fakes.member("c", "", ["a"])]
    conductor = Conductor(members, fakes.settings(), _Interrupting())
    began = time.monotonic()
    outcomes = await conductor.run()
    assert time.monotonic() - began < 5
    assert conductor.interrupted
    assert [outcome.result for outcome in outcomes] == ["interrupted", "interrupted", "skipped"]
    assert exit_status(outcomes, conductor.interrupted) == 130


async def test_a_run_that_does_not_end_when_asked_is_killed(fakes: Fakes) -> None:
    conductor = Conductor([fakes.member("a", "stubborn;sleep 60")], fakes.settings(grace=0.5), _Interrupting())
    (outcome,) = await conductor.run()
    assert outcome.result == "interrupted"


async def test_a_run_that_somebody_kills_is_an_error(fakes: Fakes) -> None:
    class Killing(Told):
        def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
            # What it had said already is still told.
            with contextlib.suppress(ProcessLookupError):
                os.kill(next(iter(conductor._processes.values()))._process.pid, signal.SIGKILL)  # type: ignore[union-attr]

    conductor = Conductor([fakes.member("a", "sleep 60")], fakes.settings(), Killing())
    (outcome,) = await conductor.run()
    assert (outcome.result, outcome.status, outcome.reason) == ("error", 3, "its process was ended by signal 9")


async def test_where_nobody_reads_any_more_all_ends_in_order(fakes: Fakes) -> None:
    class Gone(Told):
        def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
            if event["event"] == "output":
                raise BrokenPipeError

    conductor = Conductor([fakes.member("a", "sleep 60")], fakes.settings(), Gone())
    async with asyncio.timeout(5):
        with pytest.raises(BrokenPipeError):
            await conductor.run()
    assert fakes.log == ["begin a", "interrupted a"]


async def test_a_command_that_is_not_there_is_an_error(fakes: Fakes) -> None:
    (outcome,) = (await fakes.run(fakes.member("a"), command=lambda member: ["/nowhere"])).values()
    assert (outcome.result, outcome.status) == ("error", 3)


class _Interrupting(Told):
    """Presses ^C when everything that can run sleeps."""

    def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
        """Count those that are there."""
        super().event(member, run, event)
        there = {name for name, kind in self.events if kind == "output"}
        if event["event"] == "output" and len(there) == len(self.started_):
            os.kill(os.getpid(), signal.SIGINT)
