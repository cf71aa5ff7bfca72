"""Which steps are hits: the promises of LAYERFILE.md, "What makes a step a hit"."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from layer_cache.prediction import StepPrediction, predict
from layer_cache.records import Records
from layer_cache.tree import open_tree

from .projects import IMAGE, Project, Watcher, nothing, program_of, reads, verdicts, write

TWO_FILES = """FROM vm/debian:12
COPY . .
RUN sleep 20 && cat file1
RUN sleep 20 && cat file2
"""
FIRST, SECOND = "RUN sleep 20 && cat file1", "RUN sleep 20 && cat file2"


@pytest.fixture
def two(project: Project) -> Project:
    """The example of LAYERFILE.md, run once."""
    write(project.root, {"file1": "1", "file2": "2", "other": "x"})
    project.behaviours = {FIRST: reads("/root/file1"), SECOND: reads("/root/file2")}
    project.run(program_of(TWO_FILES))
    return project


def first_reason(project: Project, text: str = TWO_FILES) -> StepPrediction:
    """The first step that misses."""
    prediction = project.predict(program_of(text))
    assert prediction.first_to_run is not None
    return prediction.steps[prediction.first_to_run]


def test_everything_is_a_hit_when_nothing_changed(two: Project) -> None:
    prediction = two.predict(program_of(TWO_FILES))
    assert verdicts(prediction) == "hh"
    assert prediction.first_to_run is None
    assert prediction.seconds_saved == 3.0
    assert prediction.seconds_to_run == 0.0
    assert not prediction.seconds_unknown


def test_an_edit_of_a_file_that_nothing_reads_skips_everything(two: Project) -> None:
    write(two.root, {"other": "y", "new/file": "z"})
    assert verdicts(two.predict(program_of(TWO_FILES))) == "hh"


def test_an_edit_runs_from_the_step_that_reads_the_file(two: Project) -> None:
    write(two.root, {"file2": "3"})
    prediction = two.run(program_of(TWO_FILES))
    assert verdicts(prediction) == "hm"
    assert two.executed == [SECOND]
    assert prediction.restore == prediction.steps[2].recording
    write(two.root, {"file1": "4"})
    two.run(program_of(TWO_FILES))
    assert two.executed == [FIRST, SECOND]


def test_a_touch_changes_nothing(two: Project) -> None:
    os.utime(two.root / "file1", (1, 1))
    assert verdicts(two.predict(program_of(TWO_FILES))) == "hh"


def test_going_back_to_an_earlier_state_is_a_hit_again(two: Project) -> None:
    write(two.root, {"file1": "B"})
    two.run(program_of(TWO_FILES))
    write(two.root, {"file1": "1"})
    prediction = two.predict(program_of(TWO_FILES))
    assert verdicts(prediction) == "hh"
    assert [s.recording.id for s in prediction.steps if s.recording] == [1, 2]


def test_a_recording_does_not_outlive_its_parent(project: Project) -> None:
    """The second step reads no file, only what the first left in the machine."""
    text = "FROM vm/debian:12\nCOPY . .\nRUN make\nRUN use\n"
    write(project.root, {"a": "A", "b": "1"})
    project.behaviours = {"RUN make": reads("/root/a"), "RUN use": reads("/root/b")}
    project.run(program_of(text))
    write(project.root, {"a": "B", "b": "2"})
    project.run(program_of(text))
    write(project.root, {"a": "A"})
    # RUN use was recorded with b=2, but in a machine where a was B.
    assert verdicts(project.predict(program_of(text))) == "hm"
    step = first_reason(project, text)
    assert step.reason is not None
    assert (step.reason.kind, step.reason.path) == ("content", "b")


def test_a_changed_line_runs_from_that_line(two: Project) -> None:
    changed = TWO_FILES.replace("cat file2", "cat file3")
    step = first_reason(two, changed)
    assert step.step.line == 4
    assert step.reason is not None
    assert step.reason.kind == "text"
    assert step.reason.old == SECOND
    assert SECOND in step.reason.detail
    assert step.seconds == 2.0


def test_comments_and_blank_lines_change_nothing(two: Project) -> None:
    text = TWO_FILES.replace("RUN sleep 20 && cat file2", "# why\n\nRUN sleep 20 && cat file2")
    assert verdicts(two.predict(program_of(text))) == "hh"


def test_a_step_that_never_ran_has_no_seconds(two: Project) -> None:
    step = first_reason(two, TWO_FILES + "RUN more\n")
    assert step.reason is not None
    assert (step.reason.kind, step.seconds) == ("never_run", None)
    prediction = two.predict(program_of(TWO_FILES + "RUN more\n"))
    assert prediction.seconds_unknown
    assert prediction.first_to_run == 4


def test_steps_after_a_miss_name_the_line_that_misses(two: Project) -> None:
    write(two.root, {"file1": "4"})
    later = two.predict(program_of(TWO_FILES)).steps[3]
    assert later.reason is not None
    assert later.reason.kind == "parent"
    assert "line 3" in later.reason.detail
    assert later.seconds == 2.0


def test_without_the_image_every_run_misses(two: Project) -> None:
    two.image = None
    prediction = two.predict(program_of(TWO_FILES))
    assert verdicts(prediction) == "mm"
    assert {s.reason.kind for s in prediction.steps if s.reason} == {"image"}
    assert prediction.restore is None


def test_another_image_is_named_as_the_reason(two: Project) -> None:
    two.image = "2" * 64
    step = first_reason(two)
    assert step.reason is not None
    assert step.reason.kind == "image"
    assert step.seconds == 1.0


def test_a_changed_line_before_it_is_named_as_the_reason(two: Project) -> None:
    step = first_reason(two, TWO_FILES.replace("COPY . .", "COPY . .\nENV A=1"))
    assert step.reason is not None
    assert step.reason.kind == "text"
    assert "ENV A=1" in step.reason.detail


def test_all_hits_need_no_snapshot(two: Project) -> None:
    two.gone = {recording_snapshot(two, 1), recording_snapshot(two, 2)}
    prediction = two.predict(program_of(TWO_FILES))
    assert verdicts(prediction) == "hh"
    assert prediction.first_to_run is None


def recording_snapshot(project: Project, number: int) -> str:
    """The snapshot of a recording."""
    prediction = project.predict(program_of(TWO_FILES))
    found = [s.recording for s in prediction.steps if s.recording and s.recording.id == number]
    assert found[0].snapshot is not None
    return found[0].snapshot


def test_a_lost_snapshot_falls_back_to_the_one_before(two: Project) -> None:
    text = TWO_FILES + "RUN more\n"
    two.gone = {recording_snapshot(two, 2)}
    prediction = two.predict(program_of(text))
    assert verdicts(prediction) == "hmm"
    assert [s.reason.kind for s in prediction.steps if s.reason] == ["snapshot", "never_run"]
    assert prediction.restore is not None
    assert prediction.restore.id == 1
    two.run(program_of(text))
    assert two.executed == [SECOND, "RUN more"]
    assert verdicts(two.predict(program_of(text))) == "hhh"


def test_without_any_snapshot_it_starts_from_the_image(two: Project) -> None:
    two.gone = {recording_snapshot(two, 1), recording_snapshot(two, 2)}
    prediction = two.predict(program_of(TWO_FILES + "RUN more\n"))
    assert verdicts(prediction) == "mmm"
    assert prediction.restore is None
    assert prediction.first_to_run == 2


def test_another_checkout_of_the_same_content_shares_the_records(two: Project, tmp_path: Path) -> None:
    shutil.copytree(two.root, tmp_path / "elsewhere")
    tree = open_tree(tmp_path / "elsewhere", two.records.digests)
    prediction = predict(program_of(TWO_FILES), IMAGE, two.records, tree, lambda name: True)
    assert verdicts(prediction) == "hh"


def test_unsaved_text_counts_instead_of_the_file(two: Project) -> None:
    program = program_of(TWO_FILES)
    tree = open_tree(two.root, two.records.digests, {"file2": b"unsaved"})
    prediction = predict(program, IMAGE, two.records, tree, lambda name: True)
    assert verdicts(prediction) == "hm"


def test_predicting_needs_no_state_folder_and_makes_none(tmp_path: Path) -> None:
    write(tmp_path / "project", {"file1": "1"})
    state = tmp_path / "state"
    with Records(state / "records.db") as records:
        tree = open_tree(tmp_path / "project", records.digests)
        prediction = predict(program_of(TWO_FILES), IMAGE, records, tree, lambda name: True)
    assert verdicts(prediction) == "mm"
    assert not state.exists()


def test_a_layerfile_without_run_has_nothing_to_run(project: Project) -> None:
    prediction = project.predict(program_of("FROM vm/debian:12\n"))
    assert prediction.first_to_run is None
    assert [step.verdict for step in prediction.steps] == ["free"]


def test_the_steps_of_a_parent_are_shared(project: Project) -> None:
    parent = "FROM vm/debian:12\nRUN base\n"
    project.run(program_of("FROM base\nRUN one\n", base=parent))
    prediction = project.predict(program_of("FROM base\nRUN two\n", base=parent))
    assert verdicts(prediction) == "hm"


KINDS = {
    "absence": (lambda w: w.look("absence", "/root/config"), {"config": "x"}, "config"),
    "listing": (lambda w: w.look("listing", "/root"), {"new": "x"}, "."),
    "stat": (lambda w: w.look("stat", "/root/a"), {"a": "changed"}, "a"),
    "content": (lambda w: w.look("content", "/root/a"), {"a": "changed"}, "a"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_observation_is_an_input(project: Project, kind: str) -> None:
    behaviour, edit, path = KINDS[kind]
    text = "FROM vm/debian:12\nCOPY . .\nRUN step\n"
    write(project.root, {"a": "1"})
    project.behaviours = {"RUN step": behaviour}
    project.run(program_of(text))
    assert verdicts(project.predict(program_of(text))) == "h"
    write(project.root, edit)
    step = first_reason(project, text)
    assert step.reason is not None
    assert (step.reason.kind, step.reason.path) == (kind, path)


def test_the_mode_and_the_target_of_a_link_are_inputs(project: Project) -> None:
    def behaviour(watcher: Watcher) -> str:
        return watcher.look("entry", "/root/a") + watcher.look("link", "/root/l")

    text = "FROM vm/debian:12\nCOPY . .\nRUN step\n"
    write(project.root, {"a": "1"})
    (project.root / "l").symlink_to("a")
    project.behaviours = {"RUN step": behaviour}
    project.run(program_of(text))
    (project.root / "a").chmod(0o755)
    step = first_reason(project, text)
    assert step.reason is not None
    assert step.reason.detail == "a changed (mode 644 → 755)"
    (project.root / "a").chmod(0o644)
    (project.root / "l").unlink()
    (project.root / "l").symlink_to("b")
    step = first_reason(project, text)
    assert step.reason is not None
    assert step.reason.detail == "l points to b instead of a"


def test_a_content_reason_tells_both_digests(two: Project) -> None:
    write(two.root, {"file1": "9"})
    step = first_reason(two)
    assert step.reason is not None
    assert step.reason.kind == "content"
    assert step.reason.detail == "file1 changed (content 56a6051 → ec63514)".replace("ec63514", step.reason.new[:7])


def test_many_recordings_of_one_step_stay_cheap(project: Project) -> None:
    """Recordings share what they saw, and what is shared is looked at once."""
    text = "FROM vm/debian:12\nCOPY . .\nRUN step\n"
    paths = [f"/root/f{number}" for number in range(500)]
    write(project.root, {path[6:]: "x" for path in paths})
    project.behaviours = {"RUN step": reads(*paths)}
    for number in range(40):
        write(project.root, {"f7": str(number)})
        project.run(program_of(text))
    write(project.root, {"f7": "0"})
    prediction = project.predict(program_of(text))
    assert verdicts(prediction) == "h"
    count = project.records._database.read(
        lambda connection: connection.execute("SELECT count(*) FROM pieces").fetchone()[0], 0
    )
    assert count < 80


def test_nothing_is_read_that_no_step_observed(two: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write(two.root, {"unread": "x" * 100})
    (two.root / "unread").chmod(0)
    assert verdicts(two.predict(program_of(TWO_FILES))) == "hh"
    two.behaviours = {FIRST: nothing}
