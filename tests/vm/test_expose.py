"""EXPOSE in a real machine: what is reached from outside, what is waited for, and what wakes."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from tests.vm.conftest import LAYER, Project
from tests.vm.exposing import curl, echoed

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]


@dataclass
class Events:
    """The events of a run that goes on, as they come."""

    process: subprocess.Popen[str]
    seen: list[dict[str, Any]] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        import json

        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.seen.append(json.loads(line))
                self._news.notify_all()
        with self._news:
            self.seen.append({"event": "eof"})
            self._news.notify_all()

    def wait_for(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """The first events of one kind, when there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.of(kind)) >= count or self.of("eof"), 200)
        assert len(self.of(kind)) >= count, (self.seen, self.process.stderr and self.process.stderr.read())
        return self.of(kind)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.seen if event["event"] == kind]


SERVES = """\
    COPY site /usr/local/bin/site
    RUN BACKGROUND site -name front -http localhost:3000 -https 127.0.0.1:8443 -tcp 127.0.0.1:7000
    RUN BACKGROUND site -name api -http 127.0.0.1:8000
    EXPOSE WEBSITE localhost:3000
    EXPOSE WEBSITE localhost:8000 /api /v1
    EXPOSE WEBSITE https://localhost:8443 /secure
    EXPOSE TCP 7000
"""


def test_what_a_run_exposes_is_reached_from_outside(web: Project, machines: Census) -> None:
    web.layerfile(SERVES + "    BUTTON look\n    RUN echo $EXPOSE_WEBSITE_HOST\n")
    process = web.start()
    events = Events(process)
    try:
        exposed = events.wait_for("exposed", 4)
        root, api, secure, tcp = (event["address"] for event in exposed)
        host = root.removeprefix("http://").rstrip("/")
        name = web.folder.name
        assert host.startswith(f"{name}.localhost:")
        assert [event["port"] for event in exposed] == [3000, 8000, 8443, 7000]
        events.wait_for("button")
        assert curl(root + "x?y=1") == f"front http /x?y=1 host={host} forwarded={host}\n"
        assert curl(api + "/users") == f"api http /v1/users host={host} forwarded={host}\n"
        assert curl(secure + "/z") == f"front https /secure/z host={host} forwarded={host}\n"
        _streams(root)
        asyncio.run(_web_socket(root))
        assert echoed(tcp, b"hello") == b"hello"
        subprocess.run([*LAYER, "press", "last"], check=True, timeout=30)
        events.wait_for("run_finished")
        assert process.wait(60) == 0
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    printed = "".join(event["data"] for event in events.of("output"))
    assert printed.strip().endswith(host)
    with pytest.raises(AssertionError, match=r"Could not connect|Failed to connect|refused"):
        curl(root)


def _streams(root: str) -> None:
    size = 20 * 1024**2
    begun = time.monotonic()
    counted = curl(f"{root}bytes?n={size}", "-o", "/dev/null", "-w", "%{size_download}")
    print(f"download: {size / (time.monotonic() - begun) / 1e6:.0f} MB/s")
    assert counted == str(size)
    sent = os.urandom(size)
    command = ["curl", "-sS", "--max-time", "60", "--data-binary", "@-", f"{root}sum"]
    done = subprocess.run(command, input=sent, capture_output=True, timeout=90, check=True)
    assert done.stdout.decode() == f"{size} {hashlib.sha256(sent).hexdigest()}\n"
    assert curl(f"{root}events", "-N") == "data: 1\n\ndata: 2\n\n"


async def _web_socket(root: str) -> None:
    async with aiohttp.ClientSession() as client, client.ws_connect(_numeric(root) + "ws") as talk:
        await talk.send_str("hello")
        assert await talk.receive_str() == "hello"
        await talk.close(code=4000)
        assert talk.close_code == 4000


def _numeric(url: str) -> str:
    """Not each resolver knows names below .localhost."""
    return "http://127.0.0.1:" + url.rpartition(":")[2]


def test_a_step_of_expose_is_a_hit_until_what_its_server_read_is_another(web: Project) -> None:
    web.write("name", "one")
    web.layerfile(
        """\
        COPY . .
        RUN BACKGROUND ./site -http localhost:3000 -after 4s -file name
        EXPOSE WEBSITE localhost:3000
        """
    )
    first = web.run()
    assert first.status == 0
    assert (first.verdicts[4], first.verdicts[5]) == ("ran", "ran")
    assert web.run().events[-1]["vms_started"] == 0
    web.write("name", "two")
    # The server had not yet read it when its step ended.
    predicted = web.predict()
    assert (predicted[4]["verdict"], predicted[5]["verdict"]) == ("hit", "miss")
    assert "name changed" in predicted[5]["reason"]["detail"]
    again = web.run()
    assert (again.verdicts[4], again.verdicts[5]) == ("hit", "ran")


def test_a_port_that_never_answers_fails_its_step_in_words(web: Project, machines: Census) -> None:
    web.write("layer.toml", "[expose]\nwait = 2\n")
    web.layerfile(
        """\
        COPY site /usr/local/bin/site
        RUN BACKGROUND site -http localhost:3000
        EXPOSE WEBSITE localhost:8080
        RUN echo never
        """
    )
    ran = web.run()
    assert ran.status == 1
    assert (ran.verdicts[5], ran.verdicts[6]) == ("failed", "skipped")
    said = ran.output(5)
    assert "port 8080 did not answer on localhost within 2 s (nothing listens on port 8080)" in said
    assert "site on 3000" in said
    assert not machines()


def test_each_shard_shows_its_own(web: Project) -> None:
    web.layerfile(
        """\
        COPY site /usr/local/bin/site
        RUN true
        SPLIT 2
        RUN BACKGROUND site -name shard$SPLIT -http localhost:3000
        EXPOSE WEBSITE localhost:3000 /shard$SPLIT /
        BUTTON look
        """
    )
    process = web.start()
    events = Events(process)
    try:
        events.wait_for("button", 2)
        for event in events.of("exposed"):
            assert curl(event["address"] + "/x").startswith(f"shard{event['shard']} http /x ")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert process.returncode == 130
