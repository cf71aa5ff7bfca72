"""The cache's screen, key by key. What `layer cache` itself does is tested with the command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from layer_cache.state import State
from layer_tui.app import LayerApp
from layer_tui.screens.cache import CacheScreen
from layer_tui.screens.confirm import ConfirmScreen
from layer_tui.widgets.table_view import TableView

from .conftest import Show, screen_text, until
from .test_cached import keep
from .told import BEGUN, PASSED, write

SCRIPT = """
import sys
open({told!r}, "a").write(" ".join(sys.argv[1:]) + "\\n")
if "--dry-run" in sys.argv:
    print("small  RUN small\\n1 snapshot would be removed, 7 B of 9 B would be freed")
elif sys.argv[2:] == ["check"]:
    print("damaged: a file differs")
    sys.exit(4)
else:
    print("7 B freed\\x1b[2J")
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """What a stand-in for the `layer` command was told, line by line."""
    return tmp_path / "told"


@pytest.fixture
def command(tmp_path: Path, told: Path) -> tuple[str, ...]:
    """The stand-in."""
    script = tmp_path / "layer.py"
    script.write_text(SCRIPT.format(told=str(told)))
    return (sys.executable, str(script))


@pytest.fixture
def run(state: State, tmp_path: Path) -> Path:
    """A run, and two snapshots in the store."""
    keep(state, "large", 900 * 1024**2, 2000.0, "RUN large", 5.0)
    keep(state, "small", 7, 1000.0, "RUN small", 50.0)
    return write(tmp_path / "state/runs/r1", *BEGUN, *PASSED)


async def _opened(app: LayerApp, pilot: Pilot[None]) -> TableView:
    await pilot.press("c")
    assert isinstance(app.screen, CacheScreen)
    table = app.screen.query_one(TableView)
    await until(pilot, lambda: table.count() == 2)
    return table


async def test_it_lists_what_is_worth_most_first_and_sorts_by_other_figures(show: Show, run: Path) -> None:
    async with show(run) as (app, pilot):
        table = await _opened(app, pilot)
        assert [table.key(number) for number in range(2)] == ["small", "large"]
        assert "2 snapshots" in screen_text(app)
        await pilot.press("down")
        assert "snapshot  large" in screen_text(app)
        await pilot.press("s")
        assert "▾weighs" in screen_text(app)
        assert table.key(table.index) == "large"
        await pilot.press("f5", "escape")
        assert not isinstance(app.screen, CacheScreen)


@pytest.mark.parametrize("key", ["d", "delete"])
async def test_a_snapshot_is_removed_after_a_question(
    show: Show, run: Path, command: tuple[str, ...], told: Path, key: str
) -> None:
    async with show(run, command=command) as (app, pilot):
        await _opened(app, pilot)
        for answer in ("n", "escape", "y"):
            assert not told.exists()
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
            assert "Remove this snapshot?" in screen_text(app)
            await pilot.press(answer)
        await until(pilot, lambda: "7 B freed" in screen_text(app))
        assert told.read_text() == "cache rm small\n"


async def test_what_would_be_collected_is_shown_first(
    show: Show, run: Path, command: tuple[str, ...], told: Path
) -> None:
    async with show(run, command=command) as (app, pilot):
        await _opened(app, pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "1 snapshot would be removed" in screen_text(app)
        await pilot.press("y")
        await until(pilot, lambda: "7 B freed" in screen_text(app))
        path = app.places.path
        assert told.read_text() == f"cache gc --dry-run {path}\ncache gc {path}\n"


async def test_what_is_damaged_is_healed_after_a_question(
    show: Show, run: Path, command: tuple[str, ...], told: Path
) -> None:
    async with show(run, command=command) as (app, pilot):
        await _opened(app, pilot)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "damaged: a file differs" in screen_text(app)
        await pilot.press("y")
        await until(pilot, lambda: "7 B freed" in screen_text(app))
        assert told.read_text() == "cache check\ncache check --fix\n"


async def test_an_empty_cache_says_so(show: Show, tmp_path: Path) -> None:
    async with show(write(tmp_path / "state/runs/r1", *BEGUN, *PASSED)) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: "no snapshot is kept" in screen_text(app))
        await pilot.press("d", "down", "end")
        assert isinstance(app.screen, CacheScreen)
