"""ENV with commands is done as RUN is: recorded, and a hit only where its value is still known."""

from __future__ import annotations

from layer_cache.explanation import explain

from .projects import Project, program_of, reads, verdicts, write

TEXT = "FROM vm/debian:12\nCOPY . /w/\nENV VERSION=$(cat /w/version)\nRUN make\n"
ENV = "ENV VERSION=$(cat /w/version)"


def test_the_command_may_read_files(project: Project) -> None:
    write(project.root, {"version": "1", "other": "1"})
    project.behaviours = {ENV: reads("/w/version")}
    program = program_of(TEXT)
    project.run(program)
    assert project.executed == [ENV, "RUN make"]
    write(project.root, {"other": "2"})
    assert verdicts(project.predict(program)) == "hh"
    write(project.root, {"version": "2"})
    prediction = project.run(program)
    assert (verdicts(prediction), project.executed) == ("mm", [ENV, "RUN make"])
    write(project.root, {"version": "3"})
    assert explain(project.predict(program), 3).reasons[0].path == "version"
    write(project.root, {"version": "1"})
    assert verdicts(project.predict(program)) == "hh", "the value of then comes back with what stood on it"


def test_its_value_is_kept_with_its_recording(project: Project) -> None:
    write(project.root, {"version": "1"})
    program = program_of(TEXT)
    project.run(program)
    recording = project.predict(program).steps[2].recording
    assert recording is not None
    assert list(project.records.values(recording.id)) == ["ENV VERSION"]


def test_where_the_value_is_lost_it_is_no_hit(project: Project) -> None:
    write(project.root, {"version": "1"})
    program = program_of(TEXT)
    project.run(program)
    project.records._database.write(lambda connection: connection.execute("DELETE FROM recorded_values"))
    prediction = project.predict(program)
    assert verdicts(prediction) == "mm"
    reason = prediction.steps[2].reason
    assert reason is not None
    assert reason.detail == "the record of its last run is damaged"
