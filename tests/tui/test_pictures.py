"""What screens look like at three sizes, as SVG: LAYER_WRITE_PICTURES=1 writes tests/tui/pictures anew; a browser shows
them.

Another version of Textual or Rich may draw the same in another way: then only what the pictures say is compared.
"""

from __future__ import annotations

import html
import os
import re
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import pytest

from layer_tui import cached
from layer_tui.app import LayerApp
from layer_tui.cached import Contents, Kept

from .conftest import Show, TableProject, screen_text, until
from .told import BEGUN, PASSED, SNAPSHOTTED, sampled, shards, write

FOLDER = Path(__file__).parent / "pictures"
SIZES = [(80, 24), (120, 40), (200, 60)]

#: What the pictures were written with.
VERSIONS = FOLDER / "written-with.txt"

_TEXT = re.compile(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')


def _text(svg: str) -> list[str]:
    """What a picture says, line by line: a difference there is easier to read than one in SVG."""
    lines: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for x, y, said in _TEXT.findall(svg):
        lines[float(y)].append((float(x), html.unescape(said).replace("\xa0", " ")))
    return ["".join(said for _, said in sorted(line)) for _, line in sorted(lines.items())]


def _versions() -> str:
    return "".join(f"{name} {version(name)}\n" for name in ("rich", "textual", "textual-plotext"))


def _compare(name: str, app: LayerApp) -> None:
    svg = app.export_screenshot(title="layer tui")
    # No picture should fetch anything.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")
    svg = "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"
    path = FOLDER / f"{name}-{app.size.width}x{app.size.height}.svg"
    if os.environ.get("LAYER_WRITE_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(svg)
        VERSIONS.write_text(_versions())
    expected = path.read_text()
    assert _text(svg) == _text(expected)
    assert svg == expected or _versions() != VERSIONS.read_text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_run(show: Show, tmp_path: Path, size: tuple[int, int]) -> None:
    run = write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED, *sampled(4), *PASSED)
    async with show(run, size=size) as (app, pilot):
        _compare("run", app)
        await pilot.press("y")
        _compare("why", app)
        await pilot.press("escape", "up", "l")
        await until(pilot, lambda: "linking" in screen_text(app))
        _compare("log", app)
        await pilot.press("escape", "m")
        await until(pilot, lambda: "⣿" in screen_text(app))
        _compare("usage", app)


@pytest.mark.parametrize("size", SIZES)
async def test_shards(show: Show, tmp_path: Path, size: tuple[int, int]) -> None:
    told = [each for shard in range(64) for each in sampled(4, shard)]
    run = write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED[:2], *shards(64), *told)
    async with show(run, size=size) as (app, pilot):
        await pilot.press("s")
        _compare("shards", app)
        await pilot.press("t")
        _compare("panes", app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan(show: Show, table: TableProject, size: tuple[int, int]) -> None:
    table.file = Path("/project/Layerfile")
    async with show(size=size) as (app, pilot):
        await until(pilot, lambda: "to run" in screen_text(app))
        _compare("plan", app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_cache(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    kept = (
        Kept("e1", "RUN make deps", "Layerfile:3", 200 * 1024**2, 150 * 1024**2, 7200.0, 60.0, 95.0, 0.63, in_use=True),
        Kept("e2", "RUN make", "Layerfile:4", 12 * 1024**2, 12 * 1024**2, 180.0, 60.0, 3.5, 0.29),
        Kept("e3", "FROM vm/debian:12 (512 MB)", "", 147 * 1024**2, 0, 4e5, 4e5, 10.0, 0.0, False, "QEMU 6"),
    )
    monkeypatch.setattr(cached, "contents", lambda state: Contents(kept, 400 * 1024**2))
    async with show(write(tmp_path / "state/runs/r1", *BEGUN, *PASSED), size=size) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: "3 snapshots" in screen_text(app))
        _compare("cache", app)
