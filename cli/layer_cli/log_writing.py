"""What steps printed, written as it is, or cleaned for a person's terminal."""

from __future__ import annotations

import codecs
from collections.abc import Hashable
from typing import BinaryIO, Protocol, TextIO

from layer_cli.terminal import harmless

#: Characters of a line without an end that wait for it.
_LONGEST = 4096

_RESET = "\x1b[0m"


class LogWriter(Protocol):
    """Takes pieces of the logs of several steps, and of their shards: whatever tells one from the others."""

    def write(self, step: Hashable, heading: str, data: bytes) -> None:
        """Write what a step printed."""

    def close(self) -> None:
        """Write what is held back."""


class RawWriter:
    """Byte for byte, for files and pipes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, step: Hashable, heading: str, data: bytes) -> None:
        """Write the bytes, and nothing about the step."""
        self._stream.write(data)
        self._stream.flush()

    def close(self) -> None:
        """Nothing is held back."""


class ScreenWriter:
    """Text without what could drive the terminal, in whole lines, so that no control sequence is cut in two.

    A heading is written where another step's output begins; "" is none.
    """

    def __init__(self, stream: TextIO, colours: bool) -> None:
        self._stream = stream
        self._colours = colours
        self._decoders: dict[Hashable, codecs.IncrementalDecoder] = {}
        self._rests: dict[Hashable, str] = {}
        self._shown: Hashable | None = None

    def write(self, step: Hashable, heading: str, data: bytes) -> None:
        """Write the lines that end in `data`, and hold back the rest."""
        decoder = self._decoders.setdefault(step, codecs.getincrementaldecoder("utf-8")("replace"))
        whole, end, rest = (self._rests.pop(step, "") + decoder.decode(data)).rpartition("\n")
        if len(rest) > _LONGEST:
            whole, end, rest = whole + end + rest, "", ""
        self._rests[step] = rest
        if self._shown != step:
            self._end_line()
            self._stream.write(f"{heading}\n" if heading else "")
            self._shown = step
        self._show(whole + end)

    def close(self) -> None:
        """Write lines without an end."""
        self._end_line()

    def _end_line(self) -> None:
        if self._shown is not None and (rest := self._rests.pop(self._shown, "")):
            self._show(rest + "\n")

    def _show(self, text: str) -> None:
        # Line by line: a sequence that never ends would hide all that follows.
        shown = "\n".join(harmless(line, self._colours) for line in text.split("\n"))
        self._stream.write(shown + _RESET if "\x1b" in shown else shown)
        self._stream.flush()
