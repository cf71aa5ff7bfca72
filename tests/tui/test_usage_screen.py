"""What machines used, on the run's screen and plotted, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_tui.screens.run import RunScreen
from layer_tui.screens.shards import ShardsScreen
from layer_tui.screens.usage import UsageScreen

from .conftest import Show, screen_text, until
from .told import BEGUN, PASSED, SNAPSHOTTED, sampled, shards, write


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with a machine that was sampled."""
    return write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED, *sampled(4), *PASSED)


@pytest.fixture
def split(tmp_path: Path) -> Path:
    """A run of three shards that were sampled."""
    told = [each for shard in range(3) for each in sampled(4, shard)]
    return write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED[:2], *shards(3), *told)


async def test_the_machine_of_the_row_is_on_the_runs_screen(show: Show, run: Path) -> None:
    async with show(run, size=(80, 24)) as (app, pilot):
        text = screen_text(app)
        assert "≈ cpu" in text
        assert "100 MB/509 MB" in text
        assert "used      100 MB of 509 MB" in text
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: "≈ machine" in screen_text(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (300, 80)])
async def test_m_plots_the_whole_run(show: Show, run: Path, size: tuple[int, int]) -> None:
    async with show(run, size=size) as (app, pilot):
        await pilot.press("m")
        assert isinstance(app.screen, UsageScreen)
        await until(pilot, lambda: "⣿" in screen_text(app))
        text = screen_text(app)
        assert "processors: 90% busy" in text
        assert "memory: 100 MB in use" in text
        assert "disk: " in text
        assert "▏5 RUN make test" in text
        await pilot.press("ctrl+t", "right", "escape")
        assert isinstance(app.screen, RunScreen)


@pytest.mark.parametrize(("keys", "shard"), [(["n"], 1), (["right", "j"], 2), (["N"], 2), (["left", "k", "up"], 0)])
async def test_keys_go_from_machine_to_machine(show: Show, split: Path, keys: list[str], shard: int) -> None:
    async with show(split) as (app, pilot):
        await pilot.press("s", "m")
        assert "what the machine of shard 0 used" in screen_text(app)
        await pilot.press(*keys)
        await until(pilot, lambda: f"what the machine of shard {shard} used" in screen_text(app))
        assert f"{shard + 1} of 3" in screen_text(app)
        await pilot.press("q")
        assert isinstance(app.screen, ShardsScreen)


async def test_where_nothing_was_sampled_it_says_so(show: Show, tmp_path: Path) -> None:
    unsampled = write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED[:2], *shards(3))
    async with show(unsampled) as (app, pilot):
        await pilot.press("m")
        await until(pilot, lambda: "Nothing is known" in screen_text(app))
        await pilot.press("s", "m")
        assert isinstance(app.screen, ShardsScreen)
