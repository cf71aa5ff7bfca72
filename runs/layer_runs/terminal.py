"""Text for a person's terminal: times, and output of a guest made harmless."""

from __future__ import annotations

import re
import time

# Everything that starts with ESC, or with one of the 8-bit controls; the first group is kept: colours.
_ESCAPES = re.compile(
    r"(\x1b\[[0-9;:]*m)"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


#: 1 for the bytes of ASCII that are, or begin, any of those: most output has none, and that is told ten times faster.
_CONTROLS = bytes(1 if byte in (*range(9), *range(0x0B, 0x20), 0x7F) else 0 for byte in range(256))


def harmless(text: str, colours: bool = False) -> str:
    """`text` without what could drive a terminal: no control characters but tabs and line ends, no escape
    sequences; with `colours`, those that set colours stay.
    """
    if text.isascii() and b"\x01" not in text.encode().translate(_CONTROLS):
        return text
    return _ESCAPES.sub(lambda match: match[1] if colours and match[1] else "", text)


def seconds(value: float) -> str:
    """A duration in seconds as people write it: 0.4 s, 12.3 s, 2 m 05 s."""
    if round(value, 1) < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} m {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} m"


def moment(value: float) -> str:
    """A time (seconds since 1970) on this machine's clock."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value))
