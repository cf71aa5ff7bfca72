"""What a run waits for somebody to say, and what it shows outside, as lines to read."""

from __future__ import annotations

from layer_runs.events import Button
from layer_runs.state import Run
from layer_runs.terminal import harmless
from layer_tui.pieces import Line, Piece


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


def links(run: Run) -> Line:
    """What the run shows outside while it goes on; an address that is a link is its own piece."""
    if run.result != "running" or not run.exposed:
        return ()
    pieces: list[Piece] = [("⇒ ", "dim")]
    for each in run.exposed:
        shard = "" if each.shard is None else f"shard {each.shard} "
        pieces += [(shard, "dim"), (harmless(each.address), "link" if each.kind == "website" else "head"), ("  ", "")]
    return (*pieces, ("i opens" if websites(run) else "", "dim"))


def websites(run: Run, shard: int | None = None) -> tuple[str, ...]:
    """The addresses that a browser opens, those of a shard first."""
    found = [each for each in run.exposed if each.kind == "website" and each.address.startswith("http://")]
    return tuple(each.address for each in sorted(found, key=lambda each: each.shard != shard))


def _shard(button: Button) -> str:
    return "" if button.shard is None else f" of shard {button.shard}"
