"""A line of a log as it may be shown: what a terminal would be left with, and nothing that drives one."""

from __future__ import annotations

from layer_runs.terminal import harmless


def coloured(line: bytes) -> str:
    """The line's text; of control sequences only those that set colours stay. Of what was overwritten, the last."""
    text = line.decode("utf-8", "replace")
    if "\r" in text:
        text = text.rstrip("\r").rpartition("\r")[2]
    if text.isprintable():
        return text
    return harmless(text, colours=True).expandtabs()


def plain(line: bytes) -> str:
    """The line's text without colours: what is searched and copied."""
    text = coloured(line)
    return harmless(text) if "\x1b" in text else text
