"""Variables whose values only the machine knows."""

from __future__ import annotations

import pytest

from layerfile.context import Context
from layerfile.env_commands import commands, computed_names, computed_values, runs_commands
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.program import Program, load


def program(text: str) -> Program:
    return load("Layerfile", MemoryFiles({"Layerfile": f"FROM vm/debian:12\n{text}"}))


def test_commands_and_what_their_output_becomes() -> None:
    step = program('ENV A=x$(one)-`two a` B=plain C="$HOME/$(three)"').steps[1]
    assert commands(step.directive) == ("one", "two a", "three")
    assert computed_names(step.directive, step.context) == ("A", "C")
    values = computed_values(step.directive, step.context, {}, ("1\n\n", "2\n", "3"))
    assert values == {"A": "x1-2", "C": "/root/3"}


def test_what_is_made_of_it_is_not_known_before_either() -> None:
    found = program("ENV A=`a`\nENV B=$A-x C=c\nENV A=now\nENV D=$B\nRUN a")
    contexts = [step.context for step in found.steps]
    assert contexts[2].computed == ("A",)
    assert (contexts[3].computed, contexts[3].env) == (("A", "B"), (("C", "c"),))
    assert (contexts[4].computed, contexts[4].env) == (("B",), (("C", "c"), ("A", "now")))
    assert contexts[5].computed == ("B", "D")
    assert not runs_commands(found.steps[2].directive)
    step = found.steps[2]
    assert computed_values(step.directive, step.context, {"A": "1"}) == {"B": "1-x"}


@pytest.mark.parametrize("line", ["COPY $A b/", "WORKDIR /$A", "USER $A", "SETUP FILE $A"])
def test_a_line_that_must_know_it_before_is_refused(line: str) -> None:
    with pytest.raises(LayerfileError, match=r"\$A is what a command prints in the machine"):
        program(f"ENV A=`a`\n{line}")


def test_a_condition_on_it_is_refused() -> None:
    with pytest.raises(LayerfileError, match="A is what a command prints"):
        program("ENV A=`a`\nSKIP REMAINING IF A=x")


def test_setup_files_are_absolute_and_each_is_once() -> None:
    found = program("WORKDIR app\nSETUP FILE env.sh ~/x\nSETUP FILE /root/x\nRUN a")
    assert found.steps[-1].context == Context(workdir="/root/app", setup=("/root/app/env.sh", "/root/x"))
