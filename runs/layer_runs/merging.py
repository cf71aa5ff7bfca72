"""Many pieces of output as few, for who catches up with a long log."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from layer_runs.events import Event, Output, Sample


def merged(events: Iterable[Event]) -> list[Event]:
    """The same events, where between two others all output of one step and shard is one: folded they are the same.

    Pieces of different steps or shards may change places, and samples come before them; those of one keep their order.
    """
    result: list[Event] = []
    pieces: dict[tuple[int, int | None], list[Output]] = {}
    for event in events:
        if isinstance(event, Output):
            pieces.setdefault((event.step, event.shard), []).append(event)
        elif isinstance(event, Sample):
            # They come each second, and say nothing of what is printed.
            result.append(event)
        else:
            if pieces:
                result += map(_joined, _by_end(pieces))
                pieces = {}
            result.append(event)
    result += map(_joined, _by_end(pieces))
    return result


def _by_end(pieces: dict[tuple[int, int | None], list[Output]]) -> list[list[Output]]:
    # The last one tells what time it is.
    return sorted(pieces.values(), key=lambda each: each[-1].at)


def _joined(pieces: list[Output]) -> Output:
    if len(pieces) == 1:
        return pieces[0]
    return replace(pieces[-1], data="".join(piece.data for piece in pieces))
