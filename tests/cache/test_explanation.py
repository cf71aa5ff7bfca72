"""What there is to say about one line."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from layer_cache.explanation import explain

from .projects import Project, Watcher, program_of, reads, write

TEXT = "FROM vm/debian:12\nCOPY . .\nRUN one\nRUN two\n"


@pytest.fixture
def project_with_two_steps(project: Project) -> Project:
    """Two steps, run once."""

    def two(watcher: Watcher) -> str:
        for kind, path in (("absence", "/root/c"), ("listing", "/root"), ("content", "/root/b")):
            watcher.look(kind, path)  # type: ignore[arg-type]
        return ""

    write(project.root, {"a": "1", "b": "2"})
    project.behaviours = {"RUN one": reads("/root/a"), "RUN two": two}
    project.run(program_of(TEXT))
    return project


def test_a_hit_tells_what_it_depends_on(project_with_two_steps: Project) -> None:
    found = explain(project_with_two_steps.predict(program_of(TEXT)), 4)
    assert (found.verdict, found.seconds, found.recorded) == ("hit", 2.0, 2.0)
    assert found.observed == {"absence": 1, "listing": 1, "content": 1}
    assert found.paths == ("b", ".", "c")
    assert found.reasons == ()
    assert found.first_miss is None


def test_a_miss_tells_all_that_changed_the_most_telling_first(
    project_with_two_steps: Project,
) -> None:
    write(project_with_two_steps.root, {"b": "changed", "c": "new"})
    found = explain(project_with_two_steps.predict(program_of(TEXT)), 4)
    assert (found.verdict, found.recorded, found.first_miss) == ("miss", 2.0, 4)
    assert [(reason.kind, reason.path) for reason in found.reasons] == [
        *(("content", "b"), ("absence", "c"), ("listing", "."))
    ]
    content, absence, listing = found.reasons
    assert content.old != content.new
    assert (absence.old, absence.new) == ("absent", "file 644")
    assert absence.detail == "c did not exist, now it does"
    assert listing.detail == "the list of names in ./ changed"
    json.dumps(asdict(found))


def test_a_step_after_a_miss_names_it(project_with_two_steps: Project) -> None:
    (project_with_two_steps.root / "a").unlink()
    prediction = project_with_two_steps.predict(program_of(TEXT))
    assert explain(prediction, 3).reasons[0].detail == "a is gone"
    later = explain(prediction, 4)
    assert (later.first_miss, later.first_miss_layerfile) == (3, "Layerfile")
    assert [reason.kind for reason in later.reasons] == ["parent"]


def test_a_free_step_has_nothing_to_explain(project_with_two_steps: Project) -> None:
    found = explain(project_with_two_steps.predict(program_of(TEXT)), 2)
    assert (found.verdict, found.reasons, found.seconds) == ("free", (), None)


def test_a_line_without_a_step_is_an_error(project_with_two_steps: Project) -> None:
    with pytest.raises(KeyError):
        explain(project_with_two_steps.predict(program_of(TEXT)), 9)


def test_lines_of_a_parent_are_asked_for_by_its_name(project: Project) -> None:
    program = program_of("FROM base\nRUN one\n", base="FROM vm/debian:12\nRUN base\n")
    prediction = project.predict(program)
    assert explain(prediction, 2).text == "RUN one"
    assert explain(prediction, 2, "base/Layerfile").text == "RUN base"


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        ("file", "gone", "x is gone"),
        ("file", "dir", "x is a directory now, and was a file"),
        ("dir", "link", "x is a symbolic link now, and was a directory"),
        ("link", "other link", "x points to b instead of a"),
    ],
)
def test_what_became_of_something_is_told(project: Project, before: str, after: str, detail: str) -> None:
    def make(what: str) -> None:
        path = project.root / "x"
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            path.rmdir()
        match what:
            case "file":
                path.write_text("1")
            case "dir":
                path.mkdir()
            case "link":
                path.symlink_to("a")
            case "other link":
                path.symlink_to("b")

    def behaviour(watcher: Watcher) -> str:
        return watcher.look("stat", "/root/x")

    project.behaviours = {"RUN one": behaviour}
    make(before)
    project.run(program_of("FROM vm/debian:12\nCOPY . .\nRUN one\n"))
    make(after)
    prediction = project.predict(program_of("FROM vm/debian:12\nCOPY . .\nRUN one\n"))
    assert explain(prediction, 3).reasons[0].detail == detail
