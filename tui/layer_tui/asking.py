"""Has `layer` do what is not the TUI's to do: a process that is waited for, beside the screen or in its place."""

from __future__ import annotations

import contextlib
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


def hand_over(command: Sequence[str], *words: str) -> int:
    """Run `COMMAND WORDS` on the terminal, which must have been left; its exit status.

    What it says last can be read before the screen comes back, where it did not end well.
    """
    status = subprocess.run([*command, *words], check=False).returncode
    if status:
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            input(f"layer {' '.join(words)} ended with status {status}: Enter goes back ")
    return status


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
