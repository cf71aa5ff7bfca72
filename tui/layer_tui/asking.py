"""Asks `layer` to do what is not the TUI's to do: a short process that is waited for, and what it said."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from msgspec import Struct

from layer_runs.terminal import harmless


class Answer(Struct, frozen=True):
    """How a command ended, and what it said on both of its outputs, line by line."""

    status: int
    lines: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether it did what it was told."""
        return self.status == 0


def ask(command: Sequence[str], *words: str) -> Answer:
    """Run `COMMAND WORDS` to its end. Nothing of the terminal reaches it."""
    done = subprocess.run(
        [*command, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        check=False,
    )
    text = done.stdout.decode("utf-8", "replace")
    return Answer(done.returncode, tuple(harmless(line).expandtabs() for line in text.splitlines()))
