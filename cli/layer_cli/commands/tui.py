"""`layer tui`: the plan of a Layerfile, and runs as they go on, in a terminal or in a browser."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layer_cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from layer_tui.plans import OpenProject


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer tui`."""
    parser.add_argument(
        "what",
        nargs="?",
        default=".",
        metavar="RUN|PATH",
        help="a run to attach to or look at (an id, the beginning of one, last); or a Layerfile, or its folder",
    )
    parser.add_argument(
        "--replay", type=float, metavar="SPEED", help="show the run from its begin, SPEED times as fast"
    )
    parser.add_argument("--web", action="store_true", help="serve it to browsers of this machine instead")
    parser.add_argument("--port", type=int, default=8000, help="port for --web (default: 8000)")


def call(options: argparse.Namespace) -> int:
    """Show it until it is left. A run is not touched by that."""
    from layer_cache.state import State
    from layer_runs.finding import UnknownRun, find_run

    if options.replay is not None and not options.replay > 0:
        return _say("--replay SPEED is how many times as fast: more than 0")
    if options.web:
        return _serve(options)
    if not _has_terminal():
        return _say("this needs a terminal; `layer run`, `layer show` and `layer logs` do without")
    run: Path | None = None
    if not Path(options.what).exists():
        run = find_run(State().runs, options.what)
    elif options.replay is not None:
        raise UnknownRun(f"{options.what} is a path: --replay takes a run, such as last")
    return _show(options, run)


def _has_terminal() -> bool:
    # In a browser it is one that textual-serve makes.
    return "TEXTUAL_DRIVER" in os.environ or (sys.stdin.isatty() and sys.stdout.isatty())


def _show(options: argparse.Namespace, run: Path | None) -> int:
    from layer_cache.state import State
    from layer_tui.app import LayerApp
    from layer_tui.places import Places
    from layer_tui.settings import read_settings, settings_path

    command = [sys.executable, "-m", "layer_cli"]
    places = Places("." if run is not None else options.what, _open, command, State())
    app = LayerApp(places, read_settings(settings_path()), run, options.replay)
    app.run()
    if app.last_words:
        print(f"layer: {app.last_words}", file=sys.stderr)
    return ExitCode.OK if not app.return_code else ExitCode.ENGINE


def _open(path: str) -> OpenProject:
    # After the first frame: it takes as long as that.
    from layer_cli.project import Opened

    return Opened(path)


def _serve(options: argparse.Namespace) -> int:
    try:
        from textual_serve.server import Server
    except ImportError:
        return _say("--web needs textual-serve: pip install 'layerfile[web]'")
    import shlex

    words = [sys.executable, "-m", "layer_cli", "tui", options.what]
    if options.replay is not None:
        words += ["--replay", str(options.replay)]
    # Whoever can open the page can run Layerfiles: this machine only.
    Server(shlex.join(words), host="localhost", port=options.port, title="layer").serve()
    return ExitCode.OK


def _say(words: str) -> int:
    print(f"layer: {words}", file=sys.stderr)
    return ExitCode.USAGE
