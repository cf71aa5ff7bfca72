"""Which steps read a file, and what an edit of it makes run: checked against making the edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache.readers import Cost, Readers, cost
from layer_cache.records import Records
from tests.cache.projects import Project, program_of, reads, write

TEXT = "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/one\nRUN true\n"
TEXT += "RUN cat /src/two /src/one\nCOPY three /src/two\nRUN cat /src/two\n"
BEHAVIOURS = {
    "RUN cat /src/one": reads("/src/one"),
    "RUN cat /src/two /src/one": reads("/src/two", "/src/one"),
    "RUN cat /src/two": reads("/src/two"),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    write(root, {"one": "1", "two": "2", "three": "3", "nobody": "4"})
    return Project(root, Records(tmp_path / "records.db"), BEHAVIOURS)


def lines(readers: Readers, path: str) -> list[int]:
    return [step.step.line for step in readers.of(path)]


def test_each_file_has_its_readers(project: Project) -> None:
    program = program_of(TEXT)
    project.run(program)
    readers = Readers(project.predict(program))
    assert lines(readers, "one") == [3, 5]
    assert lines(readers, "two") == [5]
    # It was put over `two`.
    assert lines(readers, "three") == [7]
    assert lines(readers, "nobody") == []
    assert lines(readers, "gone") == []
    assert lines(readers, "") == []


@pytest.mark.parametrize("path", ["one", "two", "three", "nobody"])
def test_the_cost_is_what_an_edit_then_costs(project: Project, path: str) -> None:
    program = program_of(TEXT)
    project.run(program)
    readers = Readers(project.predict(program))
    told = cost([(readers, readers.of(path))])
    write(project.root, {path: "something else"})
    after = project.predict(program)
    misses = [step for step in after.steps if step.verdict == "miss"]
    assert told == Cost(len(misses), sum(step.seconds or 0 for step in misses), False)


def test_a_step_that_would_run_is_known_by_its_last_run(project: Project) -> None:
    program = program_of(TEXT)
    project.run(program)
    write(project.root, {"one": "other"})
    readers = Readers(project.predict(program))
    assert lines(readers, "one") == [3, 5]
    assert lines(readers, "three") == [7]


def test_nothing_is_known_before_a_run(project: Project) -> None:
    readers = Readers(project.predict(program_of(TEXT)))
    assert lines(readers, "one") == []
    assert cost([(readers, [])]) == Cost(0, 0, False)


def test_what_programs_share_counts_once(project: Project) -> None:
    parent = program_of(TEXT)
    project.run(parent)
    one, other = Readers(project.predict(parent)), Readers(project.predict(parent))
    assert one == other
    assert cost([(one, one.of("one")), (other, other.of("one"))]) == cost([(one, one.of("one"))])
    new = program_of(TEXT + "RUN new\n")
    with_new = Readers(project.predict(new))
    assert cost([(with_new, with_new.of("three"))]) == Cost(2, 4.0, True)
