"""A host for the real agent, run natively: frames over a Unix socket, with a deadline on everything."""

from __future__ import annotations

import hashlib
import os
import socket
import struct
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

#: Seconds after which a test has failed that still waits.
PATIENCE = 20.0

Observations = set[tuple[str, str, str]]


def digest(data: bytes) -> str:
    """Git's name for contents."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Client:
    """Speaks to one agent. Answers fetches from `contents` while it waits for something else."""

    def __init__(self, path: Path) -> None:
        self.contents: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.served: dict[str, bytes] = {}
        self.hold = False
        self.held: list[dict[str, Any]] = []
        self.output: dict[int, bytearray] = defaultdict(bytearray)
        self.exits: dict[int, tuple[int, int]] = {}
        self.seen: list[dict[str, Any]] = []
        self._streams = 0
        self._trees = 0
        self._pending = bytearray()
        self._path = path
        self.connect()

    def connect(self) -> None:
        """Connect as a host that has just started."""
        end = time.monotonic() + PATIENCE
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            try:
                self.socket.connect(str(self._path))
                return
            except (FileNotFoundError, ConnectionRefusedError):
                self.socket.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def reconnect(self) -> None:
        """Leave, and come back as another host."""
        self.socket.close()
        self._pending.clear()
        self.connect()

    def send(self, **message: Any) -> None:
        body = msgspec.msgpack.encode(message)
        self.send_raw(struct.pack(">I", len(body)) + body)

    def send_raw(self, data: bytes) -> None:
        self.socket.settimeout(PATIENCE)
        self.socket.sendall(data)

    def receive(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next message of any kind. Raises TimeoutError, ConnectionError."""
        end = time.monotonic() + seconds
        size = struct.unpack(">I", self._take(4, end))[0]
        assert 1 <= size <= 1 << 20
        message = msgspec.msgpack.decode(self._take(size, end))
        self.seen.append(message)
        return message

    def wait(self, *types: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next message of one of the types; what comes before it is dealt with."""
        end = time.monotonic() + seconds
        while True:
            message = self.receive(end - time.monotonic())
            self._note(message)
            if message["t"] in types:
                return message

    def quiet(self, seconds: float) -> bool:
        """Whether nothing at all comes for so long."""
        try:
            self.receive(seconds)
        except TimeoutError:
            return True
        return False

    def hello(self) -> dict[str, Any]:
        nonce = os.urandom(16)
        self.send(t="hello", v=2, nonce=nonce)
        ready = self.wait("ready")
        assert ready["nonce"] == nonce
        return ready

    def resume(self) -> dict[str, Any]:
        self.send(t="resume", time_ns=time.time_ns(), seed=os.urandom(64), host="")
        return self.wait("resumed", "failed")

    def quiesce(self) -> Observations:
        """End a step: what it observed. Nothing must have been lost."""
        lost, items = self.quiesce_raw()
        assert not lost
        return items

    def quiesce_raw(self) -> tuple[bool, Observations]:
        self.send(t="quiesce")
        items: Observations = set()
        lost = False
        while True:
            message = self.wait("observed")
            items.update((kind, path, value) for kind, path, value in message["items"])
            lost = lost or message["lost"]
            if not message["more"]:
                return lost, items

    def boundary(self) -> Observations:
        """End a step and begin the next: what the step observed."""
        items = self.quiesce()
        assert self.resume()["t"] == "resumed"
        return items

    def put_tree(
        self, files: Mapping[str, Any], mounts: list[str], fresh: bool = False, renewed: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Make the tree be `files`: path -> bytes, (bytes, mode), None for a directory, a str for a link.

        What steps wrote over `renewed` is taken away.
        """
        entries = []
        for path, what in files.items():
            match what:
                case None:
                    entries.append([path, "d", 0, 0, "", ""])
                case str():
                    entries.append([path, "l", 0, 0, "", what])
                case _:
                    data, mode = what if isinstance(what, tuple) else (what, 0o644)
                    self.contents[digest(data)] = data
                    entries.append([path, "f", mode, len(data), digest(data), ""])
        self._trees += 1
        self.send(t="tree_begin", id=self._trees, fresh=fresh, mounts=mounts)
        for start in range(0, len(entries), 2000):
            self.send(t="tree_entries", id=self._trees, entries=entries[start : start + 2000])
        if renewed:
            self.send(t="tree_renew", id=self._trees, paths=list(renewed))
        self.send(t="tree_commit", id=self._trees)
        return self.wait("tree_ready", "failed")

    def start(self, script: str | list[str], **more: Any) -> int:
        """Start a command; its stream."""
        self._streams += 1
        argv = ["/bin/sh", "-c", script] if isinstance(script, str) else script
        request = {"env": {}, "cwd": "/", "user": "root"} | more
        self.send(t="exec", s=self._streams, argv=argv, **request)
        return self._streams

    def finish(self, stream: int, seconds: float = PATIENCE) -> tuple[int, int]:
        """Wait for a command's end: (code, signal)."""
        end = time.monotonic() + seconds
        while stream not in self.exits:
            self._note(self.receive(end - time.monotonic()))
        return self.exits[stream]

    def run(self, script: str | list[str], **more: Any) -> str:
        """Run a command that must succeed: its output."""
        stream = self.start(script, **more)
        code = self.finish(stream)
        text = self.output[stream].decode(errors="replace")
        assert code == (0, 0), f"{script}: {code}: {text}"
        return text

    def until(self, stream: int, text: str, seconds: float = PATIENCE) -> None:
        """Wait until a command has printed something."""
        end = time.monotonic() + seconds
        while text.encode() not in self.output[stream]:
            self._note(self.receive(end - time.monotonic()))

    def _note(self, message: dict[str, Any]) -> None:
        match message["t"]:
            case "output":
                self.output[message["s"]] += message["data"]
            case "exited":
                self.exits[message["s"]] = (message["code"], message["signal"])
            case "failed" if message["re"] == "exec":
                self.exits[message["s"]] = (-1, 0)
                self.output[message["s"]] += message["error"].encode()
            case "fetch" if self.hold:
                self.held.append(message)
            case "fetch":
                self.answer(message)

    def answer(self, request: dict[str, Any]) -> None:
        """Send the contents that a fetch asks for, in small pieces; `served` says where they differ by now."""
        self.fetched.append(request["path"])
        data = self.served.get(request["path"], self.contents.get(request["digest"]))
        if data is None:
            self.send(t="fetch_failed", s=request["s"], error="there is no such file")
            return
        size = 300_000
        for start in range(0, max(len(data), 1), size):
            last = start + size >= len(data)
            piece = data[start : start + size]
            name = digest(data) if last else ""
            self.send(t="content", s=request["s"], data=piece, last=last, digest=name)

    def _take(self, count: int, end: float) -> bytes:
        while len(self._pending) < count:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("the agent said nothing")
            self.socket.settimeout(left)
            data = self.socket.recv(1 << 18)
            if not data:
                raise ConnectionError("the agent closed the connection")
            self._pending += data
        taken = bytes(self._pending[:count])
        del self._pending[:count]
        return taken
