"""What real machines use, as their agents tell it while a step runs."""

from __future__ import annotations

import itertools
import json
import subprocess

import pytest

from .conftest import LAYER, Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(600)]

MIB = 1024**2


def test_a_step_is_sampled_once_a_second_and_no_more_is_done_for_it(project: Project) -> None:
    project.layerfile("""
        RUN true
        RUN head -c 64M /dev/zero > /dev/shm/file && sleep 4 && rm /dev/shm/file
        RUN dd if=/dev/zero of=/var/tmp/file bs=1M count=64 conv=fsync && sleep 2
        """)
    ran = project.run()
    assert ran.status == 0, ran.errors
    samples = ran.of("sample")
    by_line = {line: [each for each in samples if each["line"] == line] for line in (3, 4, 5)}
    took = {each["line"]: each["seconds"] for each in ran.of("step_finished")}
    # A command that is over within a second is not sampled.
    assert len(by_line[3]) <= took[3]
    assert took[4] / 2 <= len(by_line[4]) <= took[4]
    times = [each["at"] for each in samples]
    assert min(after - before for before, after in itertools.pairwise(times)) > 0.5
    for each in samples:
        assert 0 <= each["cpu"] <= 1
        assert 64 * MIB < each["memory"] < each["total"] < 2048 * MIB
    # What a sleeping machine uses: the agent itself is no load.
    assert min(each["cpu"] for each in by_line[4]) < 0.3
    assert max(each["written"] for each in by_line[5]) > 8 * MIB
    memory = [max(each["memory"] for each in by_line[line]) for line in (4, 5)]
    assert memory[0] > memory[1] + 32 * MIB

    # It is no input: the next run knows all steps, and starts no machine.
    again = project.run()
    assert again.verdicts == dict.fromkeys(range(1, 6), "hit")
    assert again.of("sample") == []
    number = ran.of("run_started")[0]["run"]
    done = subprocess.run([*LAYER, "show", number, "--json"], capture_output=True, text=True, check=True)
    peak = json.loads(done.stdout)["steps"][3]["executions"][0]["peak"]
    assert peak["memory"] == memory[0]
    assert peak["samples"] == len(by_line[4])


def test_nothing_is_on_its_way_in_a_snapshot(project: Project) -> None:
    # Each of these ends within the second in which a sample is due, or goes on in the background after the snapshot.
    project.layerfile("""
        RUN BACKGROUND sleep 1000
        RUN sleep 1
        RUN sleep 1
        RUN sleep 3
        """)
    ran = project.run()
    assert ran.status == 0, ran.errors
    # The last step's machine goes on from what the one before left, and has samples of its own alone.
    project.write("Layerfile", (project.folder / "Layerfile").read_text().replace("RUN sleep 3", "RUN sleep 2.5"))
    again = project.run()
    assert again.status == 0, again.errors
    assert {each["line"] for each in again.of("sample")} == {6}
    (started,) = (each["at"] for each in again.of("step_started") if each["line"] == 6)
    assert min(each["at"] for each in again.of("sample")) > started + 0.8
