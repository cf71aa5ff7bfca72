"""RUN REPEATABLE: where it starts from, what it depends on, and that a hit still skips it."""

from __future__ import annotations

import pytest

from layer_cache.explanation import explain
from layer_cache.observations import Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import placements
from layer_cache.prediction import Prediction, StepPrediction
from layer_cache.repeating import inherited, renewed

from .projects import Project, Watcher, program_of, reads, verdicts, write

TEXT = "FROM vm/debian:12\nCOPY . .\nRUN setup\nRUN REPEATABLE build\nRUN test\n"
SETUP, BUILD, TEST = "RUN setup", "RUN REPEATABLE build", "RUN test"


def build(watcher: Watcher) -> str:
    """Reads `always` each time, and `once` in its first run only."""
    found = "".join(watcher.look("content", path) for path in ("/root/always",))
    if "once" not in watcher.memory:
        watcher.memory["once"] = watcher.look("content", "/root/once")
    watcher.memory["runs"] = str(int(watcher.memory.get("runs", "0")) + 1)
    return found + watcher.memory["once"] + watcher.memory["runs"]


@pytest.fixture
def nine(project: Project) -> Project:
    """The pipeline of 9 o'clock."""
    write(project.root, {"always": "9", "once": "1", "setup": "s", "other": "o"})
    project.behaviours = {SETUP: reads("/root/setup"), BUILD: build, TEST: reads("/root/always")}
    project.run(program_of(TEXT))
    return project


def predicted(project: Project, text: str = TEXT) -> Prediction:
    return project.predict(program_of(text))


def run(project: Project, **files: str) -> Prediction:
    write(project.root, dict(files))
    return project.run(program_of(TEXT))


def going_on(prediction: Prediction) -> list[StepPrediction]:
    """The steps that start from their own last run, in each machine that comes to them."""
    return [one for one in prediction.each if one.again is not None]


def runs_in(project: Project, prediction: Prediction) -> list[str]:
    """How often the step had run in the machine that each of the snapshots in a prediction holds."""
    snapshots = [step.recording.snapshot or "" for step in prediction.each if step.recording is not None]
    return [project.memories[name][1]["runs"] for name in snapshots if name in project.memories]


def test_the_first_run_starts_from_the_step_before(nine: Project) -> None:
    assert nine.executed == [SETUP, BUILD, TEST]
    assert verdicts(predicted(nine)) == "hhh"
    assert not going_on(predicted(nine))


def test_three_pipelines(nine: Project) -> None:
    """The example of the hosted service's documentation: at 9, at 10 with other files, at 11 with those of 9."""
    ten = run(nine, always="10")
    [step] = going_on(ten)
    assert step.step.text == BUILD
    assert ten.restore is not None
    assert ten.restore == step.again
    assert (ten.restore.id, ten.restore.parent, step.step.number) == (2, 1, 3)
    assert nine.executed == [BUILD, TEST]
    after_ten = predicted(nine)
    assert verdicts(after_ten) == "hhh"
    assert runs_in(nine, after_ten) == ["2"]
    eleven = run(nine, always="9")
    assert verdicts(eleven) == "hhh"
    assert runs_in(nine, eleven) == ["1"]


def test_the_own_last_run_is_the_newest_whatever_its_files_were(nine: Project) -> None:
    run(nine, always="10")
    run(nine, always="9")
    run(nine, always="12")
    assert runs_in(nine, predicted(nine)) == ["3"]


def test_a_hit_of_the_step_itself_is_no_reason_to_go_on_from_it(nine: Project) -> None:
    nine.behaviours[TEST] = reads("/root/other")
    run(nine, always="10")
    prediction = run(nine, other="x")
    assert not going_on(prediction)
    assert nine.executed == [TEST]


def test_where_an_earlier_step_must_run_it_starts_after_that(nine: Project) -> None:
    prediction = run(nine, setup="t")
    assert not going_on(prediction)
    assert nine.executed == [SETUP, BUILD, TEST]
    assert runs_in(nine, predicted(nine)) == ["1"]
    # Back again: of that branch the last run is the one of 9 o'clock.
    run(nine, setup="s", always="10")
    assert nine.executed == [BUILD, TEST]
    assert runs_in(nine, predicted(nine)) == ["2"]


def test_it_needs_no_snapshot_but_its_own(nine: Project) -> None:
    first = predicted(nine).steps[2].recording
    assert first is not None
    nine.gone = {first.snapshot or ""}
    prediction = run(nine, always="10")
    assert verdicts(prediction) == "hmm"
    assert going_on(prediction)
    assert nine.executed == [BUILD, TEST]


def test_without_its_own_snapshot_it_starts_as_RUN_does(nine: Project) -> None:
    own = predicted(nine).steps[3].recording
    assert own is not None
    nine.gone = {own.snapshot or ""}
    prediction = run(nine, always="10")
    assert not going_on(prediction)
    assert runs_in(nine, predicted(nine)) == ["1"]


def test_a_hit_whose_snapshot_is_gone_goes_on_from_another_run_of_its_own(nine: Project) -> None:
    run(nine, always="10")
    hit = predicted(nine).steps[3].recording
    assert hit is not None
    nine.gone = {hit.snapshot or ""}
    prediction = predicted(nine, TEXT.replace("RUN test", "RUN more"))
    assert verdicts(prediction) == "hmm"
    assert going_on(prediction)
    assert prediction.restore is not None
    assert prediction.restore.id == 2


def test_another_text_has_no_last_run(nine: Project) -> None:
    write(nine.root, {"always": "10"})
    prediction = predicted(nine, TEXT.replace("build", "build more"))
    assert not going_on(prediction)
    assert prediction.restore is not None
    assert prediction.restore.text == SETUP


def test_as_the_first_step_it_goes_on_too(project: Project) -> None:
    text = "FROM vm/debian:12\nCOPY . .\nRUN REPEATABLE build\n"
    write(project.root, {"always": "9", "once": "1"})
    project.behaviours = {BUILD: build}
    project.run(program_of(text))
    write(project.root, {"always": "10"})
    prediction = project.run(program_of(text))
    assert prediction.restore is not None
    assert prediction.restore.parent is None
    assert [step.step.number for step in going_on(prediction)] == [2]
    assert runs_in(project, predicted(project, text)) == ["2"]


def test_what_only_an_earlier_run_read_stays_an_input(nine: Project) -> None:
    run(nine, always="10")
    prediction = predicted(nine)
    recording = prediction.steps[3].recording
    assert recording is not None
    assert "/root/once" in {observation.path for observation in recording.observations}
    write(nine.root, {"once": "2"})
    assert verdicts(predicted(nine)) == "hmm"


def test_what_was_given_to_a_run_counts_not_what_an_earlier_one_read(nine: Project) -> None:
    """Else a step that need not look at a file again would never be a hit any more."""
    run(nine, always="10", once="2")
    assert verdicts(predicted(nine)) == "hhh"
    write(nine.root, {"once": "1"})
    assert verdicts(predicted(nine)) == "hmm"


def test_a_file_that_is_gone_since(nine: Project) -> None:
    (nine.root / "once").unlink()
    run(nine, always="10")
    assert verdicts(predicted(nine)) == "hhh"
    write(nine.root, {"once": "1"})
    assert verdicts(predicted(nine)) == "hmm"


def test_damage_of_what_it_saw_makes_it_start_as_RUN_does(nine: Project) -> None:
    nine.records._database.write(lambda connection: connection.execute("DELETE FROM set_pieces").rowcount)
    assert not going_on(predicted(nine))


def test_why_says_where_it_starts_from(nine: Project) -> None:
    write(nine.root, {"always": "10"})
    assert explain(predicted(nine), 4).again == 2.0
    assert explain(predicted(nine), 5).again is None


SHARDS = "FROM vm/debian:12\nCOPY . .\nRUN setup\nSPLIT 2\nRUN REPEATABLE build\nRUN test\n"


@pytest.fixture
def shards(project: Project) -> Project:
    """Two shards of which each builds with a file of its own, run once."""
    write(project.root, {"setup": "s", "part0": "0", "part1": "1", "other": "o"})
    project.behaviours = {SETUP: reads("/root/setup"), BUILD: build_part, TEST: reads("/root/other")}
    project.run(program_of(SHARDS))
    return project


def build_part(watcher: Watcher) -> str:
    """Reads the file of its shard."""
    watcher.memory["runs"] = str(int(watcher.memory.get("runs", "0")) + 1)
    return watcher.look("content", f"/root/part{watcher.shard}")


def test_each_shard_goes_on_from_its_own_last_run(shards: Project) -> None:
    before = predicted(shards, SHARDS)
    write(shards.root, {"part1": "new"})
    prediction = shards.run(program_of(SHARDS))
    assert verdicts(prediction) == "h[hm][hm]"
    [step] = going_on(prediction)
    assert step.step.shard == 1
    assert step.again == before.steps[4].each[1].recording
    assert shards.executed == ["RUN REPEATABLE build [1: 1/2]", "RUN test [1: 1/2]"]
    assert runs_in(shards, predicted(shards, SHARDS)) == ["1", "2"]
    assert explain(prediction, 5).again == step.again.created if step.again else False


def test_shards_that_go_on_from_their_own_last_runs_need_no_machine_to_fork(shards: Project) -> None:
    first = predicted(shards, SHARDS).steps[2].recording
    assert first is not None
    shards.gone = {first.snapshot or ""}
    write(shards.root, {"part0": "new", "part1": "new"})
    prediction = shards.run(program_of(SHARDS))
    assert verdicts(prediction) == "h[mm][mm]"
    assert len(going_on(prediction)) == 2


def test_shards_fork_where_most_of_them_have_a_last_run(shards: Project) -> None:
    """Two recordings of the step before hold, and nothing ever ran after the newer one."""
    shards.behaviours[SETUP] = reads("/root/setup", "/root/more")
    older = predicted(shards, SHARDS).steps[2].recording
    assert older is not None
    newer = shards.records.add(
        identity=older.identity,
        layerfile=older.layerfile,
        line=older.line,
        text=older.text,
        seconds=1.0,
        observations=list(older.observations),
        snapshot="100-other",
        created=100.0,
        root=str(shards.root),
    )
    assert newer != older.id
    write(shards.root, {"part0": "new", "part1": "new"})
    prediction = predicted(shards, SHARDS)
    assert prediction.steps[2].recording == older
    assert len(going_on(prediction)) == 2


def test_where_the_step_before_a_split_must_run_shards_start_after_it(shards: Project) -> None:
    write(shards.root, {"setup": "new", "part0": "new"})
    prediction = shards.run(program_of(SHARDS))
    assert verdicts(prediction) == "m[mm][mm]"
    assert not going_on(prediction)


def test_before_a_split_it_goes_on_too(project: Project) -> None:
    text = "FROM vm/debian:12\nCOPY . .\nRUN REPEATABLE build\nSPLIT 2\nRUN test\n"
    write(project.root, {"always": "9", "once": "1"})
    project.behaviours = {BUILD: build, TEST: reads("/root/always")}
    project.run(program_of(text))
    write(project.root, {"always": "10"})
    prediction = project.run(program_of(text))
    assert [step.step.text for step in going_on(prediction)] == [BUILD]
    assert project.executed == [BUILD, "RUN test [0: 0/2]", "RUN test [1: 1/2]"]
    assert runs_in(project, predicted(project, text)) == ["2"]


def placed(project: Project) -> PlacedTree:
    program, tree = program_of(TEXT), project.tree()
    return PlacedTree(placements(program, tree, 3), tree)


def test_renewed_are_the_files_that_it_looked_at_and_that_are_others_now(nine: Project) -> None:
    before = predicted(nine).steps[3].recording
    assert before is not None
    assert renewed(before, placed(nine)) == []
    write(nine.root, {"once": "2", "other": "x"})
    assert renewed(before, placed(nine)) == ["/root/once"]


def test_a_question_with_another_answer_is_the_same_question(nine: Project) -> None:
    before = nine.records.recording(
        nine.records.add(
            identity="i",
            layerfile="Layerfile",
            line=4,
            text="",
            seconds=1.0,
            observations=[
                Observation("absence", "/root/new", "absent"),
                Observation("entry", "/root/once", "file 644"),
            ],
        ),
        "i",
    )
    assert before is not None
    write(nine.root, {"new": "x"})
    (nine.root / "once").unlink()
    found = inherited(before, [], placed(nine))
    assert found == [Observation("entry", "/root/new", "file 644"), Observation("absence", "/root/once", "absent")]
    # What a daemon saw before it was restored is among the own.
    own = [Observation("entry", "/root/new", "file 755"), Observation("entry", "/root/new", "file 644")]
    assert inherited(before, own, placed(nine)) == [*own, found[1]]
