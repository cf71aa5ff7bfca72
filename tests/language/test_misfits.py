"""Lines that are no directive: what they were meant to be."""

from __future__ import annotations

import pytest

from layerfile.keywords import DOCKER
from layerfile.parsing import parse


def message(text: str) -> str:
    (problem,) = parse(f"FROM vm/debian:12\n{text}").problems
    assert problem.severity == "error"
    return problem.message


@pytest.mark.parametrize("word", sorted(DOCKER))
def test_docker_words_are_told_the_layerfile_way(word: str) -> None:
    assert message(f"{word} x").startswith(f"{word} ")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CMD npm start", "RUN BACKGROUND"),
        ("ARG A=b", "BUILD ENV"),
        ("EXPOSE 8000", "EXPOSE WEBSITE localhost:8000"),
        ("EXPOSE https://localhost:443", "EXPOSE WEBSITE https://localhost:443"),
        ("EXPOSE WBESITE localhost:80", "did you mean EXPOSE WEBSITE?"),
        ("SKIP REMIANING IF A=b", "did you mean SKIP REMAINING IF?"),
        ("RNU make", "did you mean RUN?"),
        ("FORM vm/debian:12", "did you mean FROM?"),
        ("Copi a b", "did you mean COPY?"),
        ("RUNx y", "did you mean RUN?"),
        ("SECRET A", "did you mean SECRET ENV?"),
        ("npm test", "put RUN before it"),
        ("./run.sh", "put RUN before it"),
        ("sudo apt-get update", "put RUN before it"),
        ("<!-- RUN x -->", "every line starts with one"),
        ("FOO", "no directive of a Layerfile"),
    ],
)
def test_what_was_meant(text: str, meant: str) -> None:
    assert meant in message(text)
