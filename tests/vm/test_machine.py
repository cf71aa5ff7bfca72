"""What a step may rely on: its processes, its output, the clock, randomness and the network."""

from __future__ import annotations

import hashlib
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from tests.vm.conftest import Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]


def test_background_processes_live_on_through_snapshot_and_restore(project: Project) -> None:
    project.write("data", "1\n")
    project.layerfile(
        """\
        COPY . .
        RUN BACKGROUND i=0; while true; do i=$((i+1)); echo $i > /tmp/count; sleep 0.05; done
        RUN cat /tmp/count; cat data
        """
    )
    first = int(project.run().output(5).split()[0])
    project.write("data", "2\n")
    again = project.run()
    assert again.verdicts[4] == "hit"
    count, data = again.output(5).split()
    assert data == "2"
    assert int(count) > first / 2, "the counter started anew"


def test_what_a_restored_background_command_prints_is_not_taken_for_another_steps_output(project: Project) -> None:
    project.write("data", "1\n")
    project.layerfile(
        """\
        COPY . .
        RUN BACKGROUND for i in $(seq 60); do echo noise; sleep 0.1; done
        RUN cat data; sleep 5; echo end
        """
    )
    project.run()
    project.write("data", "2\n")
    again = project.run()
    assert again.verdicts == {1: "hit", 2: "hit", 3: "hit", 4: "hit", 5: "ran"}
    assert again.output(5) == "2\nend\n"


def test_a_background_command_that_fails_at_once_fails_its_step(project: Project) -> None:
    project.layerfile("RUN BACKGROUND echo no such thing; exit 7\nRUN true\n")
    ran = project.run()
    assert ran.status == 1
    assert (ran.verdicts[3], ran.verdicts[4]) == ("failed", "skipped")
    assert ran.output(3) == "no such thing\n"


def test_output_streams_while_the_step_runs(project: Project) -> None:
    project.layerfile("RUN echo early; sleep 4; echo late\n")
    process = project.start()
    assert process.stdout is not None
    seen: dict[str, float] = {}
    for line in process.stdout:
        for word in ("early", "late"):
            if '"output"' in line and word in line:
                seen[word] = time.monotonic()
    process.communicate(timeout=60)
    assert seen["late"] - seen["early"] > 2


def test_twenty_megabytes_of_output_arrive_whole(project: Project) -> None:
    # Numbered lines, so that a loss or a wrong order shows.
    project.layerfile("RUN seq 1 2600000\n")
    ran = project.run()
    text = ran.output(3)
    expected = "".join(f"{number}\n" for number in range(1, 2600001))
    assert hashlib.sha256(text.encode()).digest() == hashlib.sha256(expected.encode()).digest()
    rate = len(text) / ran.of("step_finished")[-1]["seconds"] / 1e6
    assert rate > 1, f"only {rate:.2f} MB/s"


@pytest.mark.parametrize(
    ("command", "fields"), [("exit 3", {"exit": 3}), ("kill -TERM $$", {"exit": 143, "signal": 15})]
)
def test_a_failing_step_says_how_it_ended(project: Project, command: str, fields: dict[str, int]) -> None:
    project.layerfile(f"RUN echo last words; {command}\nRUN true\n")
    ran = project.run()
    assert ran.status == 1
    failed = ran.of("step_finished")[-2]
    assert {key: failed.get(key) for key in fields} == fields
    assert ran.output(3) == "last words\n"
    assert ran.events[-1]["ok"] is False


def test_clock_and_randomness_are_renewed_by_every_restore(project: Project) -> None:
    project.layerfile("RUN true\nRUN date +%s.%N; head -c 16 /dev/urandom | md5sum\n")
    results = []
    for _ in range(2):
        process = project.run()
        stamp, digest, _ = process.output(4).split()
        event = process.of("run_started")[0]
        assert event["time"] < float(stamp) < event["time"] + process.seconds + 0.5
        results.append(digest)
        # The same snapshot again: only the second step's text changes.
        project.layerfile("RUN true\nRUN date +%s.%N; head -c 16 /dev/urandom | md5sum # again\n")
    assert results[0] != results[1]


@pytest.fixture
def website() -> Iterator[int]:
    """A server on this machine's loopback; its port."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_machine_has_a_network(project: Project, website: int) -> None:
    # 10.0.2.2 is the host's loopback in QEMU's user-mode network.
    project.layerfile(f"RUN curl -sf -o /dev/null -w '%{{http_code}}' http://10.0.2.2:{website}/\n")
    assert project.run().output(3) == "200"


def test_user_workdir_and_environment_are_in_force(project: Project) -> None:
    project.layerfile(
        """\
        ENV NAME="some one" DIR=sub
        WORKDIR /srv/$DIR
        USER builder
        RUN pwd; id -un; id -Gn | tr ' ' '\\n' | grep -c root; echo "$NAME $CI $HOME"; touch here
        """
    )
    assert project.run().output(6) == "/srv/sub\nbuilder\n1\nsome one true /home/builder\n"


def test_copy_keeps_modes_and_links_and_leaves_ignored_files_out(project: Project) -> None:
    project.write("tool", "#!/bin/sh\necho works\n")
    (project.folder / "tool").chmod(0o755)
    (project.folder / "link").symlink_to("tool")
    project.write(".gitignore", "secret\n")
    project.write("secret", "x")
    project.layerfile("COPY . /opt/app\nRUN cd /opt/app && ./link && ls\n")
    assert project.run().output(4).split() == ["works", "Layerfile", "link", "tool"]
