"""What a run waits for somebody to say, and what it shows outside, as lines to read."""

from __future__ import annotations

from layer_runs.events import Button, FailureWaiting
from layer_runs.state import Run
from layer_runs.terminal import harmless
from layer_tui.pieces import Line, Piece

#: What can be answered where a step has failed, each with its key and what it does.
ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("s", "shell", "a terminal in a copy of its machine, as it is now; then you are asked again"),
    ("r", "retry", "again from before this step, with the files and the Layerfile of now"),
    ("c", "continue", "go on with the next step; nothing is cached from here on"),
    ("k", "keep", "keep the machine as it is for layer shell, and ask again"),
    ("q", "quit", "end here"),
)


def asks(run: Run) -> Line:
    """What it waits for, and which key answers; nothing where it does not wait."""
    if run.waiting is not None:
        problem = f": {harmless(run.waiting.problem)}" if run.waiting.problem else ""
        return (
            (f"? line {run.waiting.line}{_shard(run.waiting)} failed and its machine is paused{problem}", "failed"),
            ("  a answers", "running"),
        )
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


def _shard(of: Button | FailureWaiting) -> str:
    return "" if of.shard is None else f" of shard {of.shard}"
