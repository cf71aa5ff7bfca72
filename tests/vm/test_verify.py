"""`layer verify` with real machines: what is sound is the same, and a stale hit that was planted is found."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layer_cache.keeping.inventory import take
from layer_cache.records import Records
from layer_cache.state import State
from tests.vm.conftest import LAYER, Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]


def verify(project: Project, *arguments: str) -> tuple[int, dict[int, dict[str, Any]]]:
    """The exit status, and what is said of each line."""
    command = [*LAYER, "verify", "--json", *arguments, str(project.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.stdout, done.stderr
    return done.returncode, {step["line"]: step for step in json.loads(done.stdout)["steps"]}


def counting(step: dict[str, Any]) -> dict[str, str]:
    """The differences that count, by path."""
    return {one["path"]: one["what"] for one in step["differences"] if one["volatile"] is None}


def test_steps_that_always_do_the_same_are_the_same_and_the_store_stays_as_it_is(
    project: Project, state: Path, machines: Census
) -> None:
    project.layerfile(
        """
        WORKDIR /work
        COPY . .
        RUN cat input > result; mkdir -p deep/er; cp input deep/er/copy; rm input; useradd -m helper
        RUN BACKGROUND while sleep 0.2; do :; done
        ENV WHO=$(cat result)
        USER somebody
        CHECKPOINT disabled
        RUN echo "$WHO $CI" > ~/who
        CHECKPOINT
        RUN sort result > /tmp/sorted; ls -l > /dev/null; test -e nothing || cp result ~/mine
        """
    )
    project.write("input", "text\n")
    assert project.run().status == 0
    before = take(State(state))
    status, steps = verify(project)
    assert {line: step["result"] for line, step in steps.items()} == dict.fromkeys((5, 6, 7, 10, 12), "same"), steps
    assert status == 0
    assert steps[5]["files_compared"] > 5, "what it wrote into the watched folder too"
    assert all(step["unknown_reads"] == [] for step in steps.values())
    assert all(step["printed_same"] for step in steps.values())
    after = take(State(state))
    assert (after.files.keys(), after.snapshots.keys()) == (before.files.keys(), before.snapshots.keys())
    assert not machines()
    assert [step["verdict"] for step in project.predict().values()].count("hit") == 5


def plant(state: Path, project: Project, without: str) -> None:
    """Record the last step anew, as if it had never looked at a path: what a lost observation would leave."""
    with Records(State(state).records_path) as records:
        last = [one for one, root in records.with_snapshots() if root == str(project.folder)][-1]
        kept = [one for one in last.observations if one.path != without]
        assert len(kept) < len(last.observations)
        records.add(
            identity=last.identity,
            layerfile=last.layerfile,
            line=last.line,
            text=last.text,
            seconds=last.seconds,
            observations=kept,
            parent=last.parent,
            snapshot=last.snapshot,
            root=str(project.folder),
        )


def test_a_stale_hit_is_found_with_the_file_and_the_read_that_it_lacks(project: Project, state: Path) -> None:
    project.layerfile("WORKDIR /work\nCOPY . .\nRUN cat one > /result; cat two > mine\n")
    project.write("one", "1\n")
    project.write("two", "2\n")
    assert project.run().status == 0
    plant(state, project, without="/work/one")
    project.write("one", "another\n")
    assert project.predict()[5]["verdict"] == "hit", "stale"
    status, steps = verify(project)
    assert status == 1
    assert (steps[5]["result"], steps[5]["stale"]) == ("differs", True)
    assert counting(steps[5]) == {"/result": "content"}
    assert {one["path"] for one in steps[5]["unknown_reads"]} == {"/work/one"}
    assert not any(one["varies"] for one in steps[5]["unknown_reads"])
    told = subprocess.run(
        [*LAYER, "verify", "--step", "5", str(project.folder)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "/result: content, 2 bytes → 8 bytes" in told.stdout
    assert "it looked at /work/one (content), which the recording does not know" in told.stdout


def test_a_stale_hit_that_fails_now_is_found(project: Project, state: Path) -> None:
    project.layerfile("WORKDIR /work\nCOPY . .\nRUN ls; test -e flag\n")
    project.write("flag", "")
    assert project.run().status == 0
    plant(state, project, without="/work/flag")
    plant(state, project, without="/work")
    (project.folder / "flag").unlink()
    project.write("other", "")
    assert project.predict()[5]["verdict"] == "hit", "stale"
    status, steps = verify(project)
    assert status == 1
    assert (steps[5]["result"], steps[5]["ended"], steps[5]["stale"]) == ("differs", "exit status 1", True)
    assert steps[5]["files_compared"] is None


def test_what_a_step_does_by_chance_is_said_to_be_that(project: Project) -> None:
    project.layerfile(
        """
        RUN head -c 8 /dev/urandom > /random; echo steady > /steady; date +%s%N
        RUN echo fine
        ENV NOW=$(date +%s%N)
        """
    )
    assert project.run().status == 0
    status, steps = verify(project)
    assert status == 1
    assert (steps[5]["result"], steps[5]["stale"]) == ("differs", False)
    assert counting(steps[5]) == {"$NOW": "value"}
    assert steps[3]["result"] == "differs"
    assert not steps[3]["stale"]
    assert counting(steps[3]) == {"/random": "content"}
    assert steps[3]["printed_same"] is False
    assert steps[4]["result"] == "same"
