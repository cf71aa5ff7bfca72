"""What shards print at the same time, put into whole lines, or it could not be told apart."""

from __future__ import annotations

from typing import Any

#: Characters of a line without an end that are held back.
_LONGEST = 4096


class ShardOutput:
    """Holds back the beginnings of lines, for each step and shard."""

    def __init__(self) -> None:
        self._rests: dict[tuple[int, int], str] = {}

    def lines(self, event: dict[str, Any]) -> list[str]:
        """The lines that an `output` event of a shard ends."""
        key = event["step"], event["shard"]
        text: str = self._rests.pop(key, "") + event["data"]
        *lines, rest = text.split("\n")
        if len(rest) > _LONGEST:
            lines, rest = [*lines, rest], ""
        if rest:
            self._rests[key] = rest
        return lines

    def rest(self, event: dict[str, Any]) -> list[str]:
        """What is left of a step of a shard that has finished: a line without an end, or none."""
        rest = self._rests.pop((event["step"], event.get("shard", -1)), "")
        return [rest] if rest else []
