"""`layer server`: speaks with one editor over standard input and output until it says exit or goes away."""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO, NoReturn


def serve() -> NoReturn:
    """Serve, and end the process when the editor is done: with 0, or with 1 where it left without shutdown, as the
    protocol asks for.
    """
    stdin, stdout = _take_streams()
    # Ctrl-C in a terminal would else wait for a thread that waits for input.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from layer_server import lazy_protocol

    lazy_protocol.load()
    from layer_server.server import make

    server = make()
    server.start_io(stdin, stdout)
    sys.stderr.flush()
    # Leaves behind a hover that still waits for a disk or a lock; it has nothing to write.
    os._exit(0 if server.protocol.was_shut_down else 1)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The streams of the protocol, out of reach for anything else: what others print goes to standard error, and
    processes that are started find nothing to read.
    """
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return stdin, stdout
