"""A connection to one machine's agent: requests with answers, commands with output, contents on demand."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest import wire
from layer_runner.guest.streams import NotReached, Stream, StreamReset

_T = TypeVar("_T")

#: Path of a file in the machine -> what is sent for `fetch`: the bytes and their digest. Raises OSError.
Fetcher = Callable[[str], tuple[bytes, str]]

#: Bytes of contents in one frame.
_PIECE = 512 * 1024

#: Milliseconds between two samples of what a machine uses.
_SAMPLE = 1000

#: Output that is received and not yet taken, in bytes; past it nothing more is read from the machine.
_BACKLOG = 4 * 1024 * 1024

#: Most bytes of output that are handed on at once: what came in many small pieces costs as little as in one.
_HANDFUL = 256 * 1024

#: Observations of one step that are accepted; more than the agent keeps, so only a hostile one sends them.
_MAX_OBSERVATIONS = 4_000_000


@dataclass(frozen=True, slots=True)
class Exit:
    """How a command ended: its status, or the signal that ended it (0 = none)."""

    code: int
    signal: int

    @property
    def ok(self) -> bool:
        return self.code == 0 and self.signal == 0


class Command:
    """One command in the machine. Iterate over `output()`; `exit` is set when the main process has ended."""

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.exit: Exit | None = None
        self.error: str | None = None
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.ended = asyncio.Event()

    async def output(self) -> AsyncIterator[bytes]:
        """Pieces of what the command wrote, until its main process has ended and all was taken."""
        while True:
            while self._pieces:
                yield self._handful()
            if self.exit is not None or self.error is not None:
                return
            self._news.clear()
            await self._news.wait()

    def _handful(self) -> bytes:
        """As much of what is held as is handed on at once."""
        taken: list[bytes] = []
        size = 0
        while self._pieces and (not taken or size + len(self._pieces[0]) <= _HANDFUL):
            taken.append(self._pieces.popleft())
            size += len(taken[-1])
        self._held -= size
        if self._held < _BACKLOG:
            self._room.set()
        return taken[0] if len(taken) == 1 else b"".join(taken)

    async def put(self, data: bytes) -> None:
        """Add output; waits while too much is not yet taken. What children write after the end is not kept."""
        if self.exit is not None:
            return
        self._pieces.append(data)
        self._held += len(data)
        self._news.set()
        if self._held >= _BACKLOG:
            self._room.clear()
            await self._room.wait()

    def end(self, exit_: Exit | None, error: str | None) -> None:
        self.exit, self.error = exit_, error
        self.ended.set()
        self._room.set()
        self._news.set()


@dataclass
class Channel:
    """The agent, as the host sees it. `serve` must run in a task of its own as long as the channel is used."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    fetch: Fetcher
    log: Callable[[str, str], None] = lambda _level, _message: None
    #: Called when a connection to a port begins or ends, and when the machine is gone.
    streams_changed: Callable[[], None] = lambda: None
    #: What the agent can do; known after `hello`.
    features: frozenset[str] = frozenset()
    #: Told what the machine uses while a command runs that was started with `sampled`.
    sampled: Callable[[wire.Sample], None] = lambda _sample: None
    _waiting: dict[str, asyncio.Future[wire.FromGuest]] = field(default_factory=dict)
    _commands: dict[int, Command] = field(default_factory=dict)
    _dialed: dict[int, Stream] = field(default_factory=dict)
    #: Between quiesce and resume a snapshot is taken: what is sent then could be in it by half.
    _listening: asyncio.Event = field(default_factory=asyncio.Event)
    _held: list[wire.ToGuest] = field(default_factory=list)
    _observed: list[tuple[str, str, str]] = field(default_factory=list)
    _lost: bool = False
    # A restored machine still has the commands of the run that it comes from: their numbers must not be ours.
    _streams: int = field(default_factory=lambda: int.from_bytes(os.urandom(6), "big"))
    _trees: int = 0
    #: What a restored machine already waited for when its snapshot was taken, until it is known what its files are.
    _early: list[wire.Fetch] = field(default_factory=list)
    _closed: str | None = None
    _sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    async def open(cls, path: Path, fetch: Fetcher) -> Channel:
        """Connect to the machine's socket. Raises EngineError."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(path), limit=4 * wire.MAX_FRAME)
        except OSError as error:
            raise EngineError(f"the machine's channel could not be opened: {error}") from error
        return cls(reader, writer, fetch)

    @property
    def streams(self) -> int:
        """How many connections to ports there are."""
        return len(self._dialed)

    @property
    def closed(self) -> bool:
        """Whether the machine is gone."""
        return self._closed is not None

    async def close(self) -> None:
        self.writer.close()

    async def serve(self) -> None:
        """Take what the agent sends until the channel ends; then everything that waits raises GuestDied."""
        reason = "the machine closed its channel"
        try:
            while True:
                size = wire.length(await self.reader.readexactly(4))
                await self._receive(wire.decode(await self.reader.readexactly(size)))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except wire.WireError as error:
            reason = str(error)
        finally:
            self._fail(reason)

    async def hello(self, seconds: float) -> wire.Ready:
        """Wait until the agent answers. Raises GuestDied after `seconds`."""
        nonce = os.urandom(16)
        ready = await self._ask(wire.Hello(v=wire.VERSION, nonce=nonce), "ready", wire.Ready, seconds)
        if ready.v != wire.VERSION or ready.nonce != nonce:
            raise EngineError(
                "the machine's agent is of another version: build the image again"
                " (`layer image rm NAME`, `layer image build NAME`)"
            )
        self.features = frozenset(ready.features)
        return ready

    async def resume(self) -> None:
        """Give the machine the time and fresh randomness, and let it speak. Raises EngineError if it cannot."""
        message = wire.Resume(time_ns=time.time_ns(), seed=os.urandom(64))
        await self._ask(message, "resumed", wire.Resumed, 60)

    async def put_tree(
        self,
        entries: Iterable[tuple[str, str, int, int, str, str]],
        mounts: Sequence[str],
        fresh: bool,
        renewed: Iterable[str] = (),
    ) -> int:
        """Make the watched tree be `entries`; how many of them changed for the machine. What steps wrote over the
        files `renewed` is taken away.
        """
        self._trees += 1
        number = self._trees
        await self._send(wire.TreeBegin(id=number, fresh=fresh, mounts=list(mounts)))
        batch: list[tuple[str, str, int, int, str, str]] = []
        room = wire.MAX_FRAME // 2
        for entry in entries:
            batch.append(entry)
            room -= len(entry[0]) * 4 + len(entry[5]) * 4 + 96
            if room < 0:
                await self._send(wire.TreeEntries(id=number, entries=batch))
                batch, room = [], wire.MAX_FRAME // 2
        if batch:
            await self._send(wire.TreeEntries(id=number, entries=batch))
        for paths in _batches(renewed):
            await self._send(wire.TreeRenew(id=number, paths=paths))
        early, self._early = self._early, []
        for request in early:
            await self._serve_fetch(request)
        ready = await self._ask(wire.TreeCommit(id=number), "tree_ready", wire.TreeReady, 300)
        return ready.changed

    async def start(
        self,
        argv: Sequence[str],
        env: dict[str, str],
        cwd: str,
        user: str,
        window: tuple[int, int] | None = None,
        sampled: bool = False,
    ) -> Command:
        """Start a command; its output and end arrive at the result.

        With a `window` (rows and columns) it has a terminal of that size, which `send_keys` and `resize` are about.
        While a `sampled` one runs, what the machine uses is told once a second, if its agent can do that.
        """
        self._streams += 1
        command = self._commands[self._streams] = Command(self._streams)
        if self._closed is not None:
            raise GuestDied(self._closed)
        sample = _SAMPLE if sampled and "sample" in self.features else 0
        await self._send(
            wire.Exec(s=command.stream, argv=list(argv), env=env, cwd=cwd, user=user, tty=window, sample=sample)
        )
        return command

    async def run(self, argv: Sequence[str], seconds: float = 120) -> str:
        """Run a short command as root and wait for it; what it printed. Raises EngineError where it fails."""
        command = await self.start(argv, {}, "/", "root")
        try:
            async with asyncio.timeout(seconds):
                text = b"".join([piece async for piece in command.output()]).decode(errors="replace")
        except TimeoutError:
            raise GuestDied(f"{argv[0]} did not end within {seconds:g} s in the machine") from None
        if command.error is not None or command.exit is None:
            raise GuestDied(command.error or "the command did not end")
        if not command.exit.ok:
            raise EngineError(f"{' '.join(argv)} failed in the machine:\n{text.strip()}")
        return text

    async def settle(self) -> None:
        """Wait until a freshly booted machine has started its services, so that nothing is half done.

        Also until udev has loaded its modules and what was written is on the disk: a snapshot would have all machines
        that are restored from it do that work once more.
        """
        await self.run(["sh", "-c", "systemctl is-system-running --wait; udevadm settle; sync"], 300)

    async def signal(self, command: Command, number: int) -> None:
        """Send a signal to the command and all of its process group."""
        await self._send(wire.Signal(s=command.stream, signum=number))

    async def send_keys(self, command: Command, data: bytes) -> None:
        """Type into the terminal of a command."""
        await self._send(wire.Input(s=command.stream, data=data))

    async def resize(self, command: Command, window: tuple[int, int]) -> None:
        """Tell the terminal of a command how many rows and columns it has."""
        await self._send(wire.Window(s=command.stream, tty=window))

    async def dial(self, port: int, seconds: float = 20) -> Stream:
        """Connect to a port of the machine's localhost. Raises NotReached, GuestDied, EngineError."""
        if "dial" not in self.features:
            raise EngineError(
                "the machine's image was built by a layer that had no EXPOSE: build it again"
                " (`layer image rm NAME`, `layer image build NAME`) and run again"
            )
        if self._closed is not None:
            raise GuestDied(self._closed)
        self._streams += 1
        stream = Stream(self._streams, self._post, self._send_data, self._forget)
        self._dialed[stream.number] = stream
        self.streams_changed()
        try:
            async with asyncio.timeout(seconds):
                self._post(wire.Dial(s=stream.number, port=port))
                await stream.dialed
        except TimeoutError:
            stream.close()
            raise NotReached(f"port {port} did not answer within {seconds:g} s") from None
        except BaseException:
            stream.close()
            raise
        return stream

    async def quiesce(self) -> tuple[bool, list[tuple[str, str, str]]]:
        """End a step: (observations were lost, what was observed since the last call). The agent is silent then."""
        self._observed, self._lost = [], False
        self._listening.clear()
        await self._ask(wire.Quiesce(), "observed", wire.Observed, 120)
        return self._lost, self._observed

    async def _ask(self, message: wire.ToGuest, key: str, kind: type[_T], seconds: float) -> _T:
        if self._closed is not None:
            raise GuestDied(self._closed)
        future: asyncio.Future[wire.FromGuest] = asyncio.get_running_loop().create_future()
        self._waiting[key] = future
        try:
            async with asyncio.timeout(seconds):
                await self._send(message)
                answer = await future
        except TimeoutError:
            raise GuestDied(f"the machine did not answer within {seconds:g} s ({key})") from None
        finally:
            self._waiting.pop(key, None)
        if not isinstance(answer, kind):
            raise GuestDied(f"the machine answered {type(answer).__name__} instead of {key}")
        return answer

    def _forget(self, number: int) -> None:
        if self._dialed.pop(number, None) is not None:
            self.streams_changed()

    async def _send_data(self, message: wire.ToGuest) -> None:
        """Send a piece of a stream, once the machine listens."""
        await self._listening.wait()
        if self._closed is not None:
            raise StreamReset(self._closed)
        await self._send(message)

    def _post(self, message: wire.ToGuest) -> None:
        """Send a small message at once, or as soon as the machine listens."""
        if self._closed is not None:
            return
        if self._listening.is_set():
            self.writer.write(wire.frame(message))
        else:
            self._held.append(message)

    async def _send(self, message: wire.ToGuest) -> None:
        async with self._sending:
            try:
                frame = wire.frame(message)
            except wire.WireError as error:
                raise EngineError(f"{error}: a command, or a list of files, is beyond what a machine takes") from error
            except UnicodeEncodeError as error:
                name = error.object.encode(errors="surrogateescape").decode(errors="backslashreplace")
                raise EngineError(f"{name} is no UTF-8: such names cannot be sent to a machine; rename it") from error
            await self._write(frame)

    async def _write(self, frame: bytes) -> None:
        try:
            self.writer.write(frame)
            await self.writer.drain()
        except ConnectionError as error:
            raise GuestDied(self._closed or f"the machine's channel broke: {error}") from error

    async def _receive(self, message: wire.FromGuest) -> None:
        match message:
            case wire.Output(s=stream, data=data):
                if stream in self._commands:
                    await self._commands[stream].put(data)
            case wire.Exited(s=stream, code=code, signal=signal):
                if stream in self._commands:
                    self._commands[stream].end(Exit(code, signal), None)
            case wire.Dialed() | wire.Data() | wire.End() | wire.Room() | wire.Reset():
                if message.s in self._dialed:
                    self._dialed[message.s].take(message)
            case wire.Sample(s=stream):
                if stream in self._commands and not self._commands[stream].ended.is_set():
                    self.sampled(message)
            case wire.Fetch():
                if self._trees:
                    await self._serve_fetch(message)
                else:
                    self._early.append(message)
            case wire.Observed():
                self._take_observed(message)
            case wire.Ready():
                self._answer("ready", message)
            case wire.Resumed():
                # At once: what the agent sends next may be a fetch, and it asks for that only once.
                self._listen()
                self._answer("resumed", message)
            case wire.TreeReady():
                self._answer("tree_ready", message)
            case wire.Failed():
                self._take_failure(message)
            case wire.Log(level=level, message=text):
                self.log(level, text)
            case wire.Started():
                pass

    def _take_observed(self, message: wire.Observed) -> None:
        self._observed.extend(message.items)
        self._lost = self._lost or message.lost
        if len(self._observed) > _MAX_OBSERVATIONS:
            self._observed, self._lost = [], True
        if not message.more:
            self._answer("observed", message)

    def _take_failure(self, message: wire.Failed) -> None:
        if message.re == "exec" and message.s in self._commands:
            self._commands[message.s].end(None, message.error)
            return
        if message.re == "dial":
            if message.s in self._dialed:
                self._dialed[message.s].fail(message.error)
            return
        key = {"resume": "resumed", "tree": "tree_ready"}.get(message.re)
        future = self._waiting.get(key or "")
        if future is not None and not future.done():
            future.set_exception(EngineError(f"the machine could not {message.re}: {message.error}"))

    def _listen(self) -> None:
        self._listening.set()
        held, self._held = self._held, []
        for each in held:
            self._post(each)

    def _answer(self, key: str, message: wire.FromGuest) -> None:
        future = self._waiting.get(key)
        if future is not None and not future.done():
            future.set_result(message)

    async def _serve_fetch(self, request: wire.Fetch) -> None:
        try:
            data, digest = await asyncio.to_thread(self.fetch, request.path)
        except OSError as error:
            await self._offer(wire.FetchFailed(s=request.s, error=str(error)))
            return
        pieces = range(0, max(len(data), 1), _PIECE)
        for start in pieces:
            last = start + _PIECE >= len(data)
            piece = data[start : start + _PIECE]
            content = wire.Content(s=request.s, data=piece, last=last, digest=digest if last else "")
            if not await self._offer(content):
                return

    async def _offer(self, message: wire.Content | wire.FetchFailed) -> bool:
        """Send an answer to a fetch; not where the agent was told to be quiet, as it asks anew when it is resumed.

        A snapshot with half of a frame in it would take the next host's first words for the other half.
        """
        async with self._sending:
            if not self._listening.is_set():
                return False
            await self._write(wire.frame(message))
            return True

    def _fail(self, reason: str) -> None:
        self._closed = reason
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(GuestDied(reason))
        for command in self._commands.values():
            if command.exit is None:
                command.end(None, reason)
        for stream in list(self._dialed.values()):
            stream.fail(reason)
        self._listening.set()
        self.streams_changed()


def _batches(paths: Iterable[str]) -> Iterator[list[str]]:
    """The paths in lists of which each fits into a frame."""
    batch: list[str] = []
    room = wire.MAX_FRAME // 2
    for path in paths:
        batch.append(path)
        room -= len(path) * 4 + 16
        if room < 0:
            yield batch
            batch, room = [], wire.MAX_FRAME // 2
    if batch:
        yield batch
