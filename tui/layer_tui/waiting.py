"""What a run waits for somebody to say, as lines to read."""

from __future__ import annotations

from layer_runs.events import Button
from layer_runs.state import Run
from layer_runs.terminal import harmless
from layer_tui.pieces import Line


def asks(run: Run) -> Line:
    """What it waits for, and which key answers; nothing where it does not wait."""
    if not run.buttons:
        return ()
    first, more = run.buttons[0], len(run.buttons) - 1
    return (
        (f"? line {first.line}{_shard(first)} waits: ", "running"),
        (harmless(first.message) or "press its button", "head"),
        (f"  and {more} more" if more else "", "dim"),
        ("  b presses", "running"),
    )


def buttons(run: Run) -> list[Line]:
    """The buttons that would be pressed."""
    return [
        ((f"line {each.line}{_shard(each)}  ", "dim"), (harmless(each.message) or "(no message)", "head"))
        for each in run.buttons
    ]


def _shard(button: Button) -> str:
    return "" if button.shard is None else f" of shard {button.shard}"
