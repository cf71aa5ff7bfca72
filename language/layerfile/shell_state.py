"""What a RUN leaves in its own shell only, so that the next RUN knows nothing of it."""

from __future__ import annotations

from re import compile as pattern
from typing import Literal

from layerfile.directives import Run
from layerfile.shell import Command, row

Kind = Literal["cd", "export", "source", "state"]

_BEGINS = pattern(
    r"\s*(?:cd|mkdir|export|declare|typeset|source|\.|alias|set|shopt|ulimit|umask|unset|pushd|popd)(?:\s|\Z)"
)
_ENVIRONMENT = pattern(
    r"activate(?:\.[a-z]+)?|\.?[\w-]*rc|\.?(?:bash_|z)?profile|\.?[\w.-]*env(?:ironment)?(?:\.\w+)?|env[\w.-]*"
    r"|(?:nvm|asdf|ghcup|gvm)(?:\.sh)?|[\w-]+-init(?:\.sh)?"
)


def kind(command: Command) -> Kind | None:
    """What of its shell a command changes; None if it does anything else, or only shows it."""
    if command.redirections or command.is_background:
        return None
    arguments = command.arguments
    match command.name:
        case "cd":
            return "cd"
        case "export" | "declare" | "typeset":
            is_export = command.name == "export" or any("x" in word for word in arguments if word.startswith("-"))
            return "export" if is_export and any(not word.startswith("-") for word in arguments) else None
        case "source" | ".":
            # Another script may well do something.
            name = arguments[0].rpartition("/")[2] if arguments else ""
            return "source" if _ENVIRONMENT.fullmatch(name[:100]) else None
        case "alias" if any("=" in word for word in arguments):
            return "state"
        case "set" | "umask" if arguments and arguments[0] not in ("-S", "-p", "-o", "+o", "--help"):
            return "state"
        case "set" if arguments[:1] == ("-o",) and len(arguments) > 1:
            return "state"
        case "shopt" if arguments[:1] in (("-s",), ("-u",)) and len(arguments) > 1:
            return "state"
        case "ulimit" if arguments and not arguments[-1].startswith("-"):
            return "state"
        case "unset" | "pushd" | "popd" if arguments or command.name == "popd":
            return "state"
        case _:
            return None


def lost(run: Run) -> tuple[Kind, tuple[Command, ...]] | None:
    """The commands of a RUN that does nothing but change its own shell, and what kind of change is the last.

    A folder that is made only to go there does not count as anything else.
    """
    if run.modifier == "BACKGROUND" or not _may_be_lost(run.command):
        return None
    found = row(run)
    kinds = [kind(command) for command in found]
    if not found or kinds[-1] is None or not all(_is_idle(command) for command in found):
        return None
    return kinds[-1], found


def _may_be_lost(command: str) -> bool:
    """Whether it is worth the time to read a command: `cd app && make` is not."""
    if _BEGINS.match(command) is None:
        return False
    if '"' in command or "'" in command:
        return True
    last = max(command.rfind("&&") + 2, command.rfind(";") + 1, command.rfind("\n") + 1)
    return last == 1 or _BEGINS.match(command, last) is not None


def _is_idle(command: Command) -> bool:
    return kind(command) is not None or command.name == "mkdir"
