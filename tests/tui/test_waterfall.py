"""When what ran, in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layer_tui.pieces import plain
from layer_tui.waterfall import Span, bar, of_execution, of_restore

from .told import BEGUN, SNAPSHOTTED, play


def test_a_step_that_runs_goes_on_until_now() -> None:
    (execution,) = play(*BEGUN).steps[3].executions
    assert of_execution(execution, 3.0) == [Span("run", 1.5, 3.0)]


def test_a_step_is_its_command_its_pause_and_what_is_written_later() -> None:
    (execution,) = play(*BEGUN, *SNAPSHOTTED).steps[3].executions
    assert of_execution(execution, 9.0) == [Span("run", 1.5, 5.0), Span("pause", 5.0, 5.25), Span("write", 5.25, 6.0)]


def test_a_restore_ended_when_it_was_told() -> None:
    assert of_restore(play(*BEGUN).restores[0]) == [Span("restore", 0.0, 1.0)]


def test_a_hit_has_no_time_of_its_own() -> None:
    (execution,) = play(*BEGUN).steps[2].executions
    assert of_execution(execution, 9.0) == []


def test_the_shortest_pause_can_be_seen() -> None:
    spans = [Span("run", 0.0, 5.0), Span("pause", 5.0, 5.001), Span("write", 5.001, 10.0)]
    assert plain(bar(spans, 10.0, 10)) == "█████▓░░░░"


@given(
    st.lists(st.tuples(st.sampled_from(["run", "pause", "write", "restore"]), st.floats(0, 1e6), st.floats(0, 1e6))),
    st.floats(0, 1e6),
    st.integers(1, 300),
)
def test_a_bar_has_its_width_whatever_is_told(spans: list[tuple[str, float, float]], whole: float, width: int) -> None:
    found = bar([Span(work, *sorted((a, b))) for work, a, b in spans], whole, width)  # type: ignore[arg-type]
    assert len(plain(found)) == width
