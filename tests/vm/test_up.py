"""`layer up` for real: what sleeps, what wakes it, and what is left."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.vm.conftest import LAYER, Project
from tests.vm.exposing import curl, echoed

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]


class Up:
    """A `layer up` that goes on; `shown` are the lines on its standard output, `said` those on the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.shown: list[str] = []
        self.said: list[str] = []
        self._news = threading.Condition()
        for stream, lines in ((process.stdout, self.shown), (process.stderr, self.said)):
            threading.Thread(target=self._read, args=(stream, lines), daemon=True).start()

    def _read(self, stream: Iterator[str], lines: list[str]) -> None:
        for line in stream:
            with self._news:
                lines.append(line.rstrip("\n"))
                self._news.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(condition, 120), (self.shown, self.said)

    def addresses(self, count: int) -> list[str]:
        """The addresses of what is shown, when all are there."""
        self.wait_for(lambda: len(self.shown) >= count)
        return [line.split()[0] for line in self.shown]

    def interrupt(self) -> int:
        """^C; its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextlib.contextmanager
def up(project: Project, arguments: Sequence[str] = ()) -> Iterator[Up]:
    """`layer up` for the length of the block."""
    process = subprocess.Popen(
        [*LAYER, "up", *(arguments or [str(project.folder)])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Up(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        process.wait(60)


def machines_of(census: set[str]) -> set[str]:
    return {each for each in census if each.startswith("qemu")}


def test_a_machine_wakes_for_the_first_request_and_sleeps_when_nobody_is_there(web: Project, machines: Census) -> None:
    web.layerfile(
        """\
        COPY site /usr/local/bin/site
        RUN BACKGROUND site -name front -http localhost:3000 -tcp 127.0.0.1:7000 -after 3s
        EXPOSE WEBSITE localhost:3000
        EXPOSE TCP 7000
        """
    )
    assert web.run().status == 0
    assert not machines()
    with up(web, [str(web.folder), "--idle", "2"]) as shown:
        root, tcp = shown.addresses(2)
        assert not machines_of(machines()), "nothing runs until somebody connects"
        begun = time.monotonic()
        with ThreadPoolExecutor(4) as visitors:
            answers = list(visitors.map(curl, [root] * 4))
        print(f"woke for four visitors at once in {time.monotonic() - begun:.2f} s: {shown.said[-1]}")
        assert all(answer.startswith("front http / ") for answer in answers)
        assert len(machines_of(machines())) == 1
        assert sum("woke in" in line for line in shown.said) == 1
        begun = time.monotonic()
        curl(root)
        print(f"a request to a machine that is awake: {time.monotonic() - begun:.3f} s")
        shown.wait_for(lambda: any("sleeps again" in line for line in shown.said))
        # The port is another way to wake it.
        assert echoed(tcp, b"hello") == b"hello"
        assert sum("woke in" in line for line in shown.said) == 2
        assert shown.interrupt() == 130
    assert not machines()


def test_a_machine_that_dies_is_told_and_started_anew(web: Project, machines: Census) -> None:
    web.layerfile(
        """\
        COPY site /usr/local/bin/site
        RUN BACKGROUND site -name front -http localhost:3000
        EXPOSE WEBSITE localhost:3000
        """
    )
    assert web.run().status == 0
    with up(web, ["last"]) as shown:
        (root,) = shown.addresses(1)
        curl(root)
        (running,) = machines_of(machines())
        subprocess.run(["kill", "-9", running.split()[1]], check=True)
        shown.wait_for(lambda: any("died" in line for line in shown.said))
        assert curl(root).startswith("front")
        assert shown.interrupt() == 130
    assert not machines()


def test_interrupt_while_it_wakes_leaves_nothing(web: Project, machines: Census) -> None:
    web.layerfile(
        """\
        COPY site /usr/local/bin/site
        RUN BACKGROUND site -http localhost:3000
        EXPOSE WEBSITE localhost:3000
        """
    )
    assert web.run().status == 0
    with up(web) as shown, ThreadPoolExecutor(1) as visitor:
        (root,) = shown.addresses(1)
        asking = visitor.submit(subprocess.run, ["curl", "-s", root], timeout=90, check=False)
        while not machines_of(machines()):
            time.sleep(0.01)
        assert shown.interrupt() == 130
        asking.result()
    assert not machines()


def test_shards_wake_each_for_itself_with_todays_files(web: Project, machines: Census) -> None:
    web.write("page", "old")
    web.layerfile(
        """\
        COPY . /srv
        WORKDIR /srv
        RUN true
        SPLIT 2
        RUN BACKGROUND /srv/site -name shard$SPLIT -http localhost:3000
        EXPOSE WEBSITE localhost:3000 /shard$SPLIT /
        """
    )
    assert web.run().status == 0
    assert web.run().events[-1]["vms_started"] == 0
    with up(web) as shown:
        first, second = shown.addresses(2)
        assert curl(second).startswith("shard1 http / ")
        assert len(machines_of(machines())) == 1
        assert curl(f"{first}/x").startswith("shard0 http /x ")
        assert len(machines_of(machines())) == 2
        assert "no website is exposed at /other" in curl(second.replace("/shard1", "/other"))
        assert shown.interrupt() == 130


def test_what_cannot_be_woken_is_told_in_words(web: Project) -> None:
    web.layerfile("RUN true\n")

    def told(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([*LAYER, "up", *arguments], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stderr

    assert told(str(web.folder)) == (2, "layer: Layerfile was not run yet: `layer run` first\n")
    assert web.run().status == 0
    status, words = told(str(web.folder))
    assert (status, "exposes nothing" in words) == (4, True)
