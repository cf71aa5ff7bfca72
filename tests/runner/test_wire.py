"""Frames and messages; whatever a guest sends is a message or a WireError."""

from __future__ import annotations

import struct

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layer_runner.guest import wire

_FROM_GUEST = [
    wire.Ready(v=1, nonce=b"n" * 16, agent="0.1", boot_id="b"),
    wire.Resumed(),
    wire.TreeReady(id=1, changed=2),
    wire.Failed(re="exec", error="no such user", s=3),
    wire.Started(s=1, pid=77),
    wire.Output(s=1, data=b"\xff\x00text"),
    wire.Exited(s=1, code=2, signal=0),
    wire.Observed(lost=False, items=[("content", "/root/ä", "abc 644")], more=True),
    wire.Sample(s=1, ms=1000, cpu=0.5, memory=3, total=4, read=5, written=6),
    wire.Fetch(s=9, path="/root/a", digest="d"),
    wire.Log(level="info", message="m"),
]

_TO_GUEST = [
    (wire.Hello(v=1, nonce=b"n"), {"t": "hello", "v": 1, "nonce": b"n"}),
    (wire.Resume(time_ns=5, seed=b"s"), {"t": "resume", "time_ns": 5, "seed": b"s", "host": ""}),
    (
        wire.TreeBegin(id=1, fresh=True, mounts=["/root"]),
        {"t": "tree_begin", "id": 1, "fresh": True, "mounts": ["/root"]},
    ),
    (
        wire.TreeEntries(id=1, entries=[("/root/a", "f", 0o644, 3, "d", "")]),
        {"t": "tree_entries", "id": 1, "entries": [["/root/a", "f", 0o644, 3, "d", ""]]},
    ),
    (wire.TreeRenew(id=1, paths=["/a"]), {"t": "tree_renew", "id": 1, "paths": ["/a"]}),
    (wire.TreeCommit(id=1), {"t": "tree_commit", "id": 1}),
    (
        wire.Exec(s=1, argv=["true"], env={"A": "b"}, cwd="/", user="root"),
        {
            "t": "exec",
            "s": 1,
            "argv": ["true"],
            "env": {"A": "b"},
            "cwd": "/",
            "user": "root",
            "tty": None,
            "sample": 0,
        },
    ),
    (wire.Signal(s=1, signum=15), {"t": "signal", "s": 1, "signum": 15}),
    (wire.Quiesce(), {"t": "quiesce"}),
    (
        wire.Content(s=1, data=b"x", last=True, digest="d"),
        {"t": "content", "s": 1, "data": b"x", "last": True, "digest": "d"},
    ),
    (wire.FetchFailed(s=1, error="e"), {"t": "fetch_failed", "s": 1, "error": "e"}),
]


@pytest.mark.parametrize(("message", "fields"), _TO_GUEST, ids=lambda value: type(value).__name__)
def test_a_frame_is_a_length_and_a_map_with_the_type(message: wire.ToGuest, fields: dict[str, object]) -> None:
    frame = wire.frame(message)
    assert wire.length(frame[:4]) == len(frame) - 4
    assert msgspec.msgpack.decode(frame[4:]) == fields


@pytest.mark.parametrize("message", _FROM_GUEST, ids=lambda value: type(value).__name__)
def test_what_the_agent_says_is_read(message: wire.FromGuest) -> None:
    assert wire.decode(msgspec.msgpack.encode(message)) == message


def test_unknown_keys_are_ignored() -> None:
    body = msgspec.msgpack.encode({"t": "resumed", "later": [1, {"a": None}]})
    assert wire.decode(body) == wire.Resumed()


class TestLength:
    @pytest.mark.parametrize("size", [1, wire.MAX_FRAME])
    def test_the_bounds_are_allowed(self, size: int) -> None:
        assert wire.length(struct.pack(">I", size)) == size

    @pytest.mark.parametrize("size", [0, wire.MAX_FRAME + 1, 2**32 - 1])
    def test_what_lies_outside_is_refused_with_the_size(self, size: int) -> None:
        with pytest.raises(wire.WireError, match=str(size)):
            wire.length(struct.pack(">I", size))


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(wire.WireError, match="too long"):
        wire.frame(wire.Content(s=1, data=bytes(wire.MAX_FRAME), last=True))


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"t": "unheard of"},
        {"t": 1},
        {"t": "ready"},
        {"t": "ready", "v": "1", "nonce": b""},
        {"t": "exited", "s": 1, "code": "0"},
        {"t": "output", "s": 1, "data": "text instead of bytes"},
        {"t": "observed", "lost": False, "items": [["content", "/a"]]},
        {"t": "sample", "s": 1, "ms": 1000, "cpu": 1.5, "memory": 1, "total": 2, "read": 0, "written": 0},
        {"t": "sample", "s": 1, "ms": 1000, "cpu": float("nan"), "memory": 1, "total": 2, "read": 0, "written": 0},
        {"t": "sample", "s": 1, "ms": -1, "cpu": 0.5, "memory": 1, "total": 2, "read": 0, "written": 0},
        {"t": "hello", "v": 1, "nonce": b"the host's own"},
        [],
        None,
        7,
    ],
    ids=repr,
)
def test_what_is_no_message_of_the_agent_is_refused(value: object) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(msgspec.msgpack.encode(value))


def test_text_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(wire.WireError):
        wire.decode(b"\x82\xa1t\xa3log\xa5level\xa2\xff\xfe")


def test_a_message_nested_too_deeply_is_refused() -> None:
    with pytest.raises(wire.WireError):
        wire.decode(b"\x82\xa1t\xa7resumed\xa1x" + b"\x91" * 100_000 + b"\xc0")


@given(st.binary(max_size=400))
@example(b"\x82\xa1t\xa7resumed\xa1x\xc7\x0c\xff" + b"\xff" * 12)
@example(b"\xdf\xff\xff\xff\xff")
def test_any_bytes_are_a_message_or_a_wire_error(body: bytes) -> None:
    _read(body)


@given(st.sampled_from(_FROM_GUEST), st.data())
def test_a_damaged_message_is_a_message_or_a_wire_error(message: wire.FromGuest, data: st.DataObject) -> None:
    body = bytearray(msgspec.msgpack.encode(message))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    _read(bytes(body[: data.draw(st.integers(0, len(body)))]))


def _read(body: bytes) -> None:
    try:
        read = wire.decode(body)
    except wire.WireError:
        return
    assert isinstance(read, wire.FromGuest)
