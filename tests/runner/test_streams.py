"""Connections into a machine, against an agent that is told what to say."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest import wire
from layer_runner.guest.channel import Channel
from layer_runner.guest.streams import WINDOW, NotReached, Stream, StreamReset

from .fake_agent import FakeAgent, Script, talking


async def greet(agent: FakeAgent, features: tuple[str, ...] = ("tty", "dial")) -> None:
    """Answer as an agent that the host has just attached to."""
    hello = await agent.expect("hello")
    await agent.send("ready", v=wire.VERSION, nonce=hello["nonce"], features=features)
    await agent.expect("resume")
    await agent.send("resumed")


@contextlib.asynccontextmanager
async def attached(folder: Path, script: Script) -> AsyncIterator[Channel]:
    """A channel that is ready for steps; `script` goes on from there."""

    async def whole(agent: FakeAgent) -> None:
        await greet(agent)
        await script(agent)

    async with talking(folder, whole) as channel:
        await channel.hello(10)
        await channel.resume()
        yield channel


async def taken(agent: FakeAgent) -> int:
    """Take the connection that the host asks for next: its number."""
    number: int = (await agent.expect("dial"))["s"]
    await agent.send("dialed", s=number, address="127.0.0.1:80")
    return number


async def everything(stream: Stream) -> bytes:
    """All that comes until the end."""
    pieces = []
    while data := await stream.read():
        pieces.append(data)
    return b"".join(pieces)


async def test_bytes_go_both_ways_until_each_side_has_ended(tmp_path: Path) -> None:
    async def script(agent: FakeAgent) -> None:
        message = await agent.expect("dial")
        assert message["port"] == 3000
        await agent.send("dialed", s=message["s"])
        asked = await agent.expect("data")
        await agent.send("data", s=message["s"], data=asked["data"].upper())
        assert (await agent.expect("end"))["s"] == message["s"]
        await agent.send("data", s=message["s"], data=b"!")
        await agent.send("end", s=message["s"])
        await agent.until_closed()

    async with attached(tmp_path, script) as channel:
        stream = await channel.dial(3000)
        await stream.write(b"hello")
        assert await stream.read() == b"HELLO"
        stream.end()
        assert await everything(stream) == b"!"
        assert not stream.is_open
        assert not channel._dialed, "it is forgotten"


async def test_a_port_that_nothing_listens_on_is_told_in_the_agents_words(tmp_path: Path) -> None:
    async def script(agent: FakeAgent) -> None:
        number = (await agent.expect("dial"))["s"]
        await agent.send("failed", re="dial", s=number, error="nothing listens on port 3000")
        await agent.until_closed()

    async with attached(tmp_path, script) as channel:
        with pytest.raises(NotReached, match="nothing listens on port 3000"):
            await channel.dial(3000)
        assert not channel._dialed


async def test_an_agent_that_says_nothing_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    async with attached(tmp_path, FakeAgent.until_closed) as channel:
        with pytest.raises(NotReached, match=r"within 0\.02 s"):
            await channel.dial(3000, 0.02)
        assert not channel._dialed


async def test_an_older_image_says_what_to_do(tmp_path: Path) -> None:
    async def script(agent: FakeAgent) -> None:
        await greet(agent, ("tty",))
        await agent.until_closed()

    async with talking(tmp_path, script) as channel:
        await channel.hello(10)
        await channel.resume()
        with pytest.raises(EngineError, match="layer image rm"):
            await channel.dial(80)


async def test_no_more_is_sent_than_the_machine_has_room_for(tmp_path: Path) -> None:
    whole = os.urandom(3 * WINDOW + 99)
    sent = asyncio.Event()

    async def script(agent: FakeAgent) -> None:
        number = await taken(agent)
        received, room = b"", WINDOW
        while len(received) < len(whole):
            message = await agent.expect("data")
            received += message["data"]
            assert len(received) <= room
            if len(received) == room:
                assert not sent.is_set()
                room += 100_000
                await agent.send("room", s=number, bytes=100_000)
        assert hashlib.sha256(received).digest() == hashlib.sha256(whole).digest()
        await agent.until_closed()

    async with attached(tmp_path, script) as channel:
        stream = await channel.dial(80)
        await stream.write(whole)
        sent.set()


async def test_what_is_not_read_is_bounded_and_reading_makes_room(tmp_path: Path) -> None:
    whole = os.urandom(4 * WINDOW)

    async def script(agent: FakeAgent) -> None:
        number = await taken(agent)
        sent, room = 0, WINDOW
        while sent < len(whole):
            while sent == room:
                room += (await agent.expect("room"))["bytes"]
            piece = whole[sent : min(room, sent + 60_000)]
            await agent.send("data", s=number, data=piece)
            sent += len(piece)
            assert room - sent <= WINDOW
        await agent.send("end", s=number)
        await agent.until_closed()

    async with attached(tmp_path, script) as channel:
        assert await everything(await channel.dial(80)) == whole


async def test_a_machine_that_sends_more_than_there_is_room_for_is_cut_off(tmp_path: Path) -> None:
    async def script(agent: FakeAgent) -> None:
        number = await taken(agent)
        for _ in range(WINDOW // 1000 + 1):
            await agent.send("data", s=number, data=bytes(1000))
        while (await agent.receive())["t"] != "reset":
            pass
        await agent.until_closed()

    async with attached(tmp_path, script) as channel:
        stream = await channel.dial(80)
        while stream.is_open:
            await asyncio.sleep(0)
        with pytest.raises(StreamReset, match="more than there was room for"):
            await stream.write(b"x")
        assert len(await stream.read()) <= WINDOW
        with pytest.raises(StreamReset):
            await stream.read()
        assert not channel._dialed


async def test_between_quiesce_and_resume_the_machine_is_told_nothing_of_streams(tmp_path: Path) -> None:
    """A snapshot is taken there: half a frame would be in it."""
    quiet = asyncio.Event()

    async def script(agent: FakeAgent) -> None:
        number = await taken(agent)
        await agent.expect("quiesce")
        await agent.send("observed", lost=False, items=[])
        quiet.set()
        await agent.expect("resume")
        await agent.send("resumed")
        kinds = {(await agent.receive())["t"] for _ in range(3)}
        assert kinds == {"data", "dial", "end"}
        await agent.send("data", s=number, data=b"still here")
        await agent.until_closed()

    async with attached(tmp_path, script) as channel, asyncio.TaskGroup() as group:
        stream = await channel.dial(80)
        await channel.quiesce()
        await quiet.wait()
        writing = group.create_task(stream.write(b"during the snapshot"))
        dialing = group.create_task(channel.dial(81))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not writing.done()
        await channel.resume()
        await writing
        stream.end()
        assert await stream.read() == b"still here"
        dialing.cancel()


async def test_a_machine_that_dies_ends_all_of_them(tmp_path: Path) -> None:
    async def script(agent: FakeAgent) -> None:
        await taken(agent)
        await agent.send("data", s=agent.received[-1]["s"], data=b"last words")
        await agent.expect("data")

    async with attached(tmp_path, script) as channel:
        stream = await channel.dial(80)
        await stream.write(b"x")
        with pytest.raises(StreamReset):
            await everything(stream)
        with pytest.raises(StreamReset):
            await stream.write(b"x")
        with pytest.raises(GuestDied):
            await channel.dial(80)


_MESSAGES = st.lists(
    st.one_of(
        st.tuples(st.just("data"), st.fixed_dictionaries({"data": st.binary(max_size=50)})),
        st.tuples(st.just("data"), st.just({"data": bytes(WINDOW)})),
        st.tuples(st.just("room"), st.fixed_dictionaries({"bytes": st.integers(-(2**62), 2**62)})),
        st.tuples(st.sampled_from(["end", "dialed"]), st.just({})),
        st.tuples(st.sampled_from(["reset", "failed"]), st.just({"error": "x" * 5000, "re": "dial"})),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=_MESSAGES)
def test_whatever_a_machine_says_of_a_stream_memory_is_bounded_and_it_ends(
    messages: list[tuple[str, dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    async def script(agent: FakeAgent) -> None:
        number = await taken(agent)
        for kind, fields in messages:
            await agent.send(kind, s=number, **fields)

    async def host() -> None:
        async with attached(tmp_path_factory.mktemp("s"), script) as channel:
            stream = await channel.dial(80)
            with contextlib.suppress(StreamReset):
                while await stream.read():
                    assert len(stream._received) <= WINDOW
            assert 0 <= stream._credit <= WINDOW
            stream.close()
            assert not channel._dialed

    asyncio.run(host())
