"""Which rows a run has."""

from __future__ import annotations

from layer_tui.rows import active, rows

from .told import BEGUN, FAILED, PASSED, SNAPSHOTTED, STEPS, play, shards


def test_a_restore_stands_after_the_step_whose_machine_it_is() -> None:
    found = rows(play(*BEGUN))
    assert [row.kind for row in found] == ["step", "step", "step", "restore", "step", "step"]
    assert found[3].restore is not None
    assert found[3].restore.seconds == 1.0


def test_it_stays_there_when_steps_have_run() -> None:
    assert [row.kind for row in rows(play(*BEGUN, *SNAPSHOTTED, *PASSED))][3] == "restore"


def test_a_restore_of_a_line_that_no_step_has_is_still_shown() -> None:
    found = rows(play(BEGUN[0], {**BEGUN[1], "line": 99}))
    assert [row.kind for row in found][:2] == ["step", "restore"]


def test_what_was_slow_before_the_first_machine_has_rows_and_ends_with_what_follows() -> None:
    notes = [{"event": "note", "text": text, "at": at} for text, at in (("building", 0.1), ("booting", 0.4))]
    found = rows(play(BEGUN[0], *notes))
    assert [(row.text, row.begin, row.end) for row in found[:2]] == [("building", 0.1, 0.4), ("booting", 0.4, None)]
    later = {"event": "note", "text": "tidied", "at": 7.9}
    restored = {**BEGUN[1], "at": 2.0}
    found = rows(play(BEGUN[0], *notes, restored, *BEGUN[2:], *SNAPSHOTTED, later, *PASSED))
    assert [(row.text, row.end) for row in found if row.kind == "note"] == [("building", 0.4), ("booting", 1.0)]
    (died,) = [row for row in rows(play(BEGUN[0], notes[0], {"event": "run_died"})) if row.kind == "note"]
    assert died.end == 0.1


def test_layerfiles_have_headings_where_there_are_several() -> None:
    steps = [{**STEPS[0], "layerfile": "base/Layerfile"}, {**STEPS[1], "line": 3}]
    found = rows(play({**BEGUN[0], "steps": steps}))
    assert [(row.kind, row.text) for row in found if row.kind == "layerfile"] == [
        ("layerfile", "base/Layerfile"),
        ("layerfile", "Layerfile"),
    ]


def test_shards_have_rows_where_their_step_is_unfolded() -> None:
    run = play(*BEGUN, *SNAPSHOTTED[:2], *shards(3))
    assert not [row for row in rows(run) if row.kind == "shard"]
    found = [row for row in rows(run, {4}) if row.kind == "shard"]
    assert [row.execution.shard for row in found if row.execution is not None] == [0, 1, 2]


def test_what_runs_matters_most_then_what_failed_then_what_is_over() -> None:
    assert active(play(BEGUN[0])) is None
    assert active(play(*BEGUN)) == ("step", 3, 0)
    assert active(play(*BEGUN, *SNAPSHOTTED)) == ("step", 4, 0)
    assert active(play(*BEGUN, *SNAPSHOTTED, *FAILED)) == ("step", 4, 0)
    assert active(play(*BEGUN, *SNAPSHOTTED, *PASSED)) == ("step", 4, 0)
    assert active(play(*BEGUN, {"event": "run_died"})) == ("step", 3, 0)
