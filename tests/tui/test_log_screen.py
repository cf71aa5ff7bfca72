"""The log's screen, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from layer_runs.folder import create_log
from layer_tui.log.view import LogView
from layer_tui.screens.log import LogScreen
from layer_tui.screens.run import RunScreen
from layer_tui.settings import Settings
from tests.runs.playbook import line

from .conftest import Show, screen_text, until
from .told import BEGUN, PASSED, SNAPSHOTTED, Record, write


def _printed(text: str) -> Record:
    return {"event": "output", "step": 4, "line": 5, "data": text, "at": 6.0}


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """A run whose last step printed 1,000 lines."""
    lines = [f"\x1b[32mline {number}\x1b[0m{' long' * 40 if number == 500 else ''}" for number in range(1000)]
    lines[300] = "a.c:1: error: expected ;"
    lines[700] = "\x1b]0;evil\x07make: *** Error 2"
    return write(tmp_path / "state/runs/r1", *BEGUN, *SNAPSHOTTED, _printed("\n".join(lines) + "\n"), *PASSED)


async def test_it_shows_the_end_and_g_the_begin(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        assert "line 999" in screen_text(app)
        assert "1,000 lines  follow" in screen_text(app)
        for begin, end in (("g", "G"), ("home", "end")):
            await pilot.press(begin)
            assert "\nline 0\n" in screen_text(app)
            assert "follow" not in screen_text(app).splitlines()[0]
            await pilot.press(end)
            assert "line 999" in screen_text(app)
        await pilot.press("up")
        assert not view.follow
        await pilot.press("k", "down", "j", "f")
        assert view.follow
        await pilot.press("f")
        assert not view.follow


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "layer-contrast"])
async def test_what_has_no_colour_of_its_own_has_the_themes(show: Show, printed: Path, theme: str) -> None:
    async with show(printed, settings=Settings(theme=theme)) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        view.go_to(300)
        await pilot.pause()
        shown = [segment for y in range(view.size.height) for segment in view.render_line(y)]
        (plain,) = [segment for segment in shown if segment.text.startswith("a.c:1: error")]
        assert plain.style is not None
        assert (plain.style.color, plain.style.bgcolor) == (view.rich_style.color, view.rich_style.bgcolor)


async def test_it_is_searched_both_ways_round(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        await pilot.press("g", "slash", *"line 99", "enter")
        assert view.current == 99
        await pilot.press("n")
        assert view.current == 990
        await pilot.press("N")
        assert view.current == 99
        await pilot.press("N")
        assert view.current == 999
        await pilot.press("escape")
        assert view.pattern is None
        await pilot.press("n")
        assert not app.screen.query_one(Input).has_class("-hidden")
        await pilot.press("escape")
        assert app.screen.query_one(Input).has_class("-hidden")


async def test_what_is_no_expression_is_told(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l", "slash", "(", "enter")
        await until(pilot, lambda: "No regular expression" in screen_text(app))
        assert app.screen.query_one(Input).has_class("-invalid")


async def test_only_lines_that_match_are_shown(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        await pilot.press("ampersand", *"line 7.$", "enter")
        await until(pilot, lambda: not view.is_busy)
        assert "10 of 1,000 lines" in screen_text(app)
        assert "line 70" in screen_text(app)
        await pilot.press("escape")
        assert "1,000 lines" in screen_text(app)
        assert isinstance(app.screen, LogScreen)


async def test_e_goes_from_error_to_error(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        await pilot.press("g", "e")
        assert view.current == 300
        await pilot.press("e")
        assert view.current == 700
        assert "make: *** Error 2" in screen_text(app)
        assert "evil" not in screen_text(app)
        await pilot.press("E")
        assert view.current == 300


async def test_long_lines_are_wrapped(show: Show, printed: Path) -> None:
    async with show(printed, size=(80, 24)) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        await pilot.press("w")
        assert view.virtual_size.height == 1002
        assert "wrap" in screen_text(app)
        view.follow = False
        view.go_to(500)
        await pilot.pause()
        assert sum("long" in row for row in screen_text(app).splitlines()) == 3
        await pilot.resize_terminal(60, 24)
        assert view.virtual_size.height == 1003
        await pilot.press("w")
        assert view.virtual_size.height == 1000


async def test_what_is_on_the_screen_is_copied(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l")
        await until(pilot, lambda: app.screen.query_one(LogView).count == 1000)
        await pilot.press("y")
        assert app.clipboard.startswith("line 9")
        assert app.clipboard.endswith("line 999\n")
        assert "\x1b" not in app.clipboard


async def test_what_the_mouse_selects_is_copied(show: Show, printed: Path) -> None:
    async with show(printed) as (app, pilot):
        await pilot.press("l")
        view = app.screen.query_one(LogView)
        await until(pilot, lambda: view.count == 1000)
        await pilot.press("g")
        await pilot.mouse_down(LogView, offset=(5, 1))
        await pilot.hover(LogView, offset=(4, 3))
        await pilot.mouse_up(LogView, offset=(4, 3))
        await pilot.pause()
        assert app.screen.get_selected_text() == "1\nline 2\nline "


async def test_the_pager_shows_it(show: Show, printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    (tmp_path / "paged").mkdir()
    monkeypatch.setenv("PAGER", f"cp --target-directory {tmp_path / 'paged'}")
    async with show(printed) as (app, pilot):
        # A screen that is not there cannot be left.
        monkeypatch.setattr(app, "suspend", nullcontext)
        await pilot.press("l")
        await until(pilot, lambda: app.screen.query_one(LogView).count == 1000)
        await pilot.press("p")
    (copied,) = (tmp_path / "paged").iterdir()
    assert copied.read_text().startswith("line 0\nline 1\n")
    assert "\x1b" not in copied.read_text()


async def test_a_log_that_grows_is_followed_until_somebody_reads(show: Show, tmp_path: Path) -> None:
    folder = tmp_path / "state/runs/r1"
    with create_log(folder) as log:
        log.writelines(line(record).decode() for record in [*BEGUN, *SNAPSHOTTED])
        log.flush()
        async with show(folder) as (app, pilot):
            await pilot.press("l")
            view = app.screen.query_one(LogView)
            path = folder / "step-4-line-5.log"
            path.write_text("".join(f"line {number}\n" for number in range(100)) + "half")
            await until(pilot, lambda: view.count == 101)
            assert "half" in screen_text(app)
            with path.open("a") as file:
                file.write(" and half\nline 102\n")
            await until(pilot, lambda: view.count == 102)
            assert "half and half" in screen_text(app)
            await pilot.press("g")
            with path.open("a") as file:
                file.write("more\n" * 100)
            await until(pilot, lambda: view.count == 202)
            assert "line 0" in screen_text(app)
            await pilot.press("escape")
            assert isinstance(app.screen, RunScreen)


async def test_a_step_that_printed_nothing_has_an_empty_log(show: Show, tmp_path: Path) -> None:
    async with show(write(tmp_path / "state/runs/r1", *BEGUN)) as (app, pilot):
        await pilot.press("home", "l")
        assert "0 lines" in screen_text(app)
        await pilot.press("e", "y", "w", "f", "g", "G", "n", "escape", "escape")
        assert isinstance(app.screen, RunScreen)
