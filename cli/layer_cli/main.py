"""Reads the command line, calls the command's module, and maps what it raises to exit codes."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import signal
import sys
import traceback
from collections.abc import Sequence

from layer_cli.exit_codes import ExitCode

_COMMANDS = {
    "run": "run a Layerfile, or several that need each other; steps that are still true are skipped",
    "press": "press the button that a run waits at",
    "predict": "say which steps would be hits for the work tree as it is",
    "hook": "have git say before a push what it will cost",
    "why": "say why one step would run or not",
    "verify": "do skipped steps again in scratch machines, and compare: finds stale hits",
    "tui": "plan and watch runs in a terminal; runs go on without it",
    "runs": "list the runs there were",
    "show": "say what a run did, step by step",
    "logs": "print what a run's steps printed",
    "diff": "say what differs between two runs",
    "answer": "answer a run that asks what to do after a step failed",
    "shell": "open a terminal in the machine as a step left it",
    "up": "serve the websites of a run; its machines start when somebody connects",
    "junit": "print a run as JUnit XML",
    "trace": "print what took how long in a run, for Perfetto",
    "lint": "check Layerfiles",
    "graph": "draw how Layerfiles start from and wait for each other",
    "format": "lay Layerfiles out in the canonical way; what they say stays the same",
    "explain": "say what a rule of `layer lint` is about",
    "server": "language server for editors, over standard input and output",
    "doctor": "say what this machine has for running VMs, and what is missing",
    "secret": "set, list or remove the values that SECRET ENV names",
    "image": "list, build or remove base images",
    "cache": "list, weigh, check and remove snapshots",
}


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    """The whole parser's outline, with the arguments of the chosen command only: the rest stays unimported."""
    parser = argparse.ArgumentParser(
        prog="layer", description="Layerfiles: virtual machines, snapshotted after each step."
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, summary in _COMMANDS.items():
        verb = verbs.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == chosen:
            module = importlib.import_module(f"layer_cli.commands.{name}")
            module.arguments(verb)
            verb.set_defaults(call=module.call)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run `layer` with the arguments given, or the process's; the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A name or a mark that the terminal's encoding lacks must not end a command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    chosen = next((word for word in arguments if word in _COMMANDS), None)
    parser = _parser(chosen)
    options = parser.parse_args(arguments)
    if options.version:
        from importlib.metadata import version

        print(f"layer {version('layerfile')}")
        return ExitCode.OK
    if options.command is None:
        parser.print_help(sys.stderr)
        return ExitCode.USAGE
    try:
        status = int(options.call(options))
        # Here, where a reader that went away can still be dealt with.
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        # What is left to do is to exit.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as `layer predict | head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        return _explain(error)


def _explain(error: Exception) -> int:
    """Print what a person can act on; a surprise comes with its trace. The exit status."""
    from layer_cache.errors import StoreError, TreeError
    from layer_cli.terminal import harmless
    from layer_runs.finding import UnknownRun
    from layerfile.problems import LayerfileError

    # It may quote a Layerfile, or what a machine printed on its console.
    words = f"layer: {harmless(str(error))}"
    if isinstance(error, (LayerfileError, TreeError, UnknownRun)):
        print(words, file=sys.stderr)
        return ExitCode.USAGE
    if isinstance(error, StoreError):
        print(words, file=sys.stderr)
        return ExitCode.STORE
    if type(error).__name__ in {"EngineError", "GuestDied"}:
        print(words, file=sys.stderr)
        return ExitCode.ENGINE
    traceback.print_exc()
    print("layer: this is a mistake in layer itself; please report the lines above", file=sys.stderr)
    return ExitCode.ENGINE


if __name__ == "__main__":
    sys.exit(main())
