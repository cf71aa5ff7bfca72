"""How long the language server takes: to start, after an edit, for each request, for verdicts in a large repository.

    python benchmarks/server.py [RUNS]

Speaks with `layer server` over its pipes, as an editor does. Prints medians in milliseconds, and the worst of them;
memory as the process's share (PSS) in MiB. CPU is the process's own, so it says more than the clock on a busy machine.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import Project, git, reads, write
from tests.server.recorded import run

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {"versionSupport": True}},
    "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
}
FILES = 10_000


class Server:
    """One server, and what it has said that nobody has heard yet."""

    def __init__(self, state: Path) -> None:
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "layer_cli", "server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LAYER_STATE_DIR": str(state)},
        )
        self.numbers = itertools.count(1)
        self.versions = itertools.count(2)

    def send(self, **message: object) -> None:
        """Say something."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """The next thing that it says."""
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "id" in message and "method" in message:
            self.send(id=message["id"], result=None)
        return message

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Hear until something is wanted."""
        while not wanted(message := self.hear()):
            pass
        return message

    def ask(self, method: str, **params: object) -> Any:
        """A request, and its answer."""
        number = next(self.numbers)
        self.send(id=number, method=method, params=params)
        answer = self.until(lambda message: message.get("id") == number and "method" not in message)
        return answer.get("result")

    def timed(self, method: str, **params: object) -> float:
        """Milliseconds until a request is answered."""
        began = time.perf_counter()
        self.ask(method, **params)
        return (time.perf_counter() - began) * 1000

    def start(self) -> float:
        """Milliseconds from the process's start to the answer to `initialize`."""
        self.ask("initialize", processId=None, rootUri=None, capabilities=CAPABILITIES)
        took = (time.perf_counter() - self.began) * 1000
        self.send(method="initialized", params={})
        return took

    def open(self, uri: str, text: str) -> None:
        """Open a document, and wait for what is said of it."""
        document = {"uri": uri, "languageId": "layerfile", "version": 1, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": document})
        self.until(lambda message: message.get("method") == "textDocument/publishDiagnostics")

    def change(self, uri: str, *changes: dict[str, Any]) -> float:
        """Milliseconds from an edit until its findings are there."""
        version = next(self.versions)
        began = time.perf_counter()
        document = {"uri": uri, "version": version}
        self.send(method="textDocument/didChange", params={"textDocument": document, "contentChanges": list(changes)})
        self.until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["version"] == version
            )
        )
        return (time.perf_counter() - began) * 1000

    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Its share of memory in MiB."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def end(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


@contextmanager
def server(state: Path) -> Iterator[Server]:
    """One that is started."""
    one = Server(state)
    try:
        one.start()
        yield one
    finally:
        one.end()


def text_of(lines: int) -> str:
    """A Layerfile of so many different lines, with one finding, so that there is always something to say."""
    body = ["FROM vm/debian:12", "SPLIT 1"]
    for number in range(lines - 2):
        kinds = (f"RUN make -j2 part{number} && ./check part{number}", f"ENV NAME{number}={number}", "COPY a b")
        body.append(kinds[number % 3])
    return "\n".join(body) + "\n"


def say(what: str, values: list[float], unit: str = "ms") -> None:
    """Print a line."""
    print(f"{what:<58} {statistics.median(values):8.1f} {unit}   (worst {max(values):.1f})")


def starting(state: Path, runs: int) -> None:
    """From the process's start to the first answer, and to the first findings."""
    starts, firsts, cpus, memories = [], [], [], []
    for _ in range(runs):
        one = Server(state)
        starts.append(one.start())
        cpus.append(one.cpu() * 1000)
        memories.append(one.memory())
        one.open("file:///tmp/nowhere/Layerfile", text_of(200))
        firsts.append((time.perf_counter() - one.began) * 1000)
        one.end()
    say("spawn to initialize", starts)
    say("  CPU until then", cpus)
    say("  memory then", memories, "MiB")
    say("spawn to first diagnostics (200 lines)", firsts)


def editing(state: Path, runs: int) -> None:
    """Edits and requests."""
    for lines in (200, 5000):
        with server(state) as one:
            uri = f"file:///tmp/nowhere/{lines}/Layerfile"
            one.open(uri, text_of(lines))
            # What a keystroke must not wait for: ShellCheck, and imports.
            place = {"line": lines // 2, "character": 5}
            document = {"uri": uri}
            for _ in range(5):
                one.change(uri, {"range": {"start": place, "end": place}, "text": "x"})
            edits = [one.change(uri, {"range": {"start": place, "end": place}, "text": "x"}) for _ in range(10 * runs)]
            say(f"{lines} lines: edit to diagnostics", edits)
            for name in ("hover", "definition", "documentHighlight", "completion", "signatureHelp"):
                params = {"textDocument": document, "position": place}
                one.ask(f"textDocument/{name}", **params)
                say(f"{lines} lines: {name}", [one.timed(f"textDocument/{name}", **params) for _ in range(10 * runs)])
            one.ask("textDocument/semanticTokens/full", textDocument=document)
            fulls = [one.timed("textDocument/semanticTokens/full", textDocument=document) for _ in range(3 * runs)]
            say(f"{lines} lines: semantic tokens", fulls)
            deltas = []
            for _ in range(3 * runs):
                name = one.ask("textDocument/semanticTokens/full", textDocument=document)["resultId"]
                one.change(uri, {"range": {"start": place, "end": place}, "text": "x"})
                deltas.append(
                    one.timed("textDocument/semanticTokens/full/delta", textDocument=document, previousResultId=name)
                )
            say(f"{lines} lines: tokens, delta after an edit", deltas)
            say(f"{lines} lines: memory", [one.memory()], "MiB")
    with server(state) as one:
        uri = "file:///tmp/nowhere/many/Layerfile"
        one.open(uri, text_of(10_000))
        place = {"line": 5000, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        say("10,000 lines: 2,000 edits in one message", [one.change(uri, *[change] * 2000) for _ in range(3)])


def forecasting(folder: Path, runs: int) -> None:
    """Hovers with verdicts in a repository of many files, all of which a step has read."""
    root, state = folder / "repository", State(folder / "state")
    names = [f"src/{number % 100}/{number}.txt" for number in range(FILES)]
    write(root, {name: name for name in names} | {"Layerfile": "FROM vm/debian:12\nCOPY . /src\nRUN all\nRUN true\n"})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "start")
    guests = [f"/src/{name}" for name in names]
    run(state, Project(root, Records(state.records_path), {"RUN all": reads(*guests)}))
    with server(state.root) as one:
        uri = (root / "Layerfile").as_uri()
        document = {"uri": uri, "languageId": "layerfile", "version": 1, "text": (root / "Layerfile").read_text()}
        one.send(method="textDocument/didOpen", params={"textDocument": document})
        params = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 1}}

        def verdict() -> str:
            while "computing" in (said := one.ask("textDocument/hover", **params)["contents"]["value"]):
                pass
            return str(said)

        began = time.perf_counter()
        assert "hit" in verdict()
        print(f"{'first verdict in 10,000 files (once)':<58} {(time.perf_counter() - began) * 1000:8.1f} ms")
        say("cache hover, warm", [one.timed("textDocument/hover", **params) for _ in range(10 * runs)])
        news, answers = [], []
        for number in range(runs):
            changed = root / names[number]
            changed.write_text(f"changed {number}")
            began = time.perf_counter()
            event = {"uri": changed.as_uri(), "type": 2}
            one.send(method="workspace/didChangeWatchedFiles", params={"changes": [event]})
            answers.append(one.timed("textDocument/hover", **params))
            assert "would run" in verdict()
            news.append((time.perf_counter() - began) * 1000)
            changed.write_text(names[number])
            one.send(method="workspace/didChangeWatchedFiles", params={"changes": [event]})
            assert "hit" in verdict()
        say("after a change in 10,000 files: the new verdict", news)
        say("  and the first answer, be it `computing`", answers)
        say("memory with 10,000 files", [one.memory()], "MiB")
        cancelling(one, params, root / names[0], runs)
        verdict()
        # What was begun for the last change comes to its end.
        time.sleep(2)
        before = one.cpu()
        time.sleep(5)
        print(f"{'CPU while nothing happens for 5 s':<58} {(one.cpu() - before) * 1000:8.1f} ms")


def cancelling(one: Server, params: dict[str, Any], changed: Path, runs: int) -> None:
    """From the cancellation of a hover that waits for its verdict to its answer."""
    took = []
    for number in range(runs):
        changed.write_text(f"again {number}")
        event = {"uri": changed.as_uri(), "type": 2}
        one.send(method="workspace/didChangeWatchedFiles", params={"changes": [event]})
        name = next(one.numbers)
        one.send(id=name, method="textDocument/hover", params=params)
        began = time.perf_counter()
        one.send(method="$/cancelRequest", params={"id": name})
        one.until(lambda message, name=name: message.get("id") == name and "method" not in message)  # type: ignore[misc]
        took.append((time.perf_counter() - began) * 1000)
    say("a cancelled hover is answered after", took)


def main() -> None:
    """Measure all of it."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        starting(Path(folder) / "state", runs)
        editing(Path(folder) / "state", runs)
        forecasting(Path(folder), runs)


if __name__ == "__main__":
    main()
