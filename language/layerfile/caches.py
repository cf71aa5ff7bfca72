"""Which directories package managers keep their downloads in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath
from re import compile as pattern
from types import MappingProxyType

from layerfile.arguments import Argument
from layerfile.directives import Run
from layerfile.shell import Command, commands

_DIRECTORIES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("npm", "ci"): "~/.npm",
        ("npm", "i"): "~/.npm",
        ("npm", "install"): "~/.npm",
        ("yarn", ""): "/usr/local/share/.cache/yarn",
        ("yarn", "install"): "/usr/local/share/.cache/yarn",
        ("pip", "install"): "~/.cache/pip",
        ("pip3", "install"): "~/.cache/pip",
        ("go", "build"): "~/.cache/go-build",
        ("go", "install"): "~/.cache/go-build",
        ("go", "test"): "~/.cache/go-build",
        ("cargo", "build"): "~/.cargo/registry",
        ("cargo", "test"): "~/.cargo/registry",
        ("apt", "install"): "/var/cache/apt",
        ("apt-get", "install"): "/var/cache/apt",
    }
)
_NAME = pattern(r"\b(?:npm|yarn|pip3?|go|cargo|apt(?:-get)?)\b")


def fetches(run: Run) -> Iterator[tuple[str, Command]]:
    """The commands of a RUN that fetch packages, each with the directory that keeps what it fetched for root."""
    if _NAME.search(run.command) is None:
        return
    for command in commands(run):
        program = command.without_wrappers()
        words = [word for word in program.arguments if not word.startswith("-")]
        # `yarn --version` fetches nothing.
        action = words[0] if words else "" if not program.arguments else "-"
        directory = _DIRECTORIES.get((program.name, action))
        if directory is not None:
            yield directory, command


def directory(item: Argument) -> str:
    """A directory in CACHE as it is called here."""
    path = normpath(str(item)) if str(item) else ""
    return f"~{path[5:]}" if path == "/root" or path.startswith("/root/") else path


def holds(outer: str, inner: str) -> bool:
    """Whether a directory is the other one, or one above it."""
    return inner == outer or inner.startswith(outer.rstrip("/") + "/")
