"""`layer lint`: what is wrong with Layerfiles, where, and what to do."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module

from layer_cli.exit_codes import ExitCode
from layer_cli.linting import STDIN, Report, Target, fix, prepare, report, settings, targets
from layer_cli.writing import write_text
from layerfile import shellcheck
from layerfile.problems import LayerfileError
from layerfile.settings import Settings, unknown

_FORMATS = {"text": "text", "json": "json_report", "sarif": "sarif", "github": "github"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer lint`."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="Layerfile, folder with Layerfiles below it, or -"
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="what to print (default: text)")
    parser.add_argument("--fix", action="store_true", help="apply the fixes that are safe, and report what is left")
    parser.add_argument("--select", action="append", default=[], metavar="RULE", help="apply these, too (ALL: all)")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE", help="do not apply these")
    parser.add_argument("--no-shellcheck", action="store_true", help="do not let ShellCheck read what RUN runs")
    parser.add_argument("--stdin-filename", metavar="PATH", help="where the text on standard input belongs")


def call(options: argparse.Namespace) -> int:
    """Print what was found; 1 if one of it is an error. Raises LayerfileError."""
    select, ignore = _rules(options.select), _rules(options.ignore)
    reports: list[Report] = []
    fixed = 0
    named = list(targets(options.paths, options.stdin_filename))
    chosen_of = {target: _chosen(target, select, ignore, options.no_shellcheck) for target in named}
    if len(named) > 1 and shellcheck.program() is not None:
        prepare(target for target in named if chosen_of[target].shellcheck)
    for target in named:
        chosen = chosen_of[target]
        if options.fix:
            found, count = fix(target, chosen)
            fixed += count
            _write(target, found)
        else:
            found = report(target, chosen)
        reports.append(found)
    # Where standard output is the fixed text, nothing else can stand there.
    out = sys.stderr if options.fix and STDIN in options.paths else sys.stdout
    for line in _renderer(options.format)(reports):
        print(line, file=out)
    if options.format == "text":
        print(_summary(reports, fixed), file=sys.stderr)
    return ExitCode.STEP_FAILED if _count(reports)["error"] else ExitCode.OK


def _rules(words: list[str]) -> tuple[str, ...]:
    names = tuple(name.strip() for word in words for name in word.split(",") if name.strip())
    for name in unknown(names):
        raise LayerfileError.single("no-rule", f"there is no rule {name}: `layer explain` lists them", "command line")
    return names


def _chosen(target: Target, select: tuple[str, ...], ignore: tuple[str, ...], no_shellcheck: bool) -> Settings:
    own = settings(target.root)
    return replace(
        own,
        select=own.select + select,
        ignore=own.ignore + ignore,
        shellcheck=own.shellcheck and not no_shellcheck,
    )


def _renderer(name: str) -> Callable[[Iterable[Report]], Iterator[str]]:
    render: Callable[[Iterable[Report]], Iterator[str]] = import_module(f"layer_cli.reports.{_FORMATS[name]}").render
    return render


def _write(target: Target, found: Report) -> None:
    if target.text is not None:
        sys.stdout.write(found.text)
    elif found.target.text is not None:
        write_text(target.root / target.path, found.text)


def _count(reports: list[Report]) -> Counter[str]:
    return Counter(problem.severity for each in reports for problem in each.problems)


def _summary(reports: list[Report], fixed: int) -> str:
    count = _count(reports)
    parts = [f"{count[kind]} {kind}{'s' if count[kind] != 1 else ''}" for kind in ("error", "warning", "info", "hint")]
    said = ", ".join(part for part in parts if not part.startswith("0 ")) or "nothing to say"
    files = f"{len(reports)} files" if len(reports) != 1 else reports[0].target.shown
    fixable = sum(problem.fix is not None for each in reports for problem in each.problems)
    more = f"; {fixed} fixed" if fixed else ""
    more += f"; {fixable} can be fixed with --fix" if fixable and not fixed else ""
    return f"{files}: {said}{more}"
