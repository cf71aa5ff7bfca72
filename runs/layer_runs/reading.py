"""A run's events as they are appended.

The log is looked at again and again: nothing in Python's library tells that a file has grown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from layer_runs.events import Event, RunDied, RunFinished, of_line
from layer_runs.folder import EVENTS, is_written

if TYPE_CHECKING:
    from typing import Self

#: Bytes of a log that are read at once.
CHUNK = 1024**2

#: Seconds between two looks at a log that somebody waits for.
PAUSE = 0.1

#: How the lines begin that hold output: most of a log.
_OUTPUT = b'{"event":"output",'


class Lines:
    """Events from pieces of a log, which need not end where lines do. Without `output`, output is passed over."""

    def __init__(self, output: bool = True) -> None:
        self._output = output
        self._rest = b""

    def feed(self, data: bytes) -> list[Event]:
        """The events whose lines end in `data`."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not self._output:
            lines = [line for line in lines if not line.startswith(_OUTPUT)]
        return [of_line(line) for line in lines if line]


class Reader:
    """Reads one log, as far as it goes now; a context manager. Raises OSError where there is none.

    `at_end` says that the last `poll` found the log's end for now, `ended` that nothing will ever follow.
    """

    def __init__(self, folder: Path, output: bool = True) -> None:
        self._file = (folder / EVENTS).open("rb", buffering=0)
        self._lines = Lines(output)
        self.at_end = False
        self.ended = False

    def poll(self) -> list[Event]:
        """The next events, of at most `CHUNK` bytes; after the last one of a run that died, `RunDied`."""
        if self.ended:
            return []
        # Asked first: what a run writes before it ends is then there to be read.
        written = is_written(self._file)
        data = self._file.read(CHUNK)
        events = self._lines.feed(data)
        self.at_end = len(data) < CHUNK
        if any(isinstance(event, RunFinished) for event in events):
            self.ended = True
        elif self.at_end and not written:
            self.ended = True
            events.append(RunDied())
        return events

    def close(self) -> None:
        """Close the log."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read(folder: Path, output: bool = True) -> Iterator[Event]:
    """What is in a run's log by now."""
    with Reader(folder, output) as reader:
        while not (reader.at_end or reader.ended):
            yield from reader.poll()


def follow(folder: Path, output: bool = True, pause: float = PAUSE) -> Iterator[Event]:
    """What is in a run's log, and what is appended to it until the run has ended; looks every `pause` seconds."""
    with Reader(folder, output) as reader:
        while not reader.ended:
            yield from reader.poll()
            if reader.at_end and not reader.ended:
                time.sleep(pause)
