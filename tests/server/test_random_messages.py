"""Random messages, sense and nonsense, in one stream: the server lives, and its texts are the editor's."""

from __future__ import annotations

import asyncio
import json
import os
import random
from typing import Any

import pytest

from layer_server.server import LayerServer, make
from layerfile.document import split

#: Messages in a run of the tests; LAYER_TEST_MESSAGES has it send more.
COUNT = int(os.environ.get("LAYER_TEST_MESSAGES", "4000"))

INTERNAL_ERROR = -32603

PIECES = (
    *("FROM vm/debian:12\n", "RUN make \\\n  all\n", "COPY . .\n", "ENV A=é😀 B=$A\n", "# layer: ignore[env-name]\n"),
    *(
        "RUN <<E\nx\nE\n",
        "SPLIT 3",
        "\r\n",
        "\r",
        "\n",
        "\f",
        "\u2028",
        "\x85",
        "'",
        '"',
        "$(",
        "\\",
        " ",
        "\t",
        "😀",
        "é",
    ),
    *("\ud800", "\0", "SKIP REMAINING IF A=b AND ", "EXPOSE WEBSITE ", "x" * 200),
)
REQUESTS = (
    *("hover", "completion", "signatureHelp", "definition", "references", "documentHighlight", "documentSymbol"),
    *("codeAction", "codeLens", "documentLink", "formatting", "rangeFormatting", "onTypeFormatting", "rename"),
    *("prepareRename", "foldingRange", "selectionRange", "semanticTokens/full", "semanticTokens/full/delta"),
    *("semanticTokens/range", "inlayHint", "prepareCallHierarchy", "diagnostic"),
)


class Client:
    """The editor's side: what its texts are, and what it says."""

    def __init__(self, seed: int, encoding: str) -> None:
        self.chance = random.Random(seed)
        self.encoding = encoding
        self.texts: dict[str, str] = {}
        self.version = 0
        self.asked = 0

    def next(self) -> dict[str, Any]:
        """Another message."""
        kind = self.chance.random()
        if kind < 0.04 or not self.texts:
            return self._open()
        if kind < 0.06:
            uri = self._some()
            del self.texts[uri]
            return notice("textDocument/didClose", textDocument={"uri": uri})
        if kind < 0.55:
            return self._change()
        if kind < 0.58:
            return self._nonsense()
        if kind < 0.60 and self.asked:
            return notice("$/cancelRequest", id=self.chance.randrange(self.asked) + 1)
        if kind < 0.62:
            event = {"uri": self._some(), "type": self.chance.randrange(3) + 1}
            return notice("workspace/didChangeWatchedFiles", changes=[event])
        if kind < 0.63:
            select = self.chance.choice([["LF9"], ["nonsense"], [], 3])
            return notice("workspace/didChangeConfiguration", settings={"layer": {"lint": {"select": select}}})
        return self._request()

    def _some(self) -> str:
        return self.chance.choice(sorted(self.texts))

    def _text(self, most: int) -> str:
        return "".join(self.chance.choice(PIECES) for _ in range(self.chance.randrange(most)))

    def _open(self) -> dict[str, Any]:
        number = self.chance.randrange(4)
        uri = f"untitled:{number}" if number < 2 else f"file:///nowhere/{number}/Layerfile"
        self.version += 1
        self.texts[uri] = self._text(30)
        item = {"uri": uri, "languageId": "layerfile", "version": self.version, "text": self.texts[uri]}
        return notice("textDocument/didOpen", textDocument=item)

    def _change(self) -> dict[str, Any]:
        uri = self._some()
        self.version += 1
        changes = []
        for _ in range(self.chance.randrange(4)):
            text = self.texts[uri]
            if self.chance.random() < 0.05 or len(text) > 5000:
                self.texts[uri] = self._text(30)
                changes.append({"text": self.texts[uri]})
                continue
            start = self._offset(text, self.chance.randrange(len(text) + 1))
            end = self._offset(text, min(len(text), start + self.chance.choice([0, 0, 1, 2, 40])))
            new = self._text(3)
            place = {"start": self._place(text, start), "end": self._place(text, end)}
            changes.append({"range": place, "text": new})
            self.texts[uri] = text[:start] + new + text[end:]
        document = {"uri": uri, "version": self.version}
        return notice("textDocument/didChange", textDocument=document, contentChanges=changes)

    def _offset(self, text: str, offset: int) -> int:
        # Between CR and LF there is no place: an editor cannot name it.
        return offset + 1 if text[offset - 1 : offset + 1] == "\r\n" and offset else offset

    def _place(self, text: str, offset: int) -> dict[str, int]:
        lines = split(text[:offset])
        sizes = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
        name = self.encoding if self.encoding == "utf-8" else f"{self.encoding}-le"
        return {
            "line": len(lines) - 1,
            "character": len(lines[-1].encode(name, "surrogatepass")) // sizes[self.encoding],
        }

    def _position(self) -> dict[str, int]:
        # Also where nothing is.
        return {"line": self.chance.randrange(30), "character": self.chance.choice([0, 1, 3, 7, 20, 10_000])}

    def _request(self) -> dict[str, Any]:
        self.asked += 1
        uri = self._some() if self.chance.random() < 0.95 else "file:///not/open"
        place = {"start": self._position(), "end": self._position()}
        params = {
            "textDocument": {"uri": uri},
            "position": self._position(),
            "positions": [self._position()],
            "range": place,
            "newName": self.chance.choice(["NEW", "", "1", "é"]),
            "context": {"diagnostics": [], "includeDeclaration": True},
            "options": {"tabSize": 2, "insertSpaces": True},
            "ch": "\n",
            "previousResultId": str(self.chance.randrange(50)),
        }
        method = f"textDocument/{self.chance.choice(REQUESTS)}"
        return {"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}

    def _nonsense(self) -> dict[str, Any]:
        self.asked += 1
        params = self.chance.choice(
            [None, [], {}, 3, {"textDocument": None}, {"textDocument": {"uri": 7}}, {"x": [[]]}]
        )
        method = self.chance.choice(["textDocument/hover", "textDocument/didChange", "layer/verdicts", "no/such"])
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if self.chance.random() < 0.5:
            message["id"] = self.asked
        return message


def notice(method: str, **params: Any) -> dict[str, Any]:
    """A message that nobody answers."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


class Answers:
    """What the server says."""

    def __init__(self) -> None:
        self.count = 0
        self.crashes: list[str] = []

    def write(self, data: bytes) -> None:
        """Hear it."""
        self.count += 1
        answer = json.loads(data.partition(b"\r\n\r\n")[2])
        if answer.get("error", {}).get("code") == INTERNAL_ERROR:
            self.crashes.append(str(answer["error"])[-2000:])

    def close(self) -> None:
        """Hear no more."""


def receive(server: LayerServer, message: dict[str, Any]) -> None:
    """What comes out of the pipe: pygls reads JSON with this hook."""
    try:
        found = json.loads(json.dumps(message), object_hook=server.protocol.structure_message)
    except Exception:
        # pygls tells of it, and goes on.
        return
    server.protocol.handle_message(found)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
async def test_texts_stay_those_of_the_editor(encoding: str) -> None:
    server = make()
    answers = Answers()
    server.protocol.set_writer(answers)
    capabilities = {"general": {"positionEncodings": [encoding]}}
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    receive(server, {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})
    receive(server, notice("initialized"))
    client = Client(20261124, encoding)
    for number in range(COUNT // 3):
        message = client.next()
        receive(server, message)
        if number % 7 == 0:
            await asyncio.sleep(0)
        told = {uri: document.text for uri, document in server.documents.snapshot().items()}
        assert told == client.texts, message
        assert not answers.crashes, (message, answers.crashes[0])
    server.worker.shutdown(cancel_futures=True)
    assert answers.count > COUNT // 20
