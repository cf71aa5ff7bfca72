"""The host's side of the channel, against an agent that is told what to say."""

from __future__ import annotations

import asyncio
import os
import struct
import threading
import time
from pathlib import Path

import pytest

from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest import channel as channels
from layer_runner.guest import wire
from layer_runner.guest.channel import Channel, Command, Exit

from .fake_agent import FakeAgent, Script, talking

Row = tuple[str, str, int, int, str, str]


async def _silent(agent: FakeAgent) -> None:
    await agent.until_closed()


def _says(kind: str, **fields: object) -> Script:
    """An agent that answers whatever is asked first with this, and is silent then."""

    async def script(agent: FakeAgent) -> None:
        await agent.receive()
        await agent.send(kind, **fields)
        await agent.until_closed()

    return script


async def _text(command: Command) -> bytes:
    return b"".join([piece async for piece in command.output()])


class TestOpening:
    async def test_without_a_socket_it_is_an_engine_error(self, tmp_path: Path) -> None:
        with pytest.raises(EngineError, match="could not be opened"):
            await Channel.open(tmp_path / "nothing.sock", lambda _path: (b"", ""))


class TestHello:
    async def test_the_agent_answers_with_the_nonce(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            hello = await agent.expect("hello")
            assert hello["v"] == wire.VERSION
            assert len(hello["nonce"]) == 16
            await agent.send("ready", v=wire.VERSION, nonce=hello["nonce"], agent="0.1", boot_id="abc")
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            assert (await channel.hello(10)).boot_id == "abc"

    async def test_another_version_says_what_to_do(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            hello = await agent.expect("hello")
            await agent.send("ready", v=1, nonce=hello["nonce"])
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            with pytest.raises(EngineError, match="build the image again"):
                await channel.hello(10)

    async def test_an_answer_to_another_hello_is_none(self, tmp_path: Path) -> None:
        async with talking(tmp_path, _says("ready", v=wire.VERSION, nonce=b"of another   one")) as channel:
            with pytest.raises(EngineError, match="agent"):
                await channel.hello(10)

    async def test_no_answer_in_time_is_a_dead_guest(self, tmp_path: Path) -> None:
        async with talking(tmp_path, _silent) as channel:
            with pytest.raises(GuestDied, match=r"within 0\.02 s"):
                await channel.hello(0.02)

    async def test_each_asks_with_another_nonce(self, tmp_path: Path) -> None:
        nonces = []

        async def script(agent: FakeAgent) -> None:
            for _ in range(2):
                hello = await agent.expect("hello")
                nonces.append(hello["nonce"])
                await agent.send("ready", v=wire.VERSION, nonce=hello["nonce"])
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            await channel.hello(10)
            await channel.hello(10)
        assert nonces[0] != nonces[1]


class TestResume:
    async def test_time_and_randomness_are_given(self, tmp_path: Path) -> None:
        received = []

        async def script(agent: FakeAgent) -> None:
            received.append(await agent.expect("resume"))
            await agent.send("resumed")
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            await channel.resume()
        assert abs(received[0]["time_ns"] - time.time_ns()) < 60e9
        assert len(received[0]["seed"]) == 64

    async def test_one_that_fails_is_told_in_the_agents_words(self, tmp_path: Path) -> None:
        async with talking(tmp_path, _says("failed", re="resume", error="the clock: EPERM")) as channel:
            with pytest.raises(EngineError, match="the clock: EPERM"):
                await channel.resume()


class TestTree:
    async def _put(self, folder: Path, rows: list[Row]) -> list[dict[str, object]]:
        messages = []

        async def script(agent: FakeAgent) -> None:
            while (message := await agent.receive())["t"] != "tree_commit":
                messages.append(message)
            await agent.send("tree_ready", id=message["id"], changed=7)
            await agent.until_closed()

        async with talking(folder, script) as channel:
            assert await channel.put_tree(rows, ("/root",), fresh=True) == 7
        return messages

    async def test_an_empty_tree(self, tmp_path: Path) -> None:
        messages = await self._put(tmp_path, [])
        assert messages == [{"t": "tree_begin", "id": 1, "fresh": True, "mounts": ["/root"]}]

    async def test_a_large_tree_comes_in_several_frames_in_order(self, tmp_path: Path) -> None:
        rows: list[Row] = [(f"/root/file {n:06}", "f", 0o644, n, "0" * 40, "") for n in range(15_000)]
        messages = await self._put(tmp_path, rows)
        batches = [message["entries"] for message in messages[1:]]
        assert len(batches) > 1
        assert [tuple(row) for batch in batches for row in batch] == rows  # type: ignore[attr-defined]

    async def test_long_names_of_wide_characters_fit_in_frames(self, tmp_path: Path) -> None:
        rows: list[Row] = [(f"/root/{n}" + "\U0001f600" * 1000, "l", 0, 0, "", "\U0001f600" * 1000) for n in range(300)]
        messages = await self._put(tmp_path, rows)
        assert sum(len(message["entries"]) for message in messages[1:]) == 300  # type: ignore[arg-type]

    async def test_a_refused_tree_is_told_in_the_agents_words(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("tree_begin")
            await agent.expect("tree_commit")
            await agent.send("failed", re="tree", error="mount: EBUSY")
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            with pytest.raises(EngineError, match="mount: EBUSY"):
                await channel.put_tree([], [], fresh=False)


class TestCommands:
    async def test_output_comes_in_order_and_then_the_exit(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            message = await agent.expect("exec")
            assert (message["argv"], message["env"], message["cwd"], message["user"]) == (
                ["sh", "-c", "x"],
                {"A": "ä"},
                "/root",
                "me",
            )
            await agent.send("started", s=message["s"], pid=5)
            for number in range(50):
                await agent.send("output", s=message["s"], data=b"%d\n" % number)
            await agent.send("exited", s=message["s"], code=3, signal=0)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["sh", "-c", "x"], {"A": "ä"}, "/root", "me")
            assert await _text(command) == b"".join(b"%d\n" % number for number in range(50))
            assert command.exit == Exit(3, 0)
            assert not command.exit.ok

    @pytest.mark.parametrize(("features", "every"), [(["tty", "sample"], 1000), (["tty"], 0), ([], 0)])
    async def test_samples_are_asked_of_agents_that_have_them_and_taken_while_the_command_runs(
        self, tmp_path: Path, features: list[str], every: int
    ) -> None:
        usage = {"ms": 1000, "cpu": 0.5, "memory": 1, "total": 2, "read": 3, "written": 4}

        async def script(agent: FakeAgent) -> None:
            hello = await agent.expect("hello")
            await agent.send("ready", v=wire.VERSION, nonce=hello["nonce"], features=features)
            message = await agent.expect("exec")
            assert message["sample"] == every
            await agent.send("sample", s=message["s"] + 1, **usage)
            await agent.send("sample", s=message["s"], **usage)
            await agent.send("exited", s=message["s"])
            await agent.send("sample", s=message["s"], **usage)
            await agent.expect("quiesce")
            await agent.send("observed", lost=False, items=[])
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            taken: list[wire.Sample] = []
            channel.sampled = taken.append
            await channel.hello(10)
            command = await channel.start(["true"], {}, "/", "root", sampled=True)
            assert await channel.quiesce() == (False, [])
            assert taken == [wire.Sample(s=command.stream, ms=1000, cpu=0.5, memory=1, total=2, read=3, written=4)]

    async def test_a_signal_is_no_success(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            message = await agent.expect("exec")
            await agent.send("exited", s=message["s"], code=0, signal=9)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["x"], {}, "/", "root")
            await command.ended.wait()
            assert command.exit == Exit(0, 9)
            assert not command.exit.ok

    async def test_one_that_cannot_start_says_why(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            message = await agent.expect("exec")
            await agent.send("failed", re="exec", s=message["s"], error="no user me")
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["x"], {}, "/", "me")
            assert await _text(command) == b""
            assert (command.exit, command.error) == (None, "no user me")
            assert not channel.closed

    async def test_commands_at_once_have_their_own_output(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            first, second = (await agent.expect("exec"))["s"], (await agent.expect("exec"))["s"]
            assert first != second
            for data in (b"a", b"b"):
                await agent.send("output", s=second, data=b"2" + data)
                await agent.send("output", s=first, data=b"1" + data)
            await agent.send("exited", s=second, code=0)
            await agent.send("output", s=first, data=b"1c")
            await agent.send("exited", s=first, code=1)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            first = await channel.start(["x"], {}, "/", "root")
            second = await channel.start(["y"], {}, "/", "root")
            assert await _text(first) == b"1a1b1c"
            assert await _text(second) == b"2a2b"

    async def test_output_that_nobody_takes_is_bounded_and_none_of_it_is_lost(self, tmp_path: Path) -> None:
        pieces = [b"%04d" % number + bytes(60_000) for number in range(1000)]
        sent = 0

        async def script(agent: FakeAgent) -> None:
            nonlocal sent
            stream = (await agent.expect("exec"))["s"]
            for piece in pieces:
                await agent.send("output", s=stream, data=piece)
                sent += 1
            await agent.send("exited", s=stream, code=0)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["x"], {}, "/", "root")
            while command._room.is_set():
                await asyncio.sleep(0)
            before = -1
            while sent != before:
                # Until nothing moves any more.
                before = sent
                for _ in range(50):
                    await asyncio.sleep(0)
            assert channels._BACKLOG <= command._held < channels._BACKLOG + len(pieces[0])
            assert sent < 900
            assert command.exit is None
            received = []
            async for piece in command.output():
                received.append(piece)
                assert command._held <= channels._BACKLOG
            assert b"".join(received) == b"".join(pieces)
            assert len(received) < len(pieces), "what is there is handed on together"
            assert command.exit == Exit(0, 0)

    async def test_what_children_write_after_the_end_is_not_kept(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            stream = (await agent.expect("exec"))["s"]
            await agent.send("exited", s=stream, code=0)
            await agent.expect("quiesce")
            await agent.send("output", s=stream, data=b"late")
            await agent.send("observed", lost=False, items=[])
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["x"], {}, "/", "root")
            assert await _text(command) == b""
            await channel.quiesce()
            assert not command._pieces

    async def test_a_signal_is_sent_to_that_command(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            stream = (await agent.expect("exec"))["s"]
            message = await agent.expect("signal")
            assert (message["s"], message["signum"]) == (stream, 15)
            await agent.send("exited", s=stream, code=0, signal=15)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["x"], {}, "/", "root")
            await channel.signal(command, 15)
            await command.ended.wait()
            assert command.exit == Exit(0, 15)

    async def test_messages_about_commands_that_are_not_ours_are_ignored(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            stream = (await agent.expect("exec"))["s"]
            for other in (0, -1, stream + 1):
                await agent.send("output", s=other, data=b"not ours")
                await agent.send("failed", re="exec", s=other, error="not ours")
                await agent.send("exited", s=other, code=1)
            await agent.send("output", s=stream, data=b"ours")
            await agent.send("exited", s=stream, code=0)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            assert await channel.run(["x"]) == "ours"


class TestRun:
    def _ends(self, **fields: object) -> Script:
        async def script(agent: FakeAgent) -> None:
            stream = (await agent.expect("exec"))["s"]
            await agent.send("output", s=stream, data=b"said \xff\n")
            await agent.send(s=stream, **fields)  # type: ignore[arg-type]
            await agent.until_closed()

        return script

    async def test_it_answers_with_what_was_printed(self, tmp_path: Path) -> None:
        async with talking(tmp_path, self._ends(kind="exited", code=0)) as channel:
            assert await channel.run(["x"]) == "said \ufffd\n"

    async def test_a_failure_is_told_with_command_and_output(self, tmp_path: Path) -> None:
        async with talking(tmp_path, self._ends(kind="exited", code=1)) as channel:
            with pytest.raises(EngineError, match=r"useradd me failed in the machine:\nsaid"):
                await channel.run(["useradd", "me"])

    async def test_a_machine_that_ends_is_a_dead_guest(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("exec")

        async with talking(tmp_path, script) as channel:
            with pytest.raises(GuestDied, match="closed its channel"):
                await channel.run(["x"])


class TestQuiesce:
    async def test_observations_come_in_several_frames(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("quiesce")
            await agent.send("observed", lost=False, items=[["content", "/root/a", "d 644"]], more=True)
            await agent.send("observed", lost=False, items=[], more=True)
            await agent.send("observed", lost=False, items=[["absence", "/root/b", "absent"]], more=False)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            assert await channel.quiesce() == (
                False,
                [("content", "/root/a", "d 644"), ("absence", "/root/b", "absent")],
            )

    async def test_lost_in_any_frame_is_lost(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("quiesce")
            await agent.send("observed", lost=True, items=[], more=True)
            await agent.send("observed", lost=False, items=[], more=False)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            assert await channel.quiesce() == (True, [])

    async def test_a_step_has_nothing_of_the_step_before(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            for number in range(2):
                await agent.expect("quiesce")
                await agent.send("observed", lost=number == 0, items=[["entry", f"/{number}", "dir"]])
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            await channel.quiesce()
            assert await channel.quiesce() == (False, [("entry", "/1", "dir")])

    async def test_too_many_are_lost_and_not_kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(channels, "_MAX_OBSERVATIONS", 10)

        async def script(agent: FakeAgent) -> None:
            await agent.expect("quiesce")
            for more in (True, True, False):
                await agent.send("observed", lost=False, items=[["entry", "/a", "dir"]] * 6, more=more)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            lost, items = await channel.quiesce()
            assert lost
            assert len(items) <= 10


class TestFetch:
    async def _fetched(self, folder: Path, fetch: channels.Fetcher, path: str = "/root/a") -> list[dict[str, object]]:
        answers = []
        served = asyncio.Event()

        async def script(agent: FakeAgent) -> None:
            await _take_tree(agent)
            await agent.send("fetch", s=9, path=path, digest="wanted")
            while not answers or not answers[-1].get("last", True):
                answers.append(await agent.receive())
            served.set()
            await agent.until_closed()

        async with talking(folder, script, fetch) as channel:
            await _give_tree(channel)
            await served.wait()
        return answers

    async def test_a_large_file_comes_in_pieces_of_which_the_last_has_the_digest(self, tmp_path: Path) -> None:
        data = bytes(range(256)) * 5000
        answers = await self._fetched(tmp_path, lambda _path: (data, "found"))
        assert b"".join(answer["data"] for answer in answers) == data  # type: ignore[misc]
        assert [(answer["s"], answer["last"], answer["digest"]) for answer in answers] == [
            (9, False, ""),
            (9, False, ""),
            (9, True, "found"),
        ]

    @pytest.mark.parametrize(("size", "count"), [(0, 1), (1, 1), (512 * 1024, 1), (512 * 1024 + 1, 2)])
    async def test_no_piece_is_empty_unless_the_file_is(self, tmp_path: Path, size: int, count: int) -> None:
        answers = await self._fetched(tmp_path, lambda _path: (bytes(size), "d"))
        assert len(answers) == count
        assert sum(len(answer["data"]) for answer in answers) == size  # type: ignore[arg-type]

    async def test_the_file_asked_for_is_passed_on(self, tmp_path: Path) -> None:
        asked = []

        def fetch(path: str) -> tuple[bytes, str]:
            asked.append((path, threading.current_thread() is threading.main_thread()))
            return b"", "d"

        await self._fetched(tmp_path, fetch, "/root/ä b")
        assert asked == [("/root/ä b", False)]

    async def test_a_file_that_is_gone_is_said(self, tmp_path: Path) -> None:
        def fetch(path: str) -> tuple[bytes, str]:
            raise FileNotFoundError(f"{path} is gone")

        answers = await self._fetched(tmp_path, fetch)
        assert answers == [{"t": "fetch_failed", "s": 9, "error": "/root/a is gone"}]

    async def test_a_file_is_served_while_a_request_waits(self, tmp_path: Path) -> None:
        """A step reads files, so they are asked for before its end is known."""

        async def script(agent: FakeAgent) -> None:
            await _take_tree(agent)
            stream = (await agent.expect("exec"))["s"]
            await agent.send("fetch", s=1, path="/root/a", digest="d")
            content = await agent.expect("content")
            await agent.send("output", s=stream, data=content["data"])
            await agent.send("exited", s=stream, code=0)
            await agent.until_closed()

        async with talking(tmp_path, script, lambda _path: (b"the file", "d")) as channel:
            await _give_tree(channel)
            assert await channel.run(["cat", "/root/a"]) == "the file"

    async def test_no_part_of_a_file_is_under_way_while_a_snapshot_is_taken(self, tmp_path: Path) -> None:
        """A process in the background may read a large file when its step ends."""
        data = os.urandom(8 * 1024 * 1024)
        begun = asyncio.Event()
        parts: list[bytes] = []

        async def script(agent: FakeAgent) -> None:
            await _take_tree(agent)
            await agent.send("fetch", s=1, path="/root/a", digest="d")
            await agent.expect("content")
            begun.set()
            while (await agent.receive())["t"] == "content":
                pass
            assert agent.received[-1]["t"] == "quiesce"
            assert not agent.received[-2]["last"]
            # Also one that was asked for before the agent read that it is to be quiet.
            await agent.send("fetch", s=2, path="/root/a", digest="d")
            await agent.send("observed", lost=False, items=[], more=False)
            await agent.expect("resume")
            await agent.send("resumed")
            await agent.send("fetch", s=3, path="/root/a", digest="d")
            while not parts or not agent.received[-1]["last"]:
                content = await agent.expect("content")
                assert content["s"] == 3
                parts.append(content["data"])
            await agent.until_closed()

        async with talking(tmp_path, script, lambda _path: (data, "d")) as channel:
            await _give_tree(channel)
            await begun.wait()
            await channel.quiesce()
            await channel.resume()
            while sum(map(len, parts)) < len(data):
                await asyncio.sleep(0.01)
        assert b"".join(parts) == data

    async def test_what_a_restored_machine_waits_for_is_sent_with_the_tree(self, tmp_path: Path) -> None:
        """It asks again as soon as it is resumed, and the file may be another one today."""

        async def script(agent: FakeAgent) -> None:
            await agent.expect("resume")
            await agent.send("resumed")
            await agent.send("fetch", s=4, path="/root/a", digest="of an earlier day")
            await agent.send("log", level="info", message="asked")
            await agent.expect("tree_begin")
            content = await agent.expect("content")
            assert (content["s"], content["data"], content["last"]) == (4, b"today's", True)
            commit = await agent.expect("tree_commit")
            await agent.send("tree_ready", id=commit["id"], changed=1)
            await agent.until_closed()

        asked = asyncio.Event()
        async with talking(tmp_path, script, lambda _path: (b"today's", "d")) as channel:
            channel.log = lambda _level, _text: asked.set()
            await channel.resume()
            await asked.wait()
            assert await channel.put_tree([], [], False) == 1


async def _take_tree(agent: FakeAgent) -> None:
    """Be resumed and shown a tree."""
    await agent.expect("resume")
    await agent.send("resumed")
    await agent.expect("tree_begin")
    commit = await agent.expect("tree_commit")
    await agent.send("tree_ready", id=commit["id"], changed=0)


async def _give_tree(channel: Channel) -> None:
    await channel.resume()
    await channel.put_tree([], [], True)


def _framed(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


_HOSTILE = {
    "a frame that is too long": struct.pack(">I", wire.MAX_FRAME + 1),
    "an endless frame": b"\xff" * 8,
    "an empty frame": bytes(4),
    "the host's own type": _framed(b"\x81\xa1t\xa7quiesce"),
    "an unknown type": _framed(b"\x81\xa1t\xa4what"),
    "no map": _framed(b"\x90"),
    "garbage": _framed(b"\xc1\xc1\xc1\xc1"),
    "a nested message": _framed(b"\x82\xa1t\xa7resumed\xa1x" + b"\x91" * 100_000 + b"\xc0"),
}


class TestEnd:
    @pytest.mark.parametrize("data", _HOSTILE.values(), ids=_HOSTILE)
    async def test_a_hostile_message_ends_everything_that_waits(self, tmp_path: Path, data: bytes) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("exec")
            await agent.expect("quiesce")
            await agent.raw(data)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            command = await channel.start(["x"], {}, "/", "root")
            with pytest.raises(GuestDied):
                await channel.quiesce()
            assert await _text(command) == b""
            assert command.error
            assert channel.closed

    @pytest.mark.parametrize(
        "data", [b"", b"\0\0", b"\0\0\0\x09\x81"], ids=["between", "in the length", "in a message"]
    )
    async def test_a_machine_that_goes_away_ends_a_request(self, tmp_path: Path, data: bytes) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("resume")
            await agent.raw(data)

        async with talking(tmp_path, script) as channel:
            with pytest.raises(GuestDied, match="closed its channel"):
                await channel.resume()
            assert channel.closed

    async def test_nothing_can_be_asked_afterwards(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("resume")

        async with talking(tmp_path, script) as channel:
            with pytest.raises(GuestDied):
                await channel.resume()
            with pytest.raises(GuestDied):
                await channel.quiesce()
            with pytest.raises(GuestDied):
                await channel.start(["x"], {}, "/", "root")
            with pytest.raises(GuestDied):
                await channel.put_tree([], [], fresh=True)

    async def test_closing_it_ourselves_ends_a_request(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("quiesce")
            asked.set()
            await agent.until_closed()

        asked = asyncio.Event()
        async with talking(tmp_path, script) as channel, asyncio.TaskGroup() as group:

            async def close() -> None:
                await asked.wait()
                await channel.close()

            group.create_task(close())
            with pytest.raises(GuestDied):
                await channel.quiesce()

    async def test_an_answer_of_the_wrong_kind_is_not_taken_for_one(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            await agent.expect("resume")
            await agent.send("tree_ready", id=1)
            await agent.send("observed", lost=False, items=[["entry", "/a", "dir"]])
            await agent.send("resumed")
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            await channel.resume()

    async def test_an_answer_that_nobody_asked_for_is_ignored(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            for _ in range(2):
                await agent.send("resumed")
                await agent.send("failed", re="tree", error="never asked")
                await agent.send("failed", re="nothing known", error="never asked")
            await agent.expect("resume")
            await agent.send("resumed")
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            await channel.resume()


async def test_what_the_agent_logs_is_passed_on(tmp_path: Path) -> None:
    async def script(agent: FakeAgent) -> None:
        await agent.send("log", level="warning", message="fuse: odd")
        await agent.expect("resume")
        await agent.send("resumed")
        await agent.until_closed()

    logged = []
    async with talking(tmp_path, script) as channel:
        channel.log = lambda level, message: logged.append((level, message))
        await channel.resume()
    assert logged == [("warning", "fuse: odd")]


class TestWhatCannotBeSent:
    """Limits are said in words."""

    async def test_a_command_that_does_not_end_in_time_is_a_dead_guest(self, tmp_path: Path) -> None:
        async with talking(tmp_path, _silent) as channel:
            with pytest.raises(GuestDied):
                await channel.run(["x"], seconds=0.02)

    async def test_a_command_too_long_for_a_frame_is_an_engine_error(self, tmp_path: Path) -> None:
        async with talking(tmp_path, _silent) as channel:
            with pytest.raises(EngineError):
                await channel.start(["bash", "-c", "x" * wire.MAX_FRAME], {}, "/", "root")

    async def test_a_file_name_that_is_not_utf_8_ends_nothing(self, tmp_path: Path) -> None:
        async def script(agent: FakeAgent) -> None:
            while (await agent.receive())["t"] != "tree_commit":
                pass
            await agent.send("tree_ready", id=1, changed=1)
            await agent.until_closed()

        async with talking(tmp_path, script) as channel:
            with pytest.raises(EngineError, match="UTF-8"):
                await channel.put_tree([("/root/b\udcffd", "f", 0o644, 0, "0" * 40, "")], [], fresh=True)
