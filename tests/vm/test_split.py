"""SPLIT for real: forks of one machine, what each sees, and which of them run again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.state import State
from tests.vm.conftest import LAYER, Project, Ran, finish

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]


def shards(ran: Ran, line: int, layerfile: str | None = None) -> dict[int, str]:
    """The verdict of the step at a line in each shard."""
    return {
        event["shard"]: event["verdict"]
        for event in ran.of("step_finished")
        if event["line"] == line and "shard" in event and layerfile in (None, event["layerfile"])
    }


def outputs(ran: Ran, line: int) -> dict[int, str]:
    """What the step at a line printed in each shard."""
    found: dict[int, str] = {}
    for event in ran.of("output"):
        if event["line"] == line:
            found[event["shard"]] = found.get(event["shard"], "") + event["data"]
    return found


def test_five_shards_each_see_their_own_number_and_only_what_reads_an_edited_file_runs_again(
    project: Project, machines: Census
) -> None:
    for number in range(5):
        project.write(f"part{number}", f"part {number}\n")
    project.layerfile(
        """\
        COPY . .
        RUN head -c 16 /dev/urandom | md5sum > /root/one
        SPLIT 5
        RUN echo $SPLIT of $SPLIT_NUM; cat part$SPLIT; cat /root/one; head -c 16 /dev/urandom | md5sum
        RUN test -e /root/mine || echo $SPLIT > /root/mine; cat /root/mine
        """
    )
    first = project.run()
    assert first.status == 0
    assert shards(first, 6) == shards(first, 7) == dict.fromkeys(range(5), "ran")
    said = {shard: text.splitlines() for shard, text in outputs(first, 6).items()}
    assert [said[shard][:2] for shard in range(5)] == [[f"{n} of 5", f"part {n}"] for n in range(5)]
    assert len({lines[2] for lines in said.values()}) == 1, "they come from one machine"
    assert len({lines[3] for lines in said.values()}) == 5, "their random numbers are not the same"
    assert outputs(first, 7) == {number: f"{number}\n" for number in range(5)}
    assert first.of("forked")[0]["machines"] == 5
    assert not machines()

    second = project.run()
    assert set(shards(second, 6).values()) == set(shards(second, 7).values()) == {"hit"}
    assert second.events[-1]["vms_started"] == 0

    project.write("part3", "another part\n")
    predicted = project.predict()[6]["shards"]
    assert [shard["verdict"] for shard in predicted] == ["hit", "hit", "hit", "miss", "hit"]
    assert "part3 changed" in predicted[3]["reason"]["detail"]
    third = project.run()
    assert shards(third, 6) == shards(third, 7) == dict.fromkeys(range(5), "hit") | {3: "ran"}
    assert third.events[-1]["vms_started"] == 1
    assert outputs(third, 6)[3].startswith("3 of 5\nanother part\n")
    assert not shards(third, 5), "SPLIT itself is done before there are shards"


def test_unordered_shards_are_not_told_their_number(project: Project) -> None:
    project.layerfile('SPLIT UNORDERED 2\nRUN echo "[${SPLIT-none}] $SPLIT_NUM"\n')
    ran = project.run()
    assert outputs(ran, 4) == {0: "[none] 2\n", 1: "[none] 2\n"}
    assert project.run().events[-1]["vms_started"] == 0


def test_a_split_below_that_of_the_parent_multiplies(project: Project) -> None:
    parent = (
        f"FROM vm/debian:12\nENV PROJECT={project.unique}\nSPLIT 2\nENV OUTER=$SPLIT\nRUN echo $SPLIT > /root/outer\n"
    )
    project.write("base/Layerfile", parent)
    project.write("Layerfile", "FROM base\nSPLIT 2\nRUN cat /root/outer; echo $OUTER $SPLIT of $SPLIT_NUM\n")
    ran = project.run()
    assert ran.status == 0
    assert shards(ran, 5, "base/Layerfile") == {0: "ran", 1: "ran"}
    assert outputs(ran, 3) == {0: "0\n0 0 of 2\n", 1: "0\n0 1 of 2\n", 2: "1\n1 0 of 2\n", 3: "1\n1 1 of 2\n"}
    assert project.run().events[-1]["vms_started"] == 0
    # The parent by itself is done already.
    done = subprocess.run(
        [*LAYER, "run", str(project.folder / "base")], capture_output=True, text=True, check=True, timeout=60
    )
    assert "0 VMs started" in done.stdout


def test_a_shard_that_fails_lets_the_others_finish(project: Project, machines: Census) -> None:
    project.layerfile(
        """\
        SPLIT 3
        RUN test $SPLIT != 1 || { echo no; exit 7; }
        RUN sleep 2; echo done
        """
    )
    ran = project.run()
    assert ran.status == 1
    assert shards(ran, 4) == {0: "ran", 1: "failed", 2: "ran"}
    assert shards(ran, 5) == {0: "ran", 1: "skipped", 2: "ran"}
    assert outputs(ran, 5) == {0: "done\n", 2: "done\n"}
    assert ran.events[-1]["ok"] is False
    failed = next(e for e in ran.of("step_finished") if e["verdict"] == "failed")
    assert (failed["exit"], failed["shard"]) == (7, 1)
    assert [s["verdict"] for s in project.predict()[5]["shards"]] == ["hit", "miss", "hit"]


def test_a_step_that_fails_before_it_splits_skips_all_shards(project: Project) -> None:
    project.layerfile("RUN exit 1\nSPLIT 2\nRUN echo never\n")
    ran = project.run()
    assert ran.status == 1
    assert shards(ran, 5) == {0: "skipped", 1: "skipped"}


def test_free_steps_before_split_are_done_in_every_shard(project: Project) -> None:
    project.write("file", "content\n")
    project.layerfile("RUN true\nUSER builder\nWORKDIR /srv/w\nCOPY . .\nSPLIT 2\nRUN id -un; pwd; cat file\n")
    ran = project.run()
    assert outputs(ran, 8) == dict.fromkeys(range(2), "builder\n/srv/w\ncontent\n")


def test_a_file_that_names_a_shard_is_copied_there(project: Project) -> None:
    project.write("a0/x", "zero\n")
    project.write("a1/x", "one\n")
    project.layerfile("SPLIT 2\nCOPY a$SPLIT /srv/a\nENV PORT=80$SPLIT\nRUN cat /srv/a/x; echo $PORT\n")
    assert outputs(project.run(), 6) == {0: "zero\n800\n", 1: "one\n801\n"}
    project.write("a1/x", "two\n")
    assert shards(project.run(), 6) == {0: "hit", 1: "ran"}


def test_what_ran_before_there_was_a_split_is_forked(project: Project, state: Path) -> None:
    project.layerfile("RUN echo a > /root/a\nRUN echo b > /root/b\n")
    project.run()
    project.layerfile("RUN echo a > /root/a\nRUN echo b > /root/b\nSPLIT 2\nRUN cat /root/a /root/b; echo $SPLIT\n")
    ran = project.run()
    assert (ran.verdicts[3], ran.verdicts[4]) == ("hit", "hit")
    assert outputs(ran, 6) == {0: "a\nb\n0\n", 1: "a\nb\n1\n"}
    # Its memory was a chain of deltas, which forks could not have shared.
    shared = snapshots.memory_chain(State(state), ran.of("forked")[0]["snapshot"])
    assert shared is not None
    assert len(shared) == 1


def test_one_machine_at_a_time_where_no_more_have_room(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_MACHINES", "1")
    project.layerfile("SPLIT 2\nRUN echo $SPLIT\n")
    ran = project.run()
    assert ran.status == 0
    order = [
        (e["event"], e["shard"]) for e in ran.events if e["event"] in ("step_started", "step_finished") and "shard" in e
    ]
    assert order == [("step_started", 0), ("step_finished", 0), ("step_started", 1), ("step_finished", 1)]


def test_interrupt_ends_all_shards_within_seconds(project: Project, machines: Census) -> None:
    project.layerfile("RUN true\nSPLIT 4\nRUN echo waiting; sleep 300\n")
    process = project.start()
    assert process.stdout is not None
    waiting = 0
    for line in process.stdout:
        waiting += "waiting" in line and '"output"' in line
        if waiting == 4:
            break
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 5
    assert not machines()


def test_interrupt_while_forks_start_leaves_nothing(project: Project, machines: Census) -> None:
    project.layerfile("RUN true\nSPLIT 4\nRUN sleep 300\n")
    process = project.start()
    assert process.stdout is not None
    for line in process.stdout:
        if '"step_finished"' in line and '"SPLIT 4"' in line:
            break
    time.sleep(0.3)  # there is no event for a machine that is only being started
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    ran = finish(process, began)
    assert ran.status == 130
    assert ran.seconds < 8
    assert not machines()


def test_the_example_does_what_its_page_says(project: Project) -> None:
    shutil.copytree(Path(__file__).parents[2] / "examples" / "split", project.folder, dirs_exist_ok=True)
    text = (project.folder / "Layerfile").read_text()
    project.write("Layerfile", text.replace("COPY . .\n", f"ENV PROJECT={project.unique}\nCOPY . .\n"))
    first = project.run()
    assert first.status == 0
    assert {n: said.splitlines()[-1] for n, said in outputs(first, 8).items()} == {
        n: f"shard {n} of 3 passed" for n in range(3)
    }
    project.write("tests/1.sh", "echo edited\n")
    assert shards(project.run(), 8) == {0: "hit", 1: "ran", 2: "hit"}
    project.write("setup", "something else\n")
    assert shards(project.run(), 8) == {0: "ran", 1: "ran", 2: "ran"}
