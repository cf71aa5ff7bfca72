"""What a machine uses, in cells and as series."""

from __future__ import annotations

import pytest

from layer_runs.state import Run
from layer_runs.usage import Peak, Usage
from layer_tui.pieces import plain
from layer_tui.sparkline import rate, share, sparkline
from layer_tui.usage_cells import line, of_machine, used
from layer_tui.usage_series import labels, series, steps, strip, times

from .told import BEGUN, PASSED, SNAPSHOTTED, play, sampled

MIB = 1024**2


def _run(*shards: int) -> Run:
    return play(*BEGUN, *SNAPSHOTTED, *(each for shard in shards or (None,) for each in sampled(4, shard)))


def test_a_sparkline_has_the_newest_at_its_right_end() -> None:
    assert sparkline([0.0, 0.5, 1.0], 1.0, 5) == "  ▁▅█"
    assert sparkline([0.0, 0.5, 1.0], 1.0, 2) == "▅█"
    assert sparkline([7.0, -1.0], 1.0, 2) == "█▁"
    assert sparkline([1.0], 0.0, 3) == "   "
    assert sparkline([1.0], 1.0, 0) == ""


def test_shares_and_rates_are_short() -> None:
    assert (share(0.07), share(1.0), rate(1536.2)) == ("  7%", "100%", "1.5 kB/s")


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200, 300])
def test_a_machines_line_fits_where_there_is_room_for_bars(width: int) -> None:
    (usage,) = _run().usage
    text = plain(line(usage, 64, width))
    assert "cpu " in text
    assert "100 MB/509 MB" in text
    assert width < 80 or len(text) <= width
    assert (width >= 80) == ("█" in text or "▁" in text)


def test_the_machine_of_a_row_is_its_shards_or_the_one_heard_last() -> None:
    run = _run(0, 1)
    named = of_machine(run, 0)
    assert named is not None
    assert named.shard == 0
    last = of_machine(run, None)
    assert last is not None
    assert last.points[-1].at == max(each.points[-1].at for each in run.usage)
    assert of_machine(Run(), 3) is None


def test_what_a_step_used_is_said_in_a_line() -> None:
    text = plain(used(Peak(0.9, 0.5, 100 * MIB, 509 * MIB, 3 * MIB, 2048, 4)))
    assert text == "used      100 MB of 509 MB · processors 50%, at most 90% · disk r 3.0 MB w 2.0 kB"


def test_series_have_their_own_axes_and_say_the_last_and_the_highest() -> None:
    (usage,) = _run().usage
    cpu, memory, disk = series(usage)
    assert (cpu.most, memory.most, disk.most) == (100.0, 509.0 * MIB, 4.0 * MIB)
    assert cpu.title == "processors: 90% busy, 90% at most"
    assert memory.title == "memory: 100 MB in use, 100 MB of 509 MB at most"
    assert disk.ticks[-1] == (4.0 * MIB, "4.0 MB/s")
    assert len(times(usage)) == len(cpu.values[0]) == len(disk.values[1])


def test_the_steps_of_a_machine_lie_under_its_plot() -> None:
    run = _run()
    done = steps(run, None, 8.0)
    assert [(each.name, each.begin, each.end) for each in done] == [
        ("4 RUN make", 1.5, 5.25),
        ("5 RUN make test", 5.3, 8.0),
    ]
    text = plain(strip(done, 0.0, 8.0, 40))
    assert text.index("▏4 RUN make") == round(1.5 * 5)
    assert text.index("▏5 RUN make") == round(5.3 * 5)
    assert len(text) == 40
    assert steps(run, 7, 8.0) == ()


def test_a_time_axis_begins_and_ends_with_the_plot() -> None:
    assert [text for _, text in labels(0.0, 120.0)] == ["0.0 s", "30.0 s", "1 m 00 s", "1 m 30 s", "2 m 00 s"]


def test_a_passed_run_ends_its_steps() -> None:
    run = play(*BEGUN, *SNAPSHOTTED, *sampled(4), *PASSED)
    assert steps(run, None, 99.0)[-1].end == 7.5
    assert isinstance(run.usage[0], Usage)
