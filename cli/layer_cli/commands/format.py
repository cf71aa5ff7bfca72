"""`layer format`: Layerfiles in their canonical layout; what they say stays the same."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from layer_cli.exit_codes import ExitCode
from layer_cli.linting import STDIN, targets
from layer_cli.terminal import harmless
from layer_cli.writing import write_text
from layerfile.formatting import format_text


@dataclass(frozen=True)
class _Formatted:
    """A Layerfile as it is, and as it should be; `file` is None for standard input."""

    shown: str
    file: Path | None
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        """Whether there is something to do."""
        return self.old != self.new


class _Refused(Exception):
    """A file that cannot be formatted, and why."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer format`."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="Layerfile, folder with Layerfiles below it, or -"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if something would change")
    parser.add_argument("--diff", action="store_true", help="write nothing; print what would change")


def call(options: argparse.Namespace) -> int:
    """Format the files; 1 if `--check` finds work, 2 if one could not be formatted. Raises LayerfileError."""
    changed = same = refused = 0
    writes = not (options.check or options.diff)
    for shown, file in _files(options.paths):
        try:
            found = _format(shown, file)
            if writes:
                _write(found)
            else:
                _tell(found, options.diff)
        except (_Refused, OSError) as error:
            refused += 1
            print(harmless(f"layer: {shown}: {_why(error)}"), file=sys.stderr)
            continue
        changed += found.is_changed
        same += not found.is_changed
    print(_summary(changed, same, writes), file=sys.stderr)
    if refused:
        return ExitCode.USAGE
    return ExitCode.STEP_FAILED if options.check and changed else ExitCode.OK


def _files(paths: list[str]) -> Iterator[tuple[str, Path | None]]:
    """What to call each file, and where it is."""
    named = [path for path in paths if path != STDIN]
    if len(named) < len(paths):
        yield "<stdin>", None
    for target in targets(named):
        yield target.shown, target.root / target.path


def _format(shown: str, file: Path | None) -> _Formatted:
    content = sys.stdin.buffer.read() if file is None else file.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Refused(f"line {line} is not UTF-8: save the file as UTF-8 first, it was left as it is") from error
    return _Formatted(shown, file, text, format_text(text))


def _write(found: _Formatted) -> None:
    if found.file is None:
        # As bytes: in another encoding or with other line ends it would be another file.
        sys.stdout.flush()
        sys.stdout.buffer.write(found.new.encode())
    elif found.is_changed:
        write_text(found.file, found.new)


def _tell(found: _Formatted, as_diff: bool) -> None:
    if not found.is_changed:
        return
    if not as_diff:
        print(harmless(found.shown))
        return
    sys.stdout.flush()
    for line in unified_diff(_lines(found.old), _lines(found.new), found.shown, found.shown):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        # What is no terminal may be `patch`, which needs each byte.
        shown = harmless(text) if sys.stdout.isatty() else text
        sys.stdout.buffer.write(shown.encode(errors="surrogateescape"))


def _lines(text: str) -> list[str]:
    """As `patch` counts them: only LF ends one."""
    return list(io.StringIO(text, newline="\n"))


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _summary(changed: int, same: int, is_done: bool) -> str:
    files = f"{changed} file" if changed == 1 else f"{changed} files"
    if is_done:
        return f"{files} changed, {same} left as {'it was' if same == 1 else 'they were'}"
    return f"{files} would change, {same} {'is' if same == 1 else 'are'} as {'it' if same == 1 else 'they'} should be"
