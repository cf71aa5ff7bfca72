"""What package managers fetch, and where they keep it."""

from __future__ import annotations

import pytest

from layerfile.caches import fetches, holds
from layerfile.directives import Run
from layerfile.parsing import parse


@pytest.mark.parametrize(
    ("command", "directories"),
    [
        ("npm ci", ["~/.npm"]),
        ("npm --prefix=web install && sudo -E pip3 install x", ["~/.npm", "~/.cache/pip"]),
        ("yarn", ["/usr/local/share/.cache/yarn"]),
        ("yarn --version", []),
        ("yarn --frozen-lockfile install", ["/usr/local/share/.cache/yarn"]),
        ("echo npm ci", []),
        ("cargo", []),
        ("apt-get -y install git", ["/var/cache/apt"]),
    ],
)
def test_what_a_command_fetches(command: str, directories: list[str]) -> None:
    [run] = parse(f"RUN {command}").directives
    assert isinstance(run, Run)
    assert [directory for directory, _ in fetches(run)] == directories


def test_a_directory_holds_what_is_in_it() -> None:
    assert holds("~", "~/.npm")
    assert holds("/", "/var/cache/apt")
    assert holds("/a", "/a")
    assert not holds("/a", "/ab")
    assert not holds("/a/b", "/a")
