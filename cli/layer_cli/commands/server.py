"""`layer server`: the language server, over standard input and output."""

from __future__ import annotations

import argparse

from layer_cli.exit_codes import ExitCode


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer server`; editors often pass --stdio, which is what it does anyway."""
    parser.add_argument("--stdio", action="store_true", help="the default, and the only way")


def call(_options: argparse.Namespace) -> int:
    """Serve until the editor says exit."""
    from layer_server.main import serve

    serve()
    return ExitCode.OK
