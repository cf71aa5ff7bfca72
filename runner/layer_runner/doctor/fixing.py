"""Which commands mend what was found; and running them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layer_runner.doctor.findings import Finding
from layer_runner.errors import EngineError


@dataclass(frozen=True, slots=True)
class Command:
    """A command that mends something; `needs_root` says who may run it."""

    words: tuple[str, ...]
    needs_root: bool

    def shown(self, is_root: bool) -> str:
        """As a person would type it."""
        return shlex.join(self.words if is_root or not self.needs_root else ("sudo", *self.words))


def commands(findings: Iterable[Finding], has_apt: bool) -> list[Command]:
    """All commands that mend these findings, in order: packages first, in one command. Pure.

    Without apt, packages are left to the person: they are called otherwise there.
    """
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    packages = tuple(dict.fromkeys(package for fix in fixes for package in fix.packages))
    found: list[Command] = []
    if packages and has_apt:
        found.append(Command(("apt-get", "update"), True))
        found.append(Command(("apt-get", "install", "--yes", "--no-install-recommends", *packages), True))
    found += [Command(command, not fix.is_own) for fix in fixes for command in fix.commands]
    return found


def afterwards(findings: Iterable[Finding]) -> list[str]:
    """What is left for the person to do when the commands have run."""
    said = (finding.fix.afterwards for finding in findings if finding.fix is not None)
    return list(dict.fromkeys(words for words in said if words))


def has_apt() -> bool:
    """Whether packages are Debian's here."""
    return shutil.which("apt-get") is not None


def is_root() -> bool:
    """Whether commands that need root can be run as they are."""
    return os.geteuid() == 0


def run(todo: Sequence[Command], own: Sequence[str]) -> None:
    """Run the commands in order, those that need root through sudo; `own` is what "layer" stands for.

    Raises EngineError at the first that fails.
    """
    for command in todo:
        words = [*own, *command.words[1:]] if command.words[0] == "layer" else list(command.words)
        if command.needs_root and not is_root():
            words.insert(0, "sudo")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            status = subprocess.run(words, check=False, env=environment).returncode
        except FileNotFoundError:
            raise EngineError(f"{words[0]} is missing: have root run `{command.shown(True)}`") from None
        if status != 0:
            raise EngineError(f"`{command.shown(is_root())}` failed (exit status {status})")
