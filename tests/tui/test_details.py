"""All that is known of a row."""

from __future__ import annotations

from layer_tui.details import of_row, status, tail
from layer_tui.pieces import plain
from layer_tui.rows import rows
from layer_tui.seen import Seen
from layer_tui.why_lines import of_step

from .told import BEGUN, FAILED, PASSED, SNAPSHOTTED, play


def _text(seen: Seen, index: int, most: int = 20) -> str:
    return "\n".join(plain(line) for line in of_row(rows(seen.run)[index], seen, most))


def test_a_step_says_why_it_ran_what_its_snapshot_cost_and_what_it_printed() -> None:
    text = _text(Seen(play(*BEGUN, *SNAPSHOTTED, *PASSED), clock=8.0), 4)
    assert "ran  3.5 s  expected 3.0 s  as predicted" in text
    assert "a.c changed (content 1 → 2)" in text
    assert "paused 0.25 s (device state 0.01 s · memory 0.10 s · disk 0.02 s)  12 MB  written in 0.75 s" in text
    assert text.endswith("  compiling a.c\n  linking")
    assert "\x1b" not in text


def test_what_was_printed_last_has_the_room_that_is_left() -> None:
    seen = Seen(play(*BEGUN), clock=3.0)
    assert len(_text(seen, 4, most=4).splitlines()) == 4
    assert _text(seen, 4, most=4).splitlines()[-1] == "  linking"


def test_long_lines_leave_room_for_what_was_printed_last() -> None:
    seen = Seen(play(*BEGUN, *SNAPSHOTTED, *PASSED), clock=8.0)
    lines = [plain(line) for line in of_row(rows(seen.run)[4], seen, 8, 40)]
    assert len(lines) == 8
    assert max(map(len, lines)) <= 40
    assert lines[-1] == "  linking"


def test_a_progress_bar_is_shown_as_it_was_left() -> None:
    output = {"event": "output", "step": 3, "line": 4, "data": "10%\r50%\r\n"}
    (execution,) = play(*BEGUN[:7], output).steps[3].executions
    assert plain(tail(execution, 5)[0]) == "  50%"


def test_a_restore_says_its_parts_and_when_the_first_command_had_ended() -> None:
    text = _text(Seen(play(*BEGUN, *SNAPSHOTTED), clock=8.0), 3)
    assert "disk 0.10 s · machine 0.50 s · memory 0.30 s · device state 0.10 s" in text
    assert "first command ended 4.5 s  restore 1.0 s · command 3.5 s" in text


def test_with_no_cache_predictions_say_nothing() -> None:
    run = play({**BEGUN[0], "cache": False}, *BEGUN[1:5], *SNAPSHOTTED)
    assert "predicted" not in _text(Seen(run, clock=8.0), 4)


def test_the_status_tells_what_was_restored_or_what_is_wrong() -> None:
    assert plain(status(play(BEGUN[0], {"event": "note", "text": "booting"}))) == "» booting"
    assert plain(status(play(*BEGUN))).startswith("» restored line 3 in 1.0 s (disk 0.10 s · ")
    lost = {"event": "not_cached", "step": 3, "line": 4, "reason": "changed: \x1b[2Ja.c"}
    assert plain(status(play(*BEGUN, lost))) == "! line 4 and on are not kept: changed: a.c"
    error = {"event": "run_finished", "ok": False, "error": "the machine died\nlong words"}
    assert plain(status(play(*BEGUN, error))) == "! the machine died"


def test_why_has_the_kind_of_input_and_what_it_was_and_is() -> None:
    run = play(*BEGUN, *SNAPSHOTTED, *FAILED)
    text = "\n".join(plain(line) for line in of_step(run.steps[3], run))
    assert "content   a.c" in text
    assert "then  1 644" in text
    assert "now   2 644" in text
    assert "exit status 2" in "\n".join(plain(line) for line in of_step(run.steps[4], run))
