"""The plan's screen, key by key."""

from __future__ import annotations

import sys

import pytest

from layer_cache.state import State
from layer_tui.screens.cache import CacheScreen
from layer_tui.screens.lines import LinesScreen
from layer_tui.screens.plan import PlanScreen
from layer_tui.screens.run import RunScreen
from layer_tui.screens.runs import RunsScreen
from layer_tui.widgets.rows_view import RowsView
from layerfile.problems import LayerfileError

from .conftest import Show, TableProject, screen_text, until

#: Stands for `layer`: its run's log says with which options it was started.
RUNS = """
import json, os, pathlib, sys
folder = pathlib.Path(os.environ["RUNS"]) / sys.argv[sys.argv.index("--run-id") + 1]
folder.mkdir()
started = {"event": "run_started", "layerfile": " ".join(sys.argv[4:])}
(folder / "events.ndjson").write_text(json.dumps(started) + chr(10))
"""


async def test_it_shows_verdicts_and_begins_at_the_first_miss(show: Show) -> None:
    async with show() as (app, _):
        text = screen_text(app)
        row = app.screen.query_one(RowsView).row
    assert "12.5 s saved, 3.0 s to run" in text
    assert "a.c changed (content 1 → 2)" in text
    assert "then  1 644" in text
    assert row is not None
    assert row.key == ("step", 3, 0)


async def test_it_follows_what_is_edited(show: Show, table: TableProject) -> None:
    async with show() as (app, pilot):
        table.verdicts[4] = ("hit", 3.0)
        await until(pilot, lambda: "15.5 s saved, nothing to run" in screen_text(app))
        table.problem = LayerfileError.single("x", "there is no such image")
        await pilot.press("f5")
        await until(pilot, lambda: "there is no such image" in screen_text(app))
        await pilot.press("r")
        assert isinstance(app.screen, PlanScreen)


@pytest.mark.parametrize(
    ("key", "options"),
    [("r", ""), ("n", "--no-cache "), ("u", "--until 4 "), ("h", "--from 4 ")],
)
async def test_a_run_is_started_and_shown(
    show: Show, state: State, table: TableProject, monkeypatch: pytest.MonkeyPatch, key: str, options: str
) -> None:
    monkeypatch.setenv("RUNS", str(state.runs))
    async with show(command=(sys.executable, "-c", RUNS)) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.seen.caught_up)
        assert app.seen.run.layerfile == f"--ask {options}-- {table.root}"
        await pilot.press("escape")
        assert isinstance(app.screen, PlanScreen)


async def test_a_run_that_does_not_begin_says_why(show: Show) -> None:
    script = "import sys; sys.exit('layer: no space left')"
    async with show(command=(sys.executable, "-c", script)) as (app, pilot):
        await pilot.press("r")
        await until(pilot, lambda: "layer: no space left" in screen_text(app))
        assert isinstance(app.screen, PlanScreen)


@pytest.mark.parametrize(
    ("key", "screen"), [("y", LinesScreen), ("enter", LinesScreen), ("c", CacheScreen), ("o", RunsScreen)]
)
async def test_keys_open_screens(show: Show, key: str, screen: type) -> None:
    async with show() as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, screen))
        await pilot.press("escape")
        assert isinstance(app.screen, PlanScreen)


async def test_v_plans_the_next_layerfile_where_there_are_several(show: Show, table: TableProject) -> None:
    (table.root / "base").mkdir()
    (table.root / "base/Layerfile").write_text("FROM vm/debian:12\n")
    async with show() as (app, pilot):
        assert "▶ Layerfile" in screen_text(app)
        assert "base/Layerfile" in screen_text(app)
        before = table.opened
        await pilot.press("v")
        await until(pilot, lambda: table.opened > before)
        assert isinstance(app.screen, PlanScreen)
        assert app.screen.path == str(table.root / "base/Layerfile")


async def test_q_leaves_and_says_nothing(show: Show) -> None:
    async with show() as (app, pilot):
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running
    assert app.last_words == ""


async def test_an_edit_elsewhere_is_planned_at_once(show: Show, table: TableProject) -> None:
    async with show() as (app, pilot):
        screen = app.screen
        assert isinstance(screen, PlanScreen)
        # Only the kernel's word makes the next one.
        await until(pilot, lambda: screen._watcher is not None and screen._watcher._observer is not None)
        assert screen._timer is not None
        screen._timer.stop()
        opened = table.opened
        (table.root / "a.c").write_text("edited")
        await until(pilot, lambda: table.opened > opened)
