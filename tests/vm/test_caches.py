"""CACHE in VMs: directories outlive runs, whatever machine is restored."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from tests.vm.conftest import Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

TEXT = """\
COPY . .
CACHE /var/cache/mine made
RUN cat data >> /var/cache/mine/log; echo x > made/$(cat data)
RUN cat other; cat /var/cache/mine/log; ls made; ls /root
"""


def test_what_a_run_leaves_is_there_in_every_later_one(project: Project) -> None:
    project.write("data", "one\n")
    project.write("other", "1\n")
    project.layerfile(TEXT)
    assert project.run().output(6) == "1\none\none\nLayerfile\ndata\nmade\nother\n"
    assert project.run().of("run_finished")[0]["vms_started"] == 0, "what is in them is no input"

    # The step runs again in the machine as it was before it.
    project.write("data", "two\n")
    two = project.run()
    assert two.verdicts[5] == "ran"
    assert two.output(6) == "1\none\ntwo\none\ntwo\nLayerfile\ndata\nmade\nother\n"

    # The machine that the first run left, with what the second wrote since.
    project.write("data", "one\n")
    project.write("other", "2\n")
    back = project.run()
    assert (back.verdicts[5], back.verdicts[6]) == ("hit", "ran")
    assert back.output(6) == "2\none\ntwo\none\ntwo\nLayerfile\ndata\nmade\nother\n"


def test_a_failed_step_leaves_what_it_wrote(project: Project) -> None:
    project.layerfile("CACHE /srv/kept\nRUN ls /srv/kept; echo 1 > /srv/kept/file; false\n")
    assert project.run().status == 1
    assert project.run().output(4) == "file\n"


def test_a_directory_begins_with_what_the_machine_has_there(project: Project) -> None:
    project.layerfile(
        "USER app\nCACHE /etc/apt ~/.cache/tool\nRUN ls /etc/apt; touch ~/.cache/tool/x; rm -rf ~/.cache/tool/*\n"
    )
    assert "sources.list" in project.run().output(5).split()


def test_who_uses_a_directory_is_named_and_no_snapshot_is_taken(project: Project) -> None:
    project.layerfile(
        """\
        CACHE /srv/kept
        RUN echo first
        RUN BACKGROUND sleep 1000 > /srv/kept/log
        RUN echo second > /srv/kept/second; pkill -x sleep; cat /srv/kept/second
        RUN cat /srv/kept/second
        """
    )
    ran = project.run()
    assert ran.status == 0
    notes = [note["text"] for note in ran.of("note") if "no snapshot" in note["text"]]
    assert len(notes) == 1
    assert "line 5" in notes[0]
    assert "sleep (" in notes[0]
    assert [step["line"] for step in ran.of("step_finished") if "snapshot" in step] == [4, 6, 7]
    assert project.run().of("run_finished")[0]["vms_started"] == 0


def test_a_second_run_at_the_same_time_begins_with_empty_ones(project: Project, state: Path) -> None:
    project.layerfile("CACHE /srv/kept\nRUN ls /srv/kept; echo 1 > /srv/kept/first\n")
    project.run()
    notes = [
        path
        for path in (state / "caches").glob("*.json")
        if json.loads(path.read_text())["root"] == str(project.folder)
    ]
    with notes[0].with_suffix(".raw").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        project.layerfile("CACHE /srv/kept\nRUN ls /srv/kept; echo 2 > /srv/kept/second\n")
        second = project.run()
    assert second.output(4) == ""
    assert any("begin empty" in note["text"] for note in second.of("note"))
    project.layerfile("CACHE /srv/kept\nRUN ls /srv/kept\n")
    assert project.run().output(4) == "first\n"


def test_shards_begin_with_what_was_there_and_the_first_ones_is_kept(project: Project) -> None:
    project.layerfile(
        """\
        CACHE /srv/kept
        RUN echo before >> /srv/kept/log
        SPLIT 2
        RUN sleep $((1 - SPLIT)); echo shard $SPLIT >> /srv/kept/log; cat /srv/kept/log
        """
    )
    ran = project.run()
    assert ran.status == 0, ran.errors
    assert [ran.output(6, shard) for shard in (0, 1)] == ["before\nshard 0\n", "before\nshard 1\n"]
    project.layerfile("CACHE /srv/kept\nRUN cat /srv/kept/log\n")
    assert project.run().output(4) == "before\nshard 0\n"
