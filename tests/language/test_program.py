"""A Layerfile with its parents: steps with what is in force before them, or all that is in their way."""

from __future__ import annotations

import pytest
from hypothesis import given

from layerfile.checking import check
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError, Problem
from layerfile.program import DEFAULT_MEMORY, Context, Program, load
from tests.grammar.test_scanner import texts

START = "FROM vm/debian:12\n"


def program(text: str) -> Program:
    return load("Layerfile", MemoryFiles({"Layerfile": START + text}))


def refused(path: str, files: dict[str, str]) -> str:
    with pytest.raises(LayerfileError) as caught:
        load(path, MemoryFiles(files))
    assert all(one.severity == "error" for one in caught.value.problems)
    return str(caught.value)


def warned(path: str, files: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.name, one.severity) for one in check(path, MemoryFiles(files))]


def test_every_line_of_the_chain_is_a_step() -> None:
    files = {"base/Layerfile": START + "RUN a\n", "a/Layerfile": "FROM ../base\n# c\nRUN b\n"}
    found = load("a/Layerfile", MemoryFiles(files))
    assert found.path == "a/Layerfile"
    assert found.image == "vm/debian:12"
    assert found.layerfiles == ("base/Layerfile", "a/Layerfile")
    assert [(one.number, one.layerfile, one.folder, one.line, one.own, one.text) for one in found.steps] == [
        (0, "base/Layerfile", "base", 1, False, "FROM vm/debian:12"),
        (1, "base/Layerfile", "base", 2, False, "RUN a"),
        (2, "a/Layerfile", "a", 1, True, "FROM ../base"),
        (3, "a/Layerfile", "a", 3, True, "RUN b"),
    ]


def test_a_layerfile_at_the_root_has_no_folder() -> None:
    assert program("RUN a").steps[1].folder == ""


def test_memory_counts_wherever_it_stands() -> None:
    assert program("RUN a").memory == DEFAULT_MEMORY == 1024**3
    assert program("RUN a\nMEMORY 2G\nRUN b").memory == 2 * 1024**3


def test_only_the_root_parents_memory_counts() -> None:
    files = {"base/Layerfile": START + "MEMORY 512M", "Layerfile": "FROM base/Layerfile\nMEMORY 2G"}
    assert load("Layerfile", MemoryFiles(files)).memory == 512 * 1024**2
    assert warned("Layerfile", files) == [("memory-in-child", "warning")]


def test_a_step_has_the_context_before_it() -> None:
    steps = program("ENV A=b\nWORKDIR /x\nUSER app\nRUN a").steps
    assert steps[1].context == Context()
    assert steps[2].context == Context(env=(("A", "b"),))
    assert steps[3].context == Context(env=(("A", "b"),), workdir="/x")
    assert steps[4].context == Context(env=(("A", "b"),), workdir="/x", user="app")


def test_context_goes_from_parent_to_child() -> None:
    files = {"base/Layerfile": START + "ENV A=b\nWORKDIR x", "Layerfile": "FROM /base\nENV C=$A$A\nWORKDIR y"}
    steps = load("Layerfile", MemoryFiles(files)).steps
    assert steps[-1].context == Context(env=(("A", "b"), ("C", "bb")), workdir="/root/x")


def test_the_built_in_environment_is_not_in_contexts() -> None:
    assert program("ENV A=$CI\nRUN a").steps[2].context.env == (("A", "true"),)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ENV A=1\nENV B=$A C=${A}x D='$A' E=\"$A\" F=\\$A", "1 1x $A 1 $A"),
        ("ENV B=$NOPE", ""),
        ("ENV A=1\nENV A=2 B=$A", "2 1"),
        ("ENV A=1\nENV A=$A$A", "11"),
        ("ENV B=$CI", "true"),
        ("ENV B=$HOME", "/root"),
        ("USER app\nENV B=$HOME", "/home/app"),
        ("ENV B=$1", "$1"),
    ],
)
def test_variables_expand_from_the_environment_so_far(text: str, values: str) -> None:
    assert " ".join(program(text).steps[-1].values) == values


def test_variables_expand_in_copy_workdir_and_user() -> None:
    steps = program("ENV A=x\nCOPY $A/* ~/${A}/\nWORKDIR $A\nUSER $A").steps
    assert [step.values for step in steps[2:]] == [("x/*", "~/x/"), ("/root/x",), ("x",)]


def test_what_identities_use_keeps_variables_unexpanded() -> None:
    assert program("ENV A=x\nCOPY $A b").steps[2].normalised == "COPY $A b"


@pytest.mark.parametrize(
    ("lines", "workdir"),
    [
        ("WORKDIR a\nWORKDIR b", "/root/a/b"),
        ("WORKDIR /a\nWORKDIR ../b", "/b"),
        ("WORKDIR ~", "/root"),
        ("USER app\nWORKDIR ~/x", "/home/app/x"),
        ("WORKDIR //a/./b/", "/a/b"),
        ("WORKDIR ../../..", "/"),
    ],
)
def test_directories_nest(lines: str, workdir: str) -> None:
    assert program(f"{lines}\nRUN a").steps[-1].context.workdir == workdir


def test_a_users_name_that_expands_to_none_is_an_error() -> None:
    assert "cannot be a user's name" in refused("Layerfile", {"Layerfile": START + "USER $NOPE"})


@pytest.mark.parametrize("line", ["COPY $NOPE /x", "COPY x $NOPE", "WORKDIR ${NOPE}"])
def test_a_path_of_which_nothing_is_left_is_an_error(line: str) -> None:
    assert "is empty" in refused("Layerfile", {"Layerfile": START + line})


def test_each_mistake_is_told_once() -> None:
    assert warned("Layerfile", {"Layerfile": START + "USER a:b"}) == [("user-name", "error")]


@pytest.mark.parametrize("line", ["AWS link --region=x"])
def test_what_cannot_run_yet_stops_a_run_and_is_no_mistake(line: str) -> None:
    files = {"Layerfile": START + line}
    assert warned("Layerfile", files) == []
    assert "Layerfile:2:" in refused("Layerfile", files)


def test_warnings_stop_nothing() -> None:
    assert len(program("run a \\\\\n b").steps) == 2


def test_all_errors_are_told_at_once_parents_first() -> None:
    files = {"base/Layerfile": START + "FOO", "Layerfile": "FROM /base\nCOPY\nnpm i"}
    lines = refused("Layerfile", files).splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["base/Layerfile:2:1", "Layerfile:2:1", "Layerfile:3:1"]


def test_a_parents_error_shows_at_from() -> None:
    files = {"base/Layerfile": START + "FOO", "Layerfile": "FROM ./base"}
    (problem,) = check("Layerfile", MemoryFiles(files))
    assert (problem.name, problem.path, problem.span.start.line) == ("from-broken-parent", "Layerfile", 1)
    assert "base/Layerfile:2:1" in problem.message


@pytest.mark.parametrize("base", ["webapp.io/docker:20.10", "org/name:tag", "github/a/b/Layerfile@c"])
def test_a_name_that_is_no_image_is_fine_to_write_but_cannot_run_yet(base: str) -> None:
    files = {"Layerfile": f"FROM {base}\nRUN a"}
    assert warned("Layerfile", files) == []
    assert "vm/debian:12" in refused("Layerfile", files)


def test_a_missing_layerfile() -> None:
    assert "does not exist" in refused("Layerfile", {})
    assert warned("Layerfile", {}) == [("no-layerfile", "error")]


@given(texts, texts)
def test_checking_never_raises_and_loading_raises_one_error_only(text: str, parent: str) -> None:
    files = MemoryFiles({"a/Layerfile": f"FROM /b\n{text}", "b/Layerfile": START + parent})
    problems = check("a/Layerfile", files)
    assert all(one.path == "a/Layerfile" for one in problems)
    refused: tuple[Problem, ...] = ()
    try:
        load("a/Layerfile", files)
    except LayerfileError as error:
        refused = error.problems
    assert all(one.severity == "error" for one in refused)
    assert refused or not any(one.severity == "error" for one in problems)
