"""What the commands of ENV print, and what SKIP REMAINING IF skips, where there are several machines."""

from __future__ import annotations

from .projects import Project, program_of, reads, verdicts, write

START = "FROM vm/debian:12\nCOPY . /w/\n"


def test_shards_stop_each_for_itself(project: Project) -> None:
    write(project.root, {"a": "1"})
    project.behaviours = {"RUN two": reads("/w/a")}
    program = program_of(START + "RUN one\nSPLIT 3\nSKIP REMAINING IF SPLIT=1\nRUN two\n", variables={})
    prediction = project.run(program)
    assert verdicts(prediction) == "m[msm]"
    assert project.executed == ["RUN one", "RUN two [0: 0/3]", "RUN two [2: 2/3]"]
    skipped = prediction.steps[-1].shards[1].reason
    assert skipped is not None
    assert skipped.detail == "line 5 of Layerfile stops the run: SPLIT is 1"
    assert verdicts(project.predict(program)) == "h[hsh]"
    write(project.root, {"a": "2"})
    assert verdicts(project.run(program)) == "h[msm]"


def test_the_first_shard_may_be_the_one_that_stops(project: Project) -> None:
    write(project.root, {})
    program = program_of(START + "SPLIT 2\nSKIP REMAINING IF SPLIT=0\nRUN one\nBUILD ENV CI\nRUN two\n", variables={})
    prediction = project.run(program)
    assert [step.verdict for step in prediction.steps if step.step.text.startswith("RUN")] == ["miss", "miss"]
    assert project.executed == ["RUN one [1: 1/2]", "RUN two [1: 1/2]"]
    assert [step.text for step in program.steps][-1] == "RUN two", "steps that some shard does are the program's"


def test_what_is_skipped_is_not_split(project: Project) -> None:
    write(project.root, {})
    program = program_of(START + "RUN one\nSKIP REMAINING IF X=\nSPLIT 5\nRUN two $SPLIT\n", variables={})
    assert verdicts(project.run(program)) == "ms"[:1] + "ss"
    assert project.executed == ["RUN one"]


def test_what_a_command_printed_before_split_belongs_to_the_recording_that_shards_stand_on(project: Project) -> None:
    write(project.root, {"a": "1", "b": "1"})
    project.behaviours = {"ENV A=`date`": reads("/w/a"), "RUN two": reads("/w/b")}
    program = program_of(START + "ENV A=`date`\nENV B=$A\nSPLIT 2\nRUN two\n")
    project.run(program)
    assert verdicts(project.predict(program)) == "h[hh]"
    write(project.root, {"b": "2"})
    assert verdicts(project.run(program)) == "h[mm]"
    write(project.root, {"a": "2"})
    assert verdicts(project.run(program)) == "m[mm]"
