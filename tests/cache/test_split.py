"""Steps after SPLIT: an identity and a verdict for each shard."""

from __future__ import annotations

from layer_cache.explanation import explain, shards_of
from layer_cache.identity import beginning, continued
from layer_cache.prediction import LanePrediction, Prediction
from layer_cache.readers import Readers, cost

from .projects import IMAGE, Project, Watcher, nothing, program_of, reads, verdicts, write

PARTS = "FROM vm/debian:12\nCOPY . /w/\nRUN make\nSPLIT 3\nRUN test\nRUN report\n"


def reads_part(watcher: Watcher) -> str:
    """A step that reads the file of its shard."""
    return watcher.look("content", f"/w/part{watcher.shard}")


def parts(project: Project) -> Project:
    """Three shards of which each reads a file of its own, run once."""
    write(project.root, {"main": "m", "part0": "0", "part1": "1", "part2": "2", "other": "x"})
    project.behaviours = {"RUN make": reads("/w/main"), "RUN test": reads_part, "RUN report": nothing}
    project.run(program_of(PARTS))
    return project


def below(prediction: Prediction) -> tuple[LanePrediction, ...]:
    """The lanes after the first SPLIT."""
    assert prediction.lane is not None
    return prediction.lane.lanes


def test_a_step_is_another_one_in_each_shard_and_with_another_count() -> None:
    found = set()
    for text in ("SPLIT 2", "SPLIT UNORDERED 2", "SPLIT 3"):
        program = program_of(f"FROM vm/debian:12\nRUN a\n{text}\nRUN b\n")
        names = continued(beginning(program, IMAGE), None, program.lane.steps)
        for lane in program.lane.lanes:
            found.add(continued(names[-1], None, lane.own))
    assert len(found) == 2 + 2 + 3


def test_every_shard_runs_once_and_is_then_a_hit(project: Project) -> None:
    parts(project)
    assert project.executed == ["RUN make"] + [f"RUN {w} [{n}: {n}/3]" for n in range(3) for w in ("test", "report")]
    prediction = project.predict(program_of(PARTS))
    assert verdicts(prediction) == "h[hhh][hhh]"
    assert prediction.first_to_run is None
    assert prediction.seconds_saved == sum(range(1, 8))


def test_an_edit_of_what_one_shard_reads_runs_that_shard_alone(project: Project) -> None:
    parts(project)
    write(project.root, {"part1": "new"})
    prediction = project.predict(program_of(PARTS))
    assert verdicts(prediction) == "h[hmh][hmh]"
    assert prediction.first_to_run == 4
    assert prediction.seconds_to_run == 4.0 + 5.0
    step = prediction.steps[4]
    assert (step.verdict, step.seconds, step.step.shard) == ("miss", 4.0, 1)
    assert step.reason is not None
    assert step.reason.path == "part1"
    project.run(program_of(PARTS))
    assert project.executed == ["RUN test [1: 1/3]", "RUN report [1: 1/3]"]


def test_an_edit_before_the_split_runs_all(project: Project) -> None:
    parts(project)
    write(project.root, {"main": "new"})
    prediction = project.predict(program_of(PARTS))
    assert verdicts(prediction) == "m[mmm][mmm]"
    assert prediction.seconds_to_run == 1.0 + 6.0 + 7.0, "shards run side by side"
    reason = prediction.steps[4].reason
    assert reason is not None
    assert (reason.kind, reason.detail) == ("parent", "line 3 runs before it")


def test_a_shard_starts_from_its_own_newest_snapshot(project: Project) -> None:
    parts(project)
    text = PARTS.replace("RUN report", "RUN other")
    prediction = project.predict(program_of(text))
    assert verdicts(prediction) == "h[hhh][mmm]"
    assert [lane.restore and lane.restore.text for lane in below(prediction)] == ["RUN test"] * 3
    assert len({lane.restore.id for lane in below(prediction) if lane.restore}) == 3


def test_a_shard_whose_snapshot_is_gone_starts_where_it_forked_off(project: Project) -> None:
    parts(project)
    prediction = project.predict(program_of(PARTS))
    one = below(prediction)[1].steps[0].recording
    assert one is not None
    project.gone = {str(one.snapshot)}
    text = PARTS.replace("RUN report", "RUN other")
    prediction = project.predict(program_of(text))
    assert verdicts(prediction) == "h[hmh][mmm]"
    assert below(prediction)[1].restore is None
    end = prediction.lane and prediction.lane.end
    assert end is not None
    assert end.text == "RUN make"


def test_where_no_fork_can_start_the_step_before_runs_again_for_all(project: Project) -> None:
    parts(project)
    made = project.predict(program_of(PARTS)).steps[2].recording
    assert made is not None
    project.gone = {str(made.snapshot)}
    assert verdicts(project.predict(program_of(PARTS))) == "h[hhh][hhh]", "nothing needs to start"
    write(project.root, {"part1": "new"})
    prediction = project.run(program_of(PARTS))
    assert verdicts(prediction) == "m[mmm][mmm]"
    assert len(project.executed) == 7


def test_all_shards_go_on_from_one_run_of_the_step_before(project: Project) -> None:
    """What RUN make leaves may be another thing each time: shards of two of its runs must not be mixed."""
    parts(project)
    first = project.predict(program_of(PARTS)).steps[2].recording
    assert first is not None
    # Another run of it, as two runs at once make, of which only shard 1 was done.
    again = project.records.add(
        identity=first.identity, layerfile="Layerfile", line=3, text="RUN make", seconds=1.0,
        observations=first.observations, snapshot="99-other", root=str(project.root),
    )  # fmt: skip
    lane = below(project.predict(program_of(PARTS)))[1]
    project.records.add(
        identity=lane.steps[0].identity, layerfile="Layerfile", line=5, text="RUN test", seconds=1.0,
        observations=(), parent=again, snapshot="98-other", root=str(project.root),
    )  # fmt: skip
    prediction = project.predict(program_of(PARTS))
    assert verdicts(prediction) == "h[hhh][hhh]"
    assert prediction.steps[2].recording == first
    write(project.root, {"part0": "new", "part2": "new"})
    prediction = project.predict(program_of(PARTS))
    assert verdicts(prediction) == "h[mhm][mhm]"
    assert prediction.steps[2].recording == first, "it leaves less to run than the newer one"


def test_lanes_without_a_run_need_no_machine(project: Project) -> None:
    text = "FROM vm/debian:12\nRUN make\nSPLIT 3\nENV A=1\n"
    prediction = project.run(program_of(text))
    assert project.executed == ["RUN make"]
    assert all(lane.is_whole for lane in below(prediction))
    assert project.predict(program_of(text)).first_to_run is None


def test_without_the_cache_nothing_is_a_hit(project: Project) -> None:
    from layer_cache.prediction import predict

    parts(project)
    prediction = predict(program_of(PARTS), IMAGE, project.records, project.tree(), lambda _: True, use_cache=False)
    assert verdicts(prediction) == "m[mmm][mmm]"
    assert prediction.restore is None


def test_an_explanation_tells_shards_apart(project: Project) -> None:
    parts(project)
    write(project.root, {"part1": "new"})
    explanation = explain(project.predict(program_of(PARTS)), 5)
    assert explanation.verdict == "miss"
    assert [shard.verdict for shard in explanation.shards] == ["hit", "miss", "hit"]
    assert explanation.shards[1].reason == explanation.reasons[0]
    assert shards_of(explanation.shards) == "2 of 3 shards hit; 1 would run"
    write(project.root, {"part1": "1"})
    explanation = explain(project.predict(program_of(PARTS)), 5)
    assert shards_of(explanation.shards) == "3 of 3 shards hit"
    assert explanation.paths == ("part0", "part1", "part2")


def test_an_edit_costs_the_shards_that_read_the_file(project: Project) -> None:
    parts(project)
    readers = Readers(project.predict(program_of(PARTS)))
    found = readers.of("part2")
    assert [(step.step.line, [shard.step.shard for shard in step.shards]) for step in found] == [(5, [2])]
    told = cost([(readers, found)])
    assert (told.steps, told.seconds) == (2, 6.0 + 7.0)
    assert cost([(readers, readers.of("main"))]).steps == 7
