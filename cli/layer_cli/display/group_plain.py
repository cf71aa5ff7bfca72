"""Several runs as plain lines, each with the name of its Layerfile before it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO, cast

from layer_cli.display.plain import PlainDisplay
from layer_cli.groups.table import MARKS, last_line, reason, table
from layer_cli.terminal import harmless

if TYPE_CHECKING:
    from typing import Self

    from layer_runner.group.outcomes import Outcome
    from layer_runner.group.selection import Member
    from layer_runs.state import Run

#: Columns of a name, at most: longer ones move their lines to the right.
_WIDEST = 24


class GroupPlainDisplay:
    """Writes whole lines only, so that those of several runs do not mix."""

    def __init__(self, stream: TextIO, members: Sequence[Member]) -> None:
        self._stream = stream
        self._width = min(_WIDEST, max((len(member.name) for member in members), default=0))
        self._displays: dict[str, tuple[PlainDisplay, _Prefixed]] = {}

    def started(self, member: Member) -> None:
        """Begin the lines of one run."""
        prefixed = _Prefixed(self._stream, self._prefix(member))
        self._displays[member.path] = (PlainDisplay(cast("TextIO", prefixed)), prefixed)

    def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
        """Write what one event says."""
        self._displays[member.path][0].show(event)

    def ended(self, outcome: Outcome) -> None:
        """Write why one did not pass, where its own log does not say it."""
        _, prefixed = self._displays.get(outcome.member.path, (None, None))
        if prefixed is not None:
            prefixed.finish()
        if outcome.run is None or outcome.result in ("error", "timed out"):
            for line in [f"{MARKS.get(outcome.result, '-')} {outcome.result}: {reason(outcome)}", *_more(outcome)]:
                self._stream.write(f"{self._prefix(outcome.member)}{line}\n")
        self._stream.flush()

    def finished(self, outcomes: Sequence[Outcome], took: float) -> None:
        """Write the table."""
        self._stream.write("\n".join(["", *table(outcomes), last_line(outcomes, took), ""]))
        self._stream.flush()

    def _prefix(self, member: Member) -> str:
        return f"{harmless(member.name):{self._width}} | "

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass


def _more(outcome: Outcome) -> list[str]:
    return [harmless(line) for line in outcome.reason.splitlines()[1:]]


class _Prefixed(io.TextIOBase):
    """A stream that hands on whole lines, with something before each."""

    def __init__(self, stream: TextIO, prefix: str) -> None:
        self._to = stream
        self._prefix = prefix
        self._rest = ""

    def write(self, text: str) -> int:
        """Take some text."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._to.write(f"{self._prefix}{line}\n")
        return len(text)

    def flush(self) -> None:
        """Have what is whole written."""
        self._to.flush()

    def finish(self) -> None:
        """Hand on what has no end."""
        if self._rest:
            self.write("\n")
