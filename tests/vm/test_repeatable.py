"""RUN REPEATABLE in a VM: it goes on from its own last run, with today's files in place."""

from __future__ import annotations

import pytest

from tests.vm.conftest import Project, Ran

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

TEXT = """\
COPY . .
RUN test -e setup && echo setup > /var/tmp/log
RUN REPEATABLE cat data >> /var/tmp/log; cat lock; echo "$(cat lock)+" > lock; rm -f gone; cat /var/tmp/log
RUN paste -s -d " " /var/tmp/log
"""
MORE = "RUN cat lock; ls; paste -s -d ' ' /var/tmp/log\n"


def said(ran: Ran, line: int) -> dict[int, str]:
    """What the step at a line printed in each shard."""
    found: dict[int, str] = {}
    for event in ran.of("output"):
        if event["line"] == line:
            found[event["shard"]] = found.get(event["shard"], "") + event["data"]
    return found


def test_three_pipelines(project: Project) -> None:
    for name, text in {"setup": "", "data": "nine\n", "lock": "one\n", "gone": "1\n", "other": "1\n"}.items():
        project.write(name, text)
    project.layerfile(TEXT)
    assert project.run().output(5) == "one\nsetup\nnine\n"

    # At ten, with other files: from what nine o'clock left, what it wrote over an unchanged file included.
    project.write("data", "ten\n")
    predicted = project.predict()
    assert [predicted[line]["verdict"] for line in (4, 5, 6)] == ["hit", "miss", "miss"]
    assert predicted[5]["again"] is not None
    ten = project.run()
    assert ten.verdicts == {1: "hit", 2: "hit", 3: "hit", 4: "hit", 5: "ran", 6: "ran"}
    assert ten.output(5) == "one+\nsetup\nnine\nten\n"
    assert [event["line"] for event in ten.of("restored")] == [5]
    assert project.run().of("run_finished")[0]["vms_started"] == 0

    # At eleven, with the files of nine: nothing runs, and the machine is that of nine o'clock.
    project.write("data", "nine\n")
    assert project.run().of("run_finished")[0]["vms_started"] == 0
    project.layerfile(TEXT + MORE)
    more = project.run()
    assert more.verdicts[6] == "hit"
    assert more.output(7) == "one+\nLayerfile\ndata\nlock\nother\nsetup\nsetup nine\n"

    # At twelve: from the newest run, that of ten. Files that it had written or removed are today's where they changed.
    project.write("data", "twelve\n")
    project.write("lock", "two\n")
    project.write("gone", "2\n")
    project.layerfile(TEXT.replace("; rm -f gone", "") + MORE)
    fresh = project.run()
    assert fresh.output(5) == "two\nsetup\ntwelve\n", "another text has no last run"
    project.layerfile(TEXT + MORE)
    twelve = project.run()
    assert twelve.output(5) == "two\nsetup\nnine\nten\ntwelve\n"
    assert twelve.output(7).splitlines()[-1] == "setup nine ten twelve"
    assert project.run().of("run_finished")[0]["vms_started"] == 0


def test_an_earlier_step_that_runs_again_makes_it_start_anew(project: Project) -> None:
    project.write("setup", "one\n")
    project.write("data", "one\n")
    project.layerfile(
        "COPY . .\nRUN cat setup > /var/tmp/log\nRUN REPEATABLE cat data >> /var/tmp/log; cat /var/tmp/log\n"
    )
    assert project.run().output(5) == "one\none\n"
    project.write("setup", "two\n")
    assert project.predict()[5]["again"] is None
    assert project.run().output(5) == "two\none\n"
    # The files of the other branch again: there its own last run is another one.
    project.write("setup", "one\n")
    project.write("data", "three\n")
    assert project.run().output(5) == "one\none\nthree\n"
    assert project.run("--no-cache").output(5) == "one\nthree\n"


def test_services_that_it_started_go_on(project: Project) -> None:
    project.write("data", "one\n")
    project.layerfile(
        """\
        COPY . .
        RUN REPEATABLE test -e /tmp/fifo || { mkfifo /tmp/fifo; \\
          (while cat /tmp/fifo >> /tmp/got; do :; done) >/dev/null 2>&1 & }; \\
          cat data > /tmp/fifo; until grep -q "$(cat data)" /tmp/got; do sleep 0.1; done; cat /tmp/got
        """
    )
    assert project.run().output(4) == "one\n"
    project.write("data", "two\n")
    assert project.run().output(4) == "one\ntwo\n"


def test_after_a_split_each_shard_goes_on_from_its_own_last_run(project: Project) -> None:
    for number in range(2):
        project.write(f"part{number}", f"one{number}\n")
    project.layerfile(
        """\
        COPY . .
        RUN echo begun > /var/tmp/log
        SPLIT 2
        RUN REPEATABLE cat part$SPLIT >> /var/tmp/log; rm part$SPLIT; paste -s -d " " /var/tmp/log
        RUN paste -s -d " " /var/tmp/log; test -e part$SPLIT || echo gone
        """
    )

    assert said(project.run(), 6) == {0: "begun one0\n", 1: "begun one1\n"}

    project.write("part1", "two1\n")
    shards = project.predict()[6]["shards"]
    assert [(shard["verdict"], shard["again"] is not None) for shard in shards] == [("hit", False), ("miss", True)]
    second = project.run()
    assert second.of("run_finished")[0]["vms_started"] == 1
    assert [(event["shard"], event["line"]) for event in second.of("restored")] == [(1, 6)]
    assert said(second, 6)[1] == "begun one1 two1\n"
    assert said(second, 7)[1].splitlines() == ["begun one1 two1", "gone"]
    assert project.run().of("run_finished")[0]["vms_started"] == 0

    # Both at once, each from its own.
    project.write("part0", "three0\n")
    project.write("part1", "three1\n")
    third = project.run()
    assert said(third, 6) == {0: "begun one0 three0\n", 1: "begun one1 two1 three1\n"}
    assert not third.of("forked")
    assert project.run().of("run_finished")[0]["vms_started"] == 0


def test_what_a_split_forks_may_have_gone_on_from_its_own_last_run(project: Project) -> None:
    project.write("data", "one\n")
    project.layerfile("COPY . .\nRUN REPEATABLE cat data >> /var/tmp/log\nSPLIT 2\nRUN cat /var/tmp/log; echo $SPLIT\n")
    project.run()
    project.write("data", "two\n")
    ran = project.run()
    assert said(ran, 6) == {0: "one\ntwo\n0\n", 1: "one\ntwo\n1\n"}
    assert project.run().of("run_finished")[0]["vms_started"] == 0
