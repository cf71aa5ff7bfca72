"""Readers of a run's event log for `layer run`: NDJSON, plain lines, or a live view on a terminal."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol, TextIO


class Display(Protocol):
    """Shows events; used as a context manager so that the terminal is left as it was found."""

    def show(self, event: dict[str, Any]) -> None:
        """Show one event."""

    def __enter__(self) -> Display: ...

    def __exit__(self, *exception: object) -> None: ...


def choose(as_json: bool, stream: TextIO) -> AbstractContextManager[Display]:
    """The display that suits: NDJSON if asked for, a live view on a terminal, else plain lines."""
    if as_json:
        from layer_cli.display.ndjson import NdjsonDisplay

        return NdjsonDisplay(stream)
    if stream.isatty():
        from layer_cli.display.live import LiveDisplay

        return LiveDisplay()
    from layer_cli.display.plain import PlainDisplay

    return PlainDisplay(stream)
