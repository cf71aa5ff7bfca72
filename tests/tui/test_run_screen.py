"""The run's screen, key by key."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from layer_runs.buttons import button_of
from layer_runs.folder import create_log
from layer_tui.screens.cache import CacheScreen
from layer_tui.screens.lines import LinesScreen
from layer_tui.screens.log import LogScreen
from layer_tui.screens.run import RunScreen
from layer_tui.screens.runs import RunsScreen
from layer_tui.screens.shards import ShardsScreen
from layer_tui.settings import Settings
from layer_tui.widgets.rows_view import RowsView
from tests.runs.playbook import button, line

from .conftest import Show, screen_text, until
from .told import BEGUN, FAILED, PASSED, SNAPSHOTTED, shards, write

ALL = [*BEGUN, *SNAPSHOTTED, *PASSED]


@pytest.fixture
def passed(tmp_path: Path) -> Path:
    """A run that passed."""
    return write(tmp_path / "state/runs/r1", *ALL)


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """A run whose last step has 64 shards; its process is gone."""
    return write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED[:2], *shards(64))


async def test_it_tells_at_a_glance_what_was_restored_and_what_snapshots_cost(show: Show, passed: Path) -> None:
    async with show(passed, size=(80, 24)) as (app, _):
        text = screen_text(app)
    assert "passed 8.0 s" in text
    assert "» restored line 3 in 1.0 s" in text
    assert "12.5 s saved" in text
    assert "0.25 s    12 MB" in text


async def test_it_goes_on_with_the_run(show: Show, tmp_path: Path) -> None:
    folder = tmp_path / "state/runs/r1"
    with create_log(folder) as log:
        log.writelines(line(record).decode() for record in BEGUN)
        log.flush()
        async with show(folder) as (app, pilot):
            rows = app.screen.query_one(RowsView)
            assert rows.row is not None
            assert rows.row.key == ("step", 3, 0)
            assert "linking" in screen_text(app)
            log.writelines(line(record).decode() for record in SNAPSHOTTED)
            log.flush()
            await until(pilot, lambda: rows.row is not None and rows.row.key == ("step", 4, 0))
            assert "running" in screen_text(app)
            assert "the run goes on; this attaches to it again: layer tui r1" in app.last_words


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["up"], 3),
        (["k"], 3),
        (["home"], 0),
        (["g"], 0),
        (["home", "down"], 1),
        (["g", "j"], 1),
        (["pageup"], 0),
        (["home", "pagedown"], 4),
        (["home", "end"], 4),
        (["home", "G"], 4),
        (["home", "f"], 4),
    ],
)
async def test_keys_move_the_cursor(show: Show, passed: Path, keys: list[str], expected: int) -> None:
    async with show(passed) as (app, pilot):
        await pilot.press(*keys)
        row = app.screen.query_one(RowsView).row
        assert row is not None
        # Above step 3 stands what was restored.
        assert (row.key[1] if row.kind == "step" else -1) == expected


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("l", LogScreen),
        ("enter", LogScreen),
        ("y", LinesScreen),
        ("o", RunsScreen),
        ("c", CacheScreen),
    ],
)
async def test_keys_open_screens_and_escape_leaves_them(show: Show, passed: Path, key: str, screen: type) -> None:
    async with show(passed) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, screen))
        await pilot.press("escape")
        assert isinstance(app.screen, RunScreen)
        assert app.is_running


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_the_last_screen_is_left_with_the_program(show: Show, passed: Path, key: str) -> None:
    async with show(passed) as (app, pilot):
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running
    assert app.last_words.startswith("run r1: passed in 8.0 s: 3 cached, 2 ran; 1 VM started; 12.5 s saved")


async def test_w_shows_times_as_bars(show: Show, passed: Path) -> None:
    async with show(passed, size=(80, 24)) as (app, pilot):
        assert "▓" not in screen_text(app)
        await pilot.press("w")
        assert "▓" in screen_text(app)
        await pilot.press("w")
        assert "▓" not in screen_text(app)


@pytest.mark.parametrize(("status", "asked"), [(0, False), (3, True)])
async def test_t_is_a_shell_in_place_of_the_screen(
    show: Show, passed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, asked: bool
) -> None:
    script = tmp_path / "layer.py"
    script.write_text(
        f"import sys; open({str(tmp_path / 'told')!r}, 'w').write(' '.join(sys.argv[1:])); exit({status})"
    )
    questions: list[str] = []
    monkeypatch.setattr("builtins.input", questions.append)
    async with show(passed, command=(sys.executable, str(script))) as (app, pilot):
        # A screen that is not there cannot be left.
        monkeypatch.setattr(app, "suspend", nullcontext)
        await pilot.press("t")
        assert (tmp_path / "told").read_text() == "shell r1 5"
        assert bool(questions) == asked


async def test_a_step_that_left_no_snapshot_has_no_shell(show: Show, passed: Path) -> None:
    async with show(passed, command=("no-such-command",)) as (app, pilot):
        await pilot.press("home", "t")
        await until(pilot, lambda: "left no snapshot" in screen_text(app))


async def test_space_unfolds_shards(show: Show, sharded: Path) -> None:
    async with show(sharded) as (app, pilot):
        rows = app.screen.query_one(RowsView)
        rows.select(("step", 4, 0))
        before = rows.count()
        await pilot.press("space")
        assert rows.count() == before + 64
        await pilot.press("down", "l")
        assert isinstance(app.screen, LogScreen)
        assert "shard 0 says hello" in screen_text(app)
        await pilot.press("escape", "up", "space")
        assert rows.count() == before


async def test_s_without_shards_says_so(show: Show, passed: Path) -> None:
    async with show(passed) as (app, pilot):
        await pilot.press("s")
        assert isinstance(app.screen, RunScreen)
        await until(pilot, lambda: "No step of this run has shards." in screen_text(app))


async def test_64_shards_have_a_line_each_and_a_log(show: Show, sharded: Path) -> None:
    async with show(sharded, size=(80, 24)) as (app, pilot):
        await pilot.press("s")
        assert isinstance(app.screen, ShardsScreen)
        text = screen_text(app)
        assert "62 stopped" in text
        assert "✗     1  failed" in text
        await pilot.press("end")
        assert "   63  stopped" in screen_text(app)
        await pilot.press("home", "down", "right", "left", "j", "k", "enter")
        assert "shard 1 says hello" in screen_text(app)
        await pilot.press("escape", "t")
        text = screen_text(app)
        assert "│ shard 0 says hello" in text
        await pilot.press("G")
        assert "│ shard 63 says hello" in screen_text(app)
        await pilot.press("g", "right", "l")
        assert "shard 1 says hello" in screen_text(app)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, RunScreen)


async def test_the_mouse_chooses(show: Show, passed: Path) -> None:
    async with show(passed) as (app, pilot):
        await pilot.click(RowsView, offset=(10, 3))
        row = app.screen.query_one(RowsView).row
        assert row is not None
        assert row.key == ("step", 2, 0)
        await pilot.click(RowsView, offset=(10, 3))
        assert isinstance(app.screen, LogScreen)


async def test_a_failed_run_shows_the_step_that_failed_and_the_end_of_its_log(show: Show, tmp_path: Path) -> None:
    async with show(write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED, *FAILED), size=(80, 24)) as (app, _):
        text = screen_text(app)
    assert "failed, exit status 2" in text
    assert "test_a: error: 1 is not 2" in text


async def test_a_replay_goes_faster_slower_and_stands_still(show: Show, passed: Path) -> None:
    async with show(passed, speed=1.0) as (app, pilot):
        await until(pilot, lambda: "replay 1x" in screen_text(app))
        await pilot.press("plus")
        await until(pilot, lambda: "replay 2x" in screen_text(app))
        await pilot.press("minus", "minus")
        await until(pilot, lambda: "replay 0.5x" in screen_text(app))
        await pilot.press("p")
        assert app._follower is not None
        assert app._follower.pace is not None
        assert app._follower.pace.paused
        await pilot.press("p", *["plus"] * 6)
        await until(pilot, lambda: app.seen.speed is None)
        assert "passed 8.0 s" in screen_text(app)
        await pilot.press("p")
        await pilot.press("R")
        await until(pilot, lambda: "replay 1x" in screen_text(app))


async def test_the_runs_can_be_listed_opened_and_replayed(show: Show, passed: Path) -> None:
    write(passed.parent / "r2", *BEGUN, *SNAPSHOTTED, *FAILED)
    async with show(passed) as (app, pilot):
        await pilot.press("o")
        await until(pilot, lambda: screen_text(app).count("/project/Layerfile") == 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.seen.run.result == "failed")
        assert app.folder == passed.parent / "r2"
        await pilot.press("o")
        await until(pilot, lambda: screen_text(app).count("/project/Layerfile") == 2)
        await pilot.press("down", "down", "R")
        await until(pilot, lambda: app.folder == passed and app.seen.speed == 1.0)
        await pilot.press("o", "q")
        assert isinstance(app.screen, RunScreen)


async def test_keys_are_told_and_can_be_others(show: Show, passed: Path) -> None:
    async with show(passed, settings=Settings(keys={"run.log": "x"})) as (app, pilot):
        await pilot.press("l")
        assert isinstance(app.screen, RunScreen)
        await pilot.press("x")
        assert isinstance(app.screen, LogScreen)
        await pilot.press("escape")
        for key in ("f1", "question_mark"):
            await pilot.press(key)
            assert "The steps of a run" in screen_text(app)
            await pilot.press(key)
            assert "The steps of a run" not in screen_text(app)


async def test_themes_go_round_and_one_can_be_chosen(show: Show, passed: Path) -> None:
    async with show(passed, settings=Settings(theme="layer-contrast")) as (app, pilot):
        seen = [app.theme]
        for _ in range(3):
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert seen == ["layer-contrast", "textual-dark", "textual-light", "layer-contrast"]


async def test_a_theme_that_is_not_there_is_told(show: Show, passed: Path) -> None:
    async with show(passed, settings=Settings(theme="nice", problem="and something else")) as (app, pilot):
        await until(pilot, lambda: "there is no theme 'nice'" in screen_text(app))


async def test_the_screen_can_be_saved(
    show: Show, passed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with show(passed) as (_, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any(tmp_path.glob("*.svg")))


async def test_the_palette_offers_what_has_a_key(show: Show, passed: Path) -> None:
    async with show(passed) as (app, pilot):
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Log", "Shards", "Why", "Machine", "Shell", "Bars", "Cache", "Runs", "Theme", "Quit"} <= offered
        await pilot.press("ctrl+p")
        await pilot.press(*"bars")
        await until(pilot, lambda: "Times as bars" in screen_text(app))
        await pilot.press("escape")


async def test_without_colours_there_are_none(show: Show, passed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with show(passed) as (app, _):
        assert app.no_color
        assert "✔" in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (300, 80), (20, 5)])
async def test_any_size_will_do(show: Show, sharded: Path, size: tuple[int, int]) -> None:
    async with show(sharded, size=size) as (app, pilot):
        await pilot.press("s", "t", "t", "escape", "y", "escape", "w")
        await pilot.resize_terminal(100, 30)
        await pilot.resize_terminal(*size)
        assert isinstance(app.screen, RunScreen)


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Path]:
    """A run that goes on and waits at a button."""
    folder = tmp_path / "state/runs/r1"
    with create_log(folder) as log:
        log.writelines(line(record).decode() for record in [*BEGUN, button(3, "deploy to \x1b[2Jproduction?")])
        log.flush()
        os.mkfifo(button_of(folder, 3))
        yield folder


async def test_a_button_is_pressed_after_a_question(show: Show, waiting: Path) -> None:
    pipe = os.open(button_of(waiting, 3), os.O_RDWR | os.O_NONBLOCK)
    async with show(waiting) as (app, pilot):
        text = screen_text(app)
        assert "? line 4 waits: deploy to production?" in text
        assert "b Press" in text
        await pilot.press("b")
        await until(pilot, lambda: "goes on?" in screen_text(app))
        await pilot.press("n", "b", "y")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        assert os.read(pipe, 99) == b"\n"
    os.close(pipe)


async def test_a_button_that_nobody_waits_at_any_more_says_so(show: Show, waiting: Path) -> None:
    async with show(waiting) as (app, pilot):
        await pilot.press("b", "y")
        await until(pilot, lambda: "Nothing waits any more." in screen_text(app))


async def test_without_a_button_the_key_does_nothing(show: Show, passed: Path) -> None:
    async with show(passed) as (app, pilot):
        assert "b Press" not in screen_text(app)
        await pilot.press("b")
        assert isinstance(app.screen, RunScreen)
