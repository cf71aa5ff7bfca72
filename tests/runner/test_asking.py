"""How the question about a step that failed is asked and answered, with a machine that only pretends."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from layer_runner.run import terminal
from layer_runner.run.asking import Asking, editor, meant
from layer_runner.run.events import EventLog
from layer_runner.run.failure import Manners, Outcome
from layer_runs.failures import Answer, answer
from tests.runner.steps import program


class Pretend:
    """Notes what is done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    async def freeze(self) -> None:
        self.done.append("freeze")

    async def thaw(self) -> None:
        self.done.append("thaw")

    async def shell(self) -> None:
        self.done.append("shell")

    async def keep(self) -> None:
        self.done.append("keep")


class Scene:
    """A run that asks, and who answers as soon as it does."""

    def __init__(self, folder: Path, *answers: Answer, problem: str | None = None) -> None:
        self.events: list[dict[str, Any]] = []
        self.log = EventLog(folder / "run", self._see)
        self.asking = Asking(Manners(asks=True), self.log.folder, folder, lambda: problem)
        self.machine = Pretend()
        self._answers = list(answers)

    def _see(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event["event"] == "failure_waiting" and self._answers:
            assert answer(self.log.folder, self._answers.pop(0))

    async def ask(self, shard: int | None = None) -> Outcome:
        step = program().steps[2]
        async with asyncio.timeout(10):
            return await self.asking.ask(step, shard, self.log.of(shard), self.machine)


@pytest.mark.parametrize(("word", "outcome"), [("quit", "give up"), ("continue", "go on"), ("retry", "again")])
async def test_a_word_in_the_pipe_decides(tmp_path: Path, word: Answer, outcome: Outcome) -> None:
    scene = Scene(tmp_path, word)
    assert await scene.ask() == outcome
    assert [event["event"] for event in scene.events] == ["failure_waiting", "failure_answered"]
    assert scene.events[-1]["answer"] == word
    assert not list(scene.log.folder.glob("failure-*")), "the pipe is gone"
    assert not answer(scene.log.folder, "quit")


async def test_what_stands_in_the_way_of_a_new_plan_is_said_with_the_next_question(tmp_path: Path) -> None:
    scene = Scene(tmp_path, "retry", "keep", "quit", problem="Layerfile:1:1: no")
    assert await scene.ask() == "give up"
    assert [event.get("problem") for event in scene.events] == [None, "Layerfile:1:1: no", None, None]
    assert scene.machine.done == ["freeze", "thaw", "keep", "freeze"]


async def test_one_step_is_asked_about_at_a_time_and_all_machines_stand_still(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with asyncio.TaskGroup() as group:
        both = [group.create_task(scene.ask(shard)) for shard in (0, 1)]
        while scene.machine.done != ["freeze", "freeze"] or not scene.events:
            await asyncio.sleep(0)
        (first,) = [event for event in scene.events if event["event"] == "failure_waiting"]
        assert answer(scene.log.folder, "quit")
        while len(scene.events) < 3:
            await asyncio.sleep(0)
        assert scene.events[-1]["event"] == "failure_waiting"
        assert scene.events[-1]["shard"] != first["shard"]
        assert answer(scene.log.folder, "continue")
    assert {task.result() for task in both} == {"give up", "go on"}


async def test_who_is_interrupted_leaves_no_pipe(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    task = asyncio.ensure_future(scene.ask())
    while not scene.events:
        await asyncio.sleep(0)
    assert list(scene.log.folder.glob("failure-*"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not list(scene.log.folder.glob("failure-*"))


@pytest.mark.parametrize("keys", [b"continue\n", b"\x04", None])
async def test_what_is_typed_on_the_runs_own_terminal_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: bytes | None
) -> None:
    ours, theirs = os.openpty()
    monkeypatch.setattr(terminal, "foreground", lambda: theirs)
    scene = Scene(tmp_path)
    scene.asking = Asking(Manners(asks=True, terminal=True), scene.log.folder, tmp_path, lambda: None)
    os.write(ours, b"quit\n")
    task = asyncio.ensure_future(scene.ask())
    while not scene.events:
        await asyncio.sleep(0)
    assert scene.events[0]["terminal"] is True
    if keys is None:
        os.close(ours)
    else:
        os.write(ours, keys)
    assert await task == ("go on" if keys == b"continue\n" else "give up"), "not what was typed before"
    if keys is not None:
        os.close(ours)
    os.close(theirs)


def test_a_pipe_that_a_killed_run_left_takes_no_answer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "failure-2")
    assert not answer(tmp_path, "quit")


@pytest.mark.parametrize(
    ("typed", "word"),
    [("s", "shell"), (" Retry ", "retry"), ("r", "retry"), ("e", "edit"), ("", ""), ("quitx", "quitx")],
)
def test_the_beginning_of_a_word_is_enough(typed: str, word: str) -> None:
    assert meant(typed) == word


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, ["vi", "+7", "/a/Layerfile"]),
        ({"EDITOR": "/usr/bin/nano"}, ["/usr/bin/nano", "+7", "/a/Layerfile"]),
        ({"EDITOR": "nano", "VISUAL": "code --wait"}, ["code", "--wait", "/a/Layerfile"]),
    ],
)
def test_the_editor_is_the_persons(variables: dict[str, str], words: list[str]) -> None:
    assert editor(variables, Path("/a/Layerfile"), 7) == words
