"""Repositories that others serve, on this machine: over files, `git daemon` and HTTP."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .projects import git, write


def commit(root: Path, files: dict[str, str | bytes], message: str = "more") -> str:
    """Commit these files; the commit's id."""
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD").strip()


@contextlib.contextmanager
def daemon(folder: Path) -> Iterator[str]:
    """`git daemon` for all that lies in the folder; the address that paths follow on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", "--reuseaddr", "--verbose"]
    process = subprocess.Popen(
        [*command, f"--base-path={folder}", str(folder)], stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stderr is not None
        # "[N] Ready to rumble": it listens.
        while b"Ready" not in (line := process.stderr.readline()):
            assert line, "git daemon did not start"
        drained = threading.Thread(target=process.stderr.read, daemon=True)
        drained.start()
        yield f"git://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)
        process.wait()


@contextlib.contextmanager
def http(folder: Path, user: str = "") -> Iterator[tuple[str, list[str]]]:
    """A plain HTTP server for the folder (git's "dumb" protocol): the address that paths follow on, and what was asked.

    With `user` (`name:password` in base64) nobody else is answered.
    """
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(folder))

        def do_GET(self) -> None:
            asked.append(self.path)
            if user and self.headers.get("Authorization") != f"Basic {user}":
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="here"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            super().do_GET()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
