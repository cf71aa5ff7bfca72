"""Text for a hover: durations, dates, digests, and two ways to set it."""

from __future__ import annotations

import time
from re import compile as pattern
from typing import Protocol

from layer_runs.terminal import seconds

_DIGEST = pattern(r"\b([0-9a-f]{7})[0-9a-f]{33}\b")
_CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Only what would be markup in the middle of a line: some editors show the backslashes.
_MARKUP = pattern(r"[\\`*\[\]<&~]|(?<!\w)_|_(?!\w)")
_BACKTICKS = pattern(r"`+")


duration = seconds
"""As the commands write it: 0.4 s, 12.3 s, 2 m 05 s, 1 h 02 m."""


def moment(created: float) -> str:
    """A time (seconds since 1970) on this machine's clock."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(created))


def shortened(value: str) -> str:
    """Digests cut to seven digits, the way git shows them."""
    return _DIGEST.sub(r"\1", value)


def one_line(text: str) -> str:
    """Without line ends, other control characters and halves of surrogate pairs: file names may hold them all."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


class Style(Protocol):
    """How a hover is set; all methods take text as it is and answer what the editor gets."""

    def plain(self, text: str) -> str:
        """Running text."""

    def strong(self, text: str) -> str:
        """What the eye should find first."""

    def code(self, text: str) -> str:
        """A path, or something to type."""


class Plain:
    """For editors that show text as it comes."""

    def plain(self, text: str) -> str:
        """Running text."""
        return one_line(text)

    def strong(self, text: str) -> str:
        """What the eye should find first."""
        return one_line(text)

    def code(self, text: str) -> str:
        """A path, or something to type."""
        return one_line(text)


class Markdown:
    """For editors that read Markdown; nothing that comes from a file or a program can become markup."""

    def plain(self, text: str) -> str:
        """Running text."""
        return _MARKUP.sub(r"\\\g<0>", one_line(text))

    def strong(self, text: str) -> str:
        """What the eye should find first."""
        return f"**{self.plain(text)}**"

    def code(self, text: str) -> str:
        """A path, or something to type."""
        inner = one_line(text)
        fence = "`" * (1 + max((len(found) for found in _BACKTICKS.findall(inner)), default=0))
        blank = " " if inner.startswith("`") or inner.endswith("`") else ""
        return f"{fence}{blank}{inner}{blank}{fence}"
