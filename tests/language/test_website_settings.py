"""The `[expose]` table of `layer.toml`."""

from __future__ import annotations

import pytest

from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.website_settings import IDLE, WAIT, Settings, read_settings


def read(text: str) -> Settings:
    return read_settings(MemoryFiles({"layer.toml": text}))


def test_without_a_file_it_is_this_machine_alone_and_two_minutes() -> None:
    assert read_settings(MemoryFiles({})) == Settings(None, None, WAIT, IDLE, "own")
    assert WAIT == 120


def test_all_that_can_be_said() -> None:
    text = '[expose]\nbind = "0.0.0.0"\nport = 8080\nwait = 5\nidle = 60.5\nhost-header = "localhost"\n'
    assert read(text) == Settings("0.0.0.0", 8080, 5.0, 60.5, "localhost")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("prot = 1", "expose.prot is not known"),
        ("port = 0", "must be a port"),
        ('port = "80"', "must be a port"),
        ("port = true", "must be a port"),
        ("wait = 0", "must be seconds"),
        ('bind = ""', "must be an address"),
        ('host-header = "x"', '"own" or "localhost"'),
    ],
)
def test_a_mistake_is_an_error_at_its_line(line: str, words: str) -> None:
    with pytest.raises(LayerfileError) as caught:
        read(f"[cache]\nport = 1\n[expose]\n{line}\n")
    (problem,) = caught.value.problems
    assert words in problem.message
    assert problem.span.start.line == 4
