"""The event log as it is, one object a line."""

from __future__ import annotations

from typing import Any, TextIO

from layer_runs.writing import to_line


class NdjsonDisplay:
    """Writes each event at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, event: dict[str, Any]) -> None:
        """Write one line."""
        self._stream.write(to_line(event).decode())
        self._stream.flush()

    def __enter__(self) -> NdjsonDisplay:
        return self

    def __exit__(self, *exception: object) -> None:
        pass
