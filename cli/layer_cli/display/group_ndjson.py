"""Several runs as one NDJSON stream: each one's event log with its run's id, and what is about all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from typing import Self

    from layer_runner.group.outcomes import Outcome
    from layer_runner.group.selection import Member
    from layer_runs.state import Run

#: Of the events that are about the group.
VERSION = 1


class GroupNdjsonDisplay:
    """Writes each event at once: docs/events.md."""

    def __init__(self, stream: TextIO, members: Sequence[Member], group: str, jobs: int) -> None:
        self._stream = stream
        described = [{"layerfile": each.path, "needs": list(each.needs), "memory": each.memory} for each in members]
        self._group = group
        self._write({"event": "group_started", "version": VERSION, "group": group, "jobs": jobs, "members": described})

    def started(self, member: Member) -> None:
        """Its log says so."""

    def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
        """Write one line."""
        self._write({**event, "run": run.id})

    def ended(self, outcome: Outcome) -> None:
        """Write how one ended, also one that never began."""
        run = None if outcome.run is None else outcome.run.id
        self._write({"event": "member_finished", **_fields(outcome), "run": run, "group": self._group})

    def finished(self, outcomes: Sequence[Outcome], took: float) -> None:
        """Write the last line."""
        ok = all(outcome.result == "passed" for outcome in outcomes)
        self._write({"event": "group_finished", "group": self._group, "ok": ok, "seconds": round(took, 4)})

    def _write(self, event: dict[str, Any]) -> None:
        self._stream.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass


def _fields(outcome: Outcome) -> dict[str, Any]:
    return {
        "layerfile": outcome.member.path,
        "result": outcome.result,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 4),
        "reason": outcome.reason,
    }
