"""A button is pressed once, by whoever comes first."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from layer_runner.run import button, terminal
from layer_runs.buttons import button_of, press


async def test_it_waits_until_somebody_presses_it(tmp_path: Path) -> None:
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        waiting = group.create_task(button.wait(tmp_path, 3))
        while not button_of(tmp_path, 3).exists():
            await asyncio.sleep(0)
        assert not waiting.done()
        assert press(tmp_path) == 1
        assert await waiting == "press"
    assert press(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


async def test_enter_on_a_terminal_presses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    monkeypatch.setattr(terminal, "foreground", lambda: theirs)
    try:
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            waiting = group.create_task(button.wait(tmp_path, 3))
            os.write(ours, b"\n")
            assert await waiting == "enter"
    finally:
        os.close(ours)
        os.close(theirs)


async def test_what_is_typed_for_another_presses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    monkeypatch.setattr(terminal, "foreground", lambda: theirs)
    try:
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            with terminal.lent():
                waiting = group.create_task(button.wait(tmp_path, 3))
                while not button_of(tmp_path, 3).exists():
                    await asyncio.sleep(0)
                os.write(ours, b"retry\n")
                assert os.read(theirs, 100) == b"retry\n", "nobody has taken it"
            button.listen()
            os.write(ours, b"\n")
            assert await waiting == "enter"
    finally:
        os.close(ours)
        os.close(theirs)


def test_what_a_killed_run_left_is_not_pressed(tmp_path: Path) -> None:
    os.mkfifo(button_of(tmp_path, 1))
    assert press(tmp_path) == 0
