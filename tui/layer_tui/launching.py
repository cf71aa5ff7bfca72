"""Starts `layer run` as a session of its own, which outlives the terminal, and finds its log."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from layer_runs.folder import EVENTS, run_id

#: Seconds between two looks for a log that is not there yet.
_PAUSE = 0.05


class NotStarted(Exception):
    """`layer run` ended before it had a log; the message is what it said."""


@dataclass(frozen=True)
class Launched:
    """A run that was started here: its process, and what that says on its standard error."""

    id: str
    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    def said(self) -> str:
        """What it said by now."""
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "replace").strip()


def launch(command: Sequence[str], path: str, options: Sequence[str] = ()) -> Launched:
    """Start `COMMAND run OPTIONS PATH`. Nothing of the terminal reaches it: neither ^C nor a hangup."""
    number = run_id()
    # Has no name, so nothing is left behind; and the run can go on writing when nobody reads any more.
    errors = tempfile.TemporaryFile()  # noqa: SIM115
    process = subprocess.Popen(
        [*command, "run", "--run-id", number, *options, "--", path],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )
    return Launched(number, process, errors)


async def log_of(launched: Launched, runs: Path) -> Path:
    """The run's folder in `runs`, as soon as it has a log. Raises NotStarted."""
    folder = runs / launched.id
    while not (folder / EVENTS).exists():
        status = launched.process.poll()
        # Looked for once more: it may have begun and ended meanwhile.
        if status is not None and not (folder / EVENTS).exists():
            raise NotStarted(launched.said() or f"layer run ended with status {status} and said nothing")
        await asyncio.sleep(_PAUSE)
    return folder
