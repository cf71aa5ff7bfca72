"""The application with a run or a plan, on a screen that is not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from layer_cache.placed_tree import PlacedTree
from layer_cache.prediction import Prediction
from layer_cache.reasons import Reason
from layer_cache.state import State
from layer_cache.tree import open_tree
from layer_tui.app import LayerApp
from layer_tui.places import Places
from layer_tui.settings import Settings
from tests.runner.steps import predicted, prediction, program

Shown = AbstractAsyncContextManager[tuple[LayerApp, Pilot[None]]]
Show = Callable[..., Shown]


class TableProject:
    """A project whose prediction is what `verdicts` says of its steps; asked for again and again."""

    def __init__(self, folder: Path, text: str = "FROM vm/debian:12\nCOPY . .\nRUN make deps\nRUN make\n") -> None:
        self.root = folder
        self.file = folder / "Layerfile"
        self.text = text
        self.verdicts: dict[int, Any] = {3: ("hit", 12.5), 4: ("miss", 3.0)}
        self.problem: Exception | None = None
        self.opened = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text)

    def __call__(self, path: str) -> TableProject:
        self.opened += 1
        if self.problem is not None:
            raise self.problem
        return self

    def predict(self) -> Prediction:
        """The prediction."""
        changed = Reason("content", "a.c", "a.c changed (content 1 → 2)", "1 644", "2 644")
        steps = []
        for step in program(self.text).steps:
            verdict, seconds = self.verdicts.get(step.line, ("free", None))
            steps.append(predicted(step, verdict, seconds, changed if verdict == "miss" else None))
        placed = PlacedTree((), open_tree(self.root, None))
        found = prediction(*steps)
        return replace(found, steps=tuple(replace(step, placed=placed) for step in found.steps))

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """An empty state folder."""
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "UTC")
    return State().create()


@pytest.fixture
def table(tmp_path: Path) -> TableProject:
    """A project that is predicted by a table."""
    return TableProject(tmp_path / "project")


@pytest.fixture
def show(state: State, table: TableProject) -> Show:
    """The application; with a run's folder, that run, once its log is read."""

    @asynccontextmanager
    async def shown(
        run: Path | None = None,
        size: tuple[int, int] = (100, 30),
        settings: Settings | None = None,
        speed: float | None = None,
        command: tuple[str, ...] = ("layer",),
    ) -> AsyncIterator[tuple[LayerApp, Pilot[None]]]:
        places = Places(str(table.root), table, command, state)
        app = LayerApp(places, settings or Settings(), run, speed)
        async with app.run_test(size=size, notifications=True) as pilot:
            if run is not None:
                await until(pilot, lambda: app.seen.caught_up)
            else:
                await until(pilot, lambda: getattr(app.screen, "plan", None) is not None)
            await pilot.pause()
            yield app, pilot

    return shown


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until it is so, and drawn."""
    async with asyncio.timeout(20):
        while not condition():
            await pilot.pause(0.01)
    await pilot.pause()


def screen_text(app: LayerApp) -> str:
    """What is on the screen."""
    width = app.size.width
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip()[:width] for strip in strips)
