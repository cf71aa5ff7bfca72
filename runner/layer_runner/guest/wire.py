"""The messages between host and agent, and their frames: 4 bytes of length, then one MessagePack map.

`docs/wire.md` says what each message means and when it may be sent.
"""

from __future__ import annotations

import struct
from typing import Annotated

import msgspec
from msgspec import Meta

#: Longest frame either side sends or accepts, in bytes.
MAX_FRAME = 1024 * 1024

VERSION = 2

#: Bytes and milliseconds that a guest may tell.
_Amount = Annotated[int, Meta(ge=0, lt=2**62)]

_LENGTH = struct.Struct(">I")


class _Message(msgspec.Struct, tag_field="t", frozen=True):
    pass


class Hello(_Message, tag="hello", frozen=True):
    v: int
    nonce: bytes


class Resume(_Message, tag="resume", frozen=True):
    time_ns: int
    seed: bytes
    host: str = ""


class TreeBegin(_Message, tag="tree_begin", frozen=True):
    id: int
    fresh: bool
    mounts: list[str]


class TreeEntries(_Message, tag="tree_entries", frozen=True):
    id: int
    entries: list[tuple[str, str, int, int, str, str]]


class TreeRenew(_Message, tag="tree_renew", frozen=True):
    id: int
    paths: list[str]


class TreeCommit(_Message, tag="tree_commit", frozen=True):
    id: int


class Exec(_Message, tag="exec", frozen=True):
    s: int
    argv: list[str]
    env: dict[str, str]
    cwd: str
    user: str
    tty: tuple[int, int] | None = None
    sample: int = 0


class Input(_Message, tag="input", frozen=True):
    s: int
    data: bytes


class Window(_Message, tag="window", frozen=True):
    s: int
    tty: tuple[int, int]


class Signal(_Message, tag="signal", frozen=True):
    s: int
    signum: int


class Dial(_Message, tag="dial", frozen=True):
    s: int
    port: int


class Dialed(_Message, tag="dialed", frozen=True):
    s: int
    address: str = ""


class Data(_Message, tag="data", frozen=True):
    s: int
    data: bytes


class End(_Message, tag="end", frozen=True):
    s: int


class Room(_Message, tag="room", frozen=True):
    s: int
    bytes: int


class Reset(_Message, tag="reset", frozen=True):
    s: int
    error: str = ""


class Quiesce(_Message, tag="quiesce", frozen=True):
    pass


class Content(_Message, tag="content", frozen=True):
    s: int
    data: bytes
    last: bool
    digest: str = ""


class FetchFailed(_Message, tag="fetch_failed", frozen=True):
    s: int
    error: str


class Ready(_Message, tag="ready", frozen=True):
    v: int
    nonce: bytes
    agent: str = ""
    boot_id: str = ""
    features: list[str] = []


class Resumed(_Message, tag="resumed", frozen=True):
    pass


class TreeReady(_Message, tag="tree_ready", frozen=True):
    id: int
    changed: int = 0


class Failed(_Message, tag="failed", frozen=True):
    re: str
    error: str
    s: int = 0


class Started(_Message, tag="started", frozen=True):
    s: int
    pid: int = 0


class Output(_Message, tag="output", frozen=True):
    s: int
    data: bytes


class Exited(_Message, tag="exited", frozen=True):
    s: int
    code: int = 0
    signal: int = 0


class Sample(_Message, tag="sample", frozen=True):
    s: int
    ms: _Amount
    cpu: Annotated[float, Meta(ge=0, le=1)]
    memory: _Amount
    total: _Amount
    read: _Amount
    written: _Amount


class Observed(_Message, tag="observed", frozen=True):
    lost: bool
    items: list[tuple[str, str, str]]
    more: bool = False


class Fetch(_Message, tag="fetch", frozen=True):
    s: int
    path: str
    digest: str


class Log(_Message, tag="log", frozen=True):
    level: str
    message: str


ToGuest = (
    Hello
    | Resume
    | TreeBegin
    | TreeEntries
    | TreeRenew
    | TreeCommit
    | Exec
    | Input
    | Window
    | Signal
    | Dial
    | Data
    | End
    | Room
    | Reset
    | Quiesce
    | Content
    | FetchFailed
)
FromGuest = (
    Ready
    | Resumed
    | TreeReady
    | Failed
    | Started
    | Output
    | Exited
    | Sample
    | Observed
    | Fetch
    | Log
    | Dialed
    | Data
    | End
    | Room
    | Reset
)

_decoder: msgspec.msgpack.Decoder[FromGuest] = msgspec.msgpack.Decoder(FromGuest)
_encoder = msgspec.msgpack.Encoder()


class WireError(Exception):
    """The other side broke the protocol; nothing more that it says is believed."""


def frame(message: ToGuest) -> bytes:
    """The bytes of one message. Raises WireError where it is longer than `MAX_FRAME`."""
    body = _encoder.encode(message)
    if len(body) > MAX_FRAME:
        raise WireError(f"a message of {len(body)} bytes is too long to send")
    return _LENGTH.pack(len(body)) + body


def length(header: bytes) -> int:
    """The length that the 4 bytes of `header` announce. Raises WireError outside of 1 to `MAX_FRAME`."""
    (size,) = _LENGTH.unpack(header)
    if not 1 <= size <= MAX_FRAME:
        raise WireError(f"a frame of {size} bytes was announced; at most {MAX_FRAME} are allowed")
    return int(size)


def decode(body: bytes) -> FromGuest:
    """The message in a frame's bytes. Raises WireError where it is not one of the agent's."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"a message from the guest could not be read: {error}") from error
