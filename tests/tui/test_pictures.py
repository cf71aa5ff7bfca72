"""Whole screens at three sizes, as text: `LAYER_WRITE_PICTURES=1` writes them anew, to be looked at before a commit.

Pictures as SVG would change with each version of Textual; that one can be made is tested with its key.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Show, screen_text, until
from .told import BEGUN, PASSED, SNAPSHOTTED, shards, write

FOLDER = Path(__file__).parent / "pictures"
SIZES = [(80, 24), (120, 40), (200, 60)]


def _compare(name: str, size: tuple[int, int], text: str) -> None:
    path = FOLDER / f"{name}-{size[0]}x{size[1]}.txt"
    # Wide terminals have a scrollbar or none; what is at the end of a line is not looked at.
    text = "\n".join(row.rstrip() for row in text.splitlines()).rstrip() + "\n"
    if os.environ.get("LAYER_WRITE_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_run(show: Show, tmp_path: Path, size: tuple[int, int]) -> None:
    async with show(write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED, *PASSED), size=size) as (app, _):
        _compare("run", size, screen_text(app))


@pytest.mark.parametrize("size", SIZES)
async def test_shards(show: Show, tmp_path: Path, size: tuple[int, int]) -> None:
    run = write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED[:2], *shards(64))
    async with show(run, size=size) as (app, pilot):
        await pilot.press("s")
        _compare("shards", size, screen_text(app))
        await pilot.press("t")
        _compare("panes", size, screen_text(app))


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan(show: Show, tmp_path: Path, size: tuple[int, int]) -> None:
    async with show(size=size) as (app, pilot):
        await until(pilot, lambda: "to run" in screen_text(app))
        rows = screen_text(app).splitlines()
        # The first one names a folder that is another one each time.
        _compare("plan", size, "\n".join(rows[1:]))
