"""A run at a glance: what runs, what was restored, what snapshots cost."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from layer_tui.pieces import plain
from layer_tui.rows import rows
from layer_tui.run_cells import cells, heading, last_line
from layer_tui.seen import Seen

from .told import BEGUN, FAILED, PASSED, SNAPSHOTTED, play, shards


def _lines(seen: Seen, width: int, **options: bool) -> list[str]:
    return [plain(cells(row, seen, width, **options)) for row in rows(seen.run, {4})]


def test_a_note_has_its_time_and_its_bar() -> None:
    run = play(BEGUN[0], {"event": "note", "text": "booting\x1b[2J once", "at": 1.0})
    row = rows(run)[0]
    text = plain(cells(row, Seen(run, clock=5.0), 140))
    assert text.startswith("»         booting once")
    assert "4.0 s" in text
    assert "▒" in text


def test_a_step_that_runs_shows_its_time_and_the_expected_one() -> None:
    found = _lines(Seen(play(*BEGUN), clock=4.0), 100)
    assert found[2].split() == ["✓", "3", "RUN", "make", "deps", "-12.5", "s"]
    assert found[3].split()[:7] == ["»", "restored", "as", "it", "was", "after", "line"]
    assert "1.0 s" in found[3]
    assert "512 MB" in found[3]
    assert found[4].split() == ["▶", "4", "RUN", "make", "2.5", "s", "3.0", "s"]
    assert found[5].split() == ["·", "5", "RUN", "make", "test"]


def test_a_step_that_ran_shows_what_its_snapshot_cost_and_weighs() -> None:
    found = _lines(Seen(play(*BEGUN, *SNAPSHOTTED, *PASSED), clock=8.0), 100)
    assert found[4].split() == ["✔", "4", "RUN", "make", "3.5", "s", "3.0", "s", "0.25", "s", "12", "MB"]


def test_a_failed_step_is_marked() -> None:
    found = _lines(Seen(play(*BEGUN, *SNAPSHOTTED, *FAILED), clock=8.0), 100)
    assert found[5].startswith("✗      5  RUN make test")


def test_shards_are_counted_and_unfold() -> None:
    found = _lines(Seen(play(*BEGUN, *SNAPSHOTTED[:2], *shards(4)), clock=8.0), 100)
    assert "[1 ran, 1 failed, 2 running]" in found[5]
    assert found[6].startswith("  ✔ shard 0  and goes on")


def test_a_wide_line_and_a_narrow_one_that_was_told_so_have_a_waterfall() -> None:
    seen = Seen(play(*BEGUN, *SNAPSHOTTED, *PASSED), clock=8.0)
    wide, narrow = _lines(seen, 160)[4], _lines(seen, 80, only_waterfall=True)[4]
    for found in (wide, narrow):
        assert "█" in found
        assert "▓" in found
        assert "░" in found
    assert "12 MB" in wide
    assert "12 MB" not in narrow
    assert "█" not in _lines(seen, 80)[4]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 109, 110, 140, 300])
def test_lines_fill_the_width(width: int) -> None:
    seen = Seen(play(*BEGUN, *SNAPSHOTTED[:2], *shards(2)), clock=8.0)
    for only in (False, True):
        lines = [plain(heading(width, only)), *_lines(seen, width, only_waterfall=only)]
        if width >= 60:
            assert {cell_len(line) for line in lines} == {width}


def test_the_last_line_is_what_a_terminal_would_leave() -> None:
    assert last_line("one\n\x1b[31mtwo\x1b[0m\n\n") == "two"
    assert last_line("") == ""
