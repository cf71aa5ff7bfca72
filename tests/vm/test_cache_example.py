"""The proof: examples/cache, every edit of it, with `layer predict` and the editor's hover asked before each run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from examples.prove_cache import FIRST, LAST, Case, prove
from tests.vm.conftest import LAYER

pytestmark = [pytest.mark.vm, pytest.mark.timeout(600)]


class Editor:
    """As much of an editor as asking `layer server` for a hover takes."""

    def __init__(self) -> None:
        self.server = subprocess.Popen([*LAYER, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0

    def __enter__(self) -> Editor:
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.tell("initialized", {})
        return self

    def __exit__(self, *exception: object) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.server.wait(timeout=20) == 0

    def tell(self, method: str, params: Any, **fields: Any) -> None:
        """Send one message."""
        assert self.server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **fields}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def ask(self, method: str, params: Any) -> Any:
        """Send a request; its result."""
        self.number += 1
        self.tell(method, params, id=self.number)
        while True:
            message = self._read()
            if message.get("id") == self.number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _read(self) -> dict[str, Any]:
        assert self.server.stdout is not None
        length = 0
        while line := self.server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self.server.stdout.read(length))
        return message

    def hover(self, file: Path, line: int) -> str:
        """What the hover over a line of a file, just opened, says."""
        uri = file.as_uri()
        document = {"uri": uri, "languageId": "layerfile", "version": 1, "text": file.read_text()}
        self.tell("textDocument/didOpen", {"textDocument": document})
        position = {"line": line - 1, "character": 1}
        found = self.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        return str(found["contents"]["value"])


def test_what_runs_is_what_was_predicted(tmp_path: Path) -> None:
    with Editor() as editor:

        def hover_agrees(folder: Path, case: Case) -> None:
            for line in (FIRST, LAST):
                text = editor.hover(folder / "Layerfile", line)
                expected = "would run" if line in case.runs else "hit"
                assert expected in text, f"{case.title}, line {line}: {text}"

        outcomes = prove(LAYER, tmp_path / "cache", witness=hover_agrees)
    for outcome in outcomes:
        for event in outcome.events:
            if "snapshot" in event and event["event"] == "step_finished":
                assert set(event["snapshot"]) == {"pause", "state", "memory", "disk", "bytes"}
