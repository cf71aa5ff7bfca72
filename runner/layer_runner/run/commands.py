"""The commands that steps run in the machine: their shell text, and an output that is kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

#: The longest value of a variable, in bytes: Linux takes 128 KiB for a name and its value (MAX_ARG_STRLEN).
LONGEST_VALUE = 128 * 1024 - 1024


class BadValue(Exception):
    """What a command printed cannot be a variable's value; the message says why."""


def shell(command: str, setup: Sequence[str]) -> list[str]:
    """The argv of a RUN: the files of SETUP FILE are sourced before it, in the same shell.

    One that cannot be read fails the step. How the last line of one ends does not: those of nvm end as they like.
    """
    return ["bash", "-c", _sourced(setup) + command]


def capturing(command: str, setup: Sequence[str], file: str) -> list[str]:
    """The argv that leaves in `file` what a command writes to its standard output; all else is shown as of a RUN."""
    quiet = f"{{\n{_sourced(setup)}}} >&2\n" if setup else ""
    return ["sh", "-c", 'exec bash -c "$2" >"$1"', "sh", file, quiet + command]


def reading(file: str) -> list[str]:
    """The argv that prints what was left there, no more than can be a value, and removes it."""
    return ["sh", "-c", f'head -c {LONGEST_VALUE + 1} -- "$1"; rm -f -- "$1"', "sh", file]


def value_of(output: str) -> str:
    """What a command printed, as a variable's value. Raises BadValue."""
    value = output.replace("\0", "")
    if len(value.encode()) > LONGEST_VALUE:
        raise BadValue(f"it printed more than {LONGEST_VALUE // 1024} KB, which is too long for a variable")
    if "\N{REPLACEMENT CHARACTER}" in value:
        raise BadValue("what it printed is not UTF-8, so it cannot be a variable's value")
    return value


def _sourced(setup: Sequence[str]) -> str:
    lines = (
        f"[ -r {quote(file)} ] || {{ echo {quote(f'SETUP FILE: {file} cannot be read')} >&2; exit 1; }}\n"
        f"source {quote(file)}\n"
        for file in setup
    )
    return "".join(lines)
