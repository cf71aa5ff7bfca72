"""What the cache says of each step, short enough to stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from layer_server.verdicts import Forecast, Outlook, Verdict
from layer_server.view import View
from layer_server.wording import duration, shortened
from layerfile.spans import Position


class Hint(NamedTuple):
    """Text for the end of a line."""

    position: Position
    text: str
    tooltip: str


class Lens(NamedTuple):
    """Text above the file; `command` is what a click does: "run", "explain" or nothing."""

    title: str
    command: str = ""


class StepVerdict(NamedTuple):
    """Of the step that starts at `line` (from 0); `seconds` is what it takes or saves, None if nobody knows."""

    line: int
    verdict: str
    seconds: float | None
    reason: str | None


def hints(view: View, forecast: Forecast, first: int, last: int) -> Iterator[Hint]:
    """A hint for each step that is a hit or would run, on the lines from `first` to `last`."""
    for directive, moved in view.placed:
        span = directive.span.moved(moved)
        if span.end_line < first or span.start_line > last:
            continue
        verdict = forecast.verdicts.get(span.start_line)
        text = None if verdict is None else _short(verdict)
        if verdict is not None and text is not None:
            line = span.start_line
            end = len(view.document.lines[line - 1].rstrip("\r\n"))
            yield Hint(Position(line, end), text, _reason(verdict) or "")


def _short(verdict: Verdict) -> str | None:
    explanation = verdict.explanation
    time = "" if explanation.seconds is None else f" {duration(explanation.seconds)}"
    hits = sum(shard.verdict == "hit" for shard in explanation.shards)
    if explanation.verdict == "miss" and hits:
        time += f", {hits} of {len(explanation.shards)} shards hit"
    match explanation.verdict:
        case "hit":
            return f"✓{time} saved" if time else "✓"
        case "miss":
            cause = explanation.reasons[0].path if explanation.reasons else ""
            return f"↻{time}{f': {shortened(cause)}' if cause else ''}"
        case _:
            return None


def _reason(verdict: Verdict) -> str | None:
    reasons = verdict.explanation.reasons
    return shortened(reasons[0].detail) if reasons else None


def lenses(forecast: Forecast | None) -> Iterator[Lens]:
    """What stands above a Layerfile."""
    if forecast is None:
        yield Lens("computing what is cached …")
    elif forecast.outlook is None:
        yield Lens(f"what is cached is not known: {shortened(forecast.unknown)}")
    else:
        yield Lens(
            f"{forecast.against}: {summary(forecast.outlook)}" if forecast.against else summary(forecast.outlook)
        )
    yield Lens("Run", "run")
    yield Lens("Explain", "explain")


def summary(outlook: Outlook) -> str:
    """`3 of 5 steps cached · 41 s to run`."""
    steps = outlook.hits + outlook.misses
    said = f"{outlook.hits} of {steps} steps cached"
    if outlook.misses:
        more = " or more" if outlook.seconds_unknown else ""
        said += f" · {duration(outlook.seconds_to_run)}{more} to run"
    elif outlook.seconds_saved:
        said += f" · {duration(outlook.seconds_saved)} saved"
    return said


def verdicts(forecast: Forecast) -> list[StepVerdict]:
    """All steps, in the order of their lines."""
    return [
        StepVerdict(line - 1, one.explanation.verdict, one.explanation.seconds, _reason(one))
        for line, one in sorted(forecast.verdicts.items())
    ]
