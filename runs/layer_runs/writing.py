"""The lines of an event log as they are written."""

from __future__ import annotations

import json
from typing import Any


def to_line(record: dict[str, Any]) -> bytes:
    """The line that says `record`, with its end."""
    if record["event"] == "output":
        # Of these there are hundreds of megabytes: twice as fast as `json`. A run without any does not import it.
        import msgspec

        return msgspec.json.encode(record) + b"\n"
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    # A file name that is not UTF-8: its odd bytes become JSON's own escapes.
    return text.encode("utf-8", "backslashreplace") + b"\n"
