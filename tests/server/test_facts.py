"""What a hover says of the word under the cursor."""

from __future__ import annotations

import pytest

from layer_server.features.facts import fact
from layer_server.wording import Plain
from tests.server.feature import asked

START = "FROM vm/debian:12\n"


def told(text: str, files: dict[str, str] | None = None, path: str = "Layerfile") -> tuple[str, ...]:
    """What is said at the cursor; checks that it is about what stands between « and », if that is marked."""
    view, position, spans = asked(text, files, path)
    found = fact(view, position, Plain(), lambda name: f"facts of {name}")
    if found is None:
        return ()
    assert not spans or found.span == spans[0]
    return found.lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ENV A=1\nRUN echo $«¦A»\n", ("A=1", "set by ENV at line 2")),
        ("ENV A=1\nENV A=2 B=$A\nRUN echo ${«B¦»}\n", ("B=1", "set by ENV at line 3")),
        ("ENV «A¦»=1\n", ("A=1", "set by ENV at line 2")),
        ("ENV A=1\nENV A=2 B=$«¦A»\n", ("A=1", "set by ENV at line 2")),
        ("ENV A=2 B=$«¦A»\n", ("A", "no Layerfile sets it: the machine may")),
        ("ENV A='a b'\nENV B=\"x$A\"\nCOPY . /$¦B\n", ("B=xa b", "set by ENV at line 3")),
        ("ENV A=$(date)\nRUN echo $¦A\n", ("A", "what a command prints that runs in the machine: ENV at line 2")),
        (
            "BUILD ENV B\nRUN echo $¦B\n",
            ("B", "from the caller: BUILD ENV at line 2; steps below depend on its value"),
        ),
        ("SECRET ENV S\nRUN echo $¦S\n", ("S", "a secret: SECRET ENV at line 2; its value is never shown")),
        ("RUN echo $¦CI\n", ("CI=true", "in every step")),
        (
            "RUN echo $¦GIT_BRANCH\n",
            ("GIT_BRANCH", "set by layer for each run; a step depends on its value only below BUILD ENV"),
        ),
        ("USER app\nCOPY . $¦HOME\n", ("HOME=/home/app", "what app has when it logs in")),
        ("RUN echo $¦NOPE\n", ("NOPE", "no Layerfile sets it: the machine may")),
        ("RUN ec¦ho $A\n", ()),
        ("BUTTON $¦A\n", ()),
    ],
)
def test_variables(text: str, lines: tuple[str, ...]) -> None:
    assert told(START + text) == lines


def test_a_variable_of_a_parent() -> None:
    files = {"base/Layerfile": START + "ENV ROOT=/srv\nENV A=$ROOT/app\n"}
    assert told("FROM base\nENV ROOT=/x\nRUN echo $¦A", files) == ("A=/srv/app", "set by ENV at base/Layerfile:3")


def test_rules_in_comments() -> None:
    name, summary = told(START + "# layer: ignore[«split¦-one», LF999] why\nSPLIT 1\n")
    assert name == "split-one (LF502, warning)"
    assert summary.endswith(".")
    assert told(START + "SPLIT 1 # layer: ignore[«LF5¦02»]\n")[0].startswith("split-one")
    assert told(START + "# layer: ignore[no-such¦-rule]\nSPLIT 1\n") == ()
    assert told(START + "# a com¦ment\n") == ()


def test_images_and_paths() -> None:
    assert told("FROM «vm/deb¦ian:12»\n") == ("vm/debian:12", "facts of vm/debian:12")
    assert told("FR¦OM vm/debian:12\n") == ()
    files = {"base/Layerfile": START, "x/y": ""}
    assert told("FROM «./ba¦se»\n", files) == ("Layerfile base/Layerfile",)
    assert told(START + "COPY «x/¦y» x .\n", files) == ("file x/y",)
    assert told(START + "COPY x/y «¦x» .\n", files) == ("folder x",)
    assert told(START + "COPY «¦.» .\n", files) == ("folder the root of the tree",)
    assert told(START + "COPY ¦nope .\n", files) == ("there is nothing of that name in the tree",)
