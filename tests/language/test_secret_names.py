"""SECRET ENV in a program: which names are in force, and which are missing."""

from __future__ import annotations

import pytest

from layerfile import LayerfileError
from layerfile.files import MemoryFiles
from layerfile.program import Program, load
from layerfile.secret_names import handed_out, unset, wanted

START = "FROM vm/debian:12\n"


def program(text: str, **others: str) -> Program:
    """The program of a Layerfile's text; `others` are Layerfiles in folders of that name."""
    files = {f"{folder}/Layerfile": content for folder, content in others.items()}
    return load("Layerfile", MemoryFiles({"Layerfile": text, **files}))


def test_secrets_are_in_force_after_their_line() -> None:
    steps = program(START + "RUN a\nSECRET ENV A B\nRUN b\nSECRET ENV B C\nRUN c").steps
    assert [step.context.secrets for step in steps] == [(), (), (), ("A", "B"), ("A", "B"), ("A", "B", "C")]


def test_the_later_line_says_where_a_variable_comes_from() -> None:
    steps = program(START + "ENV A=1 B=2\nSECRET ENV A\nRUN a\nENV A=3\nRUN b").steps
    assert (steps[3].context.env, steps[3].context.secrets) == ((("B", "2"),), ("A",))
    assert (steps[5].context.env, steps[5].context.secrets) == ((("B", "2"), ("A", "3")), ())


def test_a_childs_steps_have_its_parents_secrets() -> None:
    assert program("FROM base\nRUN a", base=START + "SECRET ENV A").steps[-1].context.secrets == ("A",)


def test_all_that_a_program_names_is_wanted() -> None:
    assert wanted(program("FROM base\nSECRET ENV B A\nENV A=1", base=START + "SECRET ENV C")) == {"A", "B", "C"}
    assert wanted(program(START + "RUN a")) == frozenset()


def test_what_was_handed_out_stays_so_though_hidden() -> None:
    found = program(START + "SECRET ENV B A\nENV A=1\nRUN a\nSECRET ENV C")
    assert [handed_out(found, number) for number in (1, 2, 4, 5)] == [(), ("A", "B"), ("A", "B"), ("A", "B", "C")]


def test_a_secret_that_is_not_set_is_an_error_at_its_place() -> None:
    found = program(START + "SECRET ENV A NOPE\nRUN a\nSECRET ENV NOPE")
    assert [str(problem) for problem in unset(found, {"A"})] == [
        "Layerfile:2:14: error: the secret NOPE is not set on this machine: set it with `layer secret set NOPE`"
    ]
    assert unset(found, {"A", "NOPE"}) == ()


def test_in_a_parent_it_is_told_in_the_parents_file() -> None:
    (problem,) = unset(program("FROM base\nRUN a", base=START + "SECRET ENV A"), ())
    assert str(problem).startswith("base/Layerfile:2:12: ")


@pytest.mark.parametrize("line", ["ENV URL=https://$TOKEN@host", "COPY $TOKEN x", "WORKDIR ${TOKEN}", "USER $TOKEN"])
def test_a_secret_is_no_part_of_other_directives(line: str) -> None:
    with pytest.raises(LayerfileError, match=r"Layerfile:3:1: error: the secret \$TOKEN is only known in RUN"):
        program(START + f"SECRET ENV TOKEN\n{line}\nRUN a")
