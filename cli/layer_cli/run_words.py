"""What became of a run and its steps, in words: those of `layer_runs.words`, which the TUI uses as well."""

from layer_runs.words import (
    against_prediction,
    elapsed,
    ending,
    first_line,
    mark,
    place,
    result,
    used,
    verdict,
    when,
)

__all__ = [
    "against_prediction",
    "elapsed",
    "ending",
    "first_line",
    "mark",
    "place",
    "result",
    "used",
    "verdict",
    "when",
]
