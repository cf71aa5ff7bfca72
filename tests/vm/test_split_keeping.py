"""SPLIT together with what keeps secrets out of logs and the store in order."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from layer_cache import snapshots
from layer_cache.records import Records
from layer_cache.state import State
from tests.vm.conftest import LAYER, Project, finish
from tests.vm.test_secrets import FIRST, SECOND, manifests, put, seen_as, written
from tests.vm.test_split import outputs, shards

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]


def _cache(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LAYER, "cache", *arguments], capture_output=True, text=True, check=False, timeout=200)


def _all(state: Path) -> set[str]:
    """All snapshots that there are."""
    return {path.name for path in (state / "snapshots").iterdir()}


def _damaged(snapshots_: set[str]) -> list[dict[str, Any]]:
    """What `layer cache check` finds wrong with these snapshots."""
    findings = json.loads(_cache("check", "--json").stdout)["findings"]
    return [finding for finding in findings if any(one in finding["subject"] for one in snapshots_)]


def test_every_shard_knows_the_secret_and_none_shows_it(project: Project, state: Path) -> None:
    began = time.time() - 1
    project.write("data", "data\n")
    project.layerfile(
        """\
        COPY . .
        RUN echo none
        SECRET ENV TOKEN
        SPLIT 2
        RUN for i in $(seq 20); do printf %s "${TOKEN%l*}"; sleep 0.01; echo "l${TOKEN##*l}"; done
        RUN printf %s "$TOKEN" | sha1sum
        RUN test $SPLIT = 0 || test -e "nothing-like-$TOKEN"; true
        """
    )
    put(project, FIRST)
    ran = project.run()
    assert ran.status == 0, ran.errors
    assert outputs(ran, 7) == dict.fromkeys(range(2), "***\n" * 20)
    assert outputs(ran, 8) == dict.fromkeys(range(2), seen_as(FIRST))
    kept = written(state, began)
    for secret in (FIRST, "f1rst-s3cret"):
        assert secret.encode() not in kept
        assert secret not in json.dumps(ran.events, ensure_ascii=False) + ran.errors
    assert [(event["shard"], event["line"]) for event in ran.of("not_cached")] == [(1, 9)]
    # In the shard that looked for a name with the secret in it, and nowhere else, the last step is not recorded.
    predicted = project.predict()
    assert [one["verdict"] for line in (7, 8, 9) for one in predicted[line]["shards"]] == ["hit"] * 5 + ["miss"]
    assert [bool(one["secrets"]) for one in manifests(state, began)] == [False] + [True] * 6

    put(project, SECOND)
    predicted = project.predict()
    assert predicted[4]["verdict"] == "hit"
    assert {one["reason"]["detail"] for one in predicted[7]["shards"]} == {"the secret TOKEN has another value"}
    changed = project.run()
    assert changed.verdicts[4] == "hit"
    assert outputs(changed, 8) == dict.fromkeys(range(2), seen_as(SECOND))


def test_a_full_image_made_for_forks_is_sealed_and_removing_around_it_is_safe(project: Project, state: Path) -> None:
    # Others may be damaged: some tests see to that.
    others, tag = _all(state), project.unique
    before = f"RUN echo a > /root/a; : {tag}\nRUN echo b > /root/b; : {tag}\n"
    project.layerfile(before)
    assert project.run().status == 0
    project.layerfile(before + "SPLIT 2\nRUN cat /root/a /root/b; echo $SPLIT; sleep 6\n")
    process, began = project.start(), time.monotonic()
    assert process.stdout is not None
    fork = ""
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "restored":
            fork = event["snapshot"]
        if event["event"] == "output":
            break
    # While the shards run, nobody takes away what they stand on.
    refused = _cache("rm", fork)
    assert refused.returncode == 4
    assert "a run in progress uses it" in refused.stderr
    assert _damaged({fork}) == []
    ran = finish(process, began)
    assert ran.status == 0, ran.errors
    manifest = snapshots.read(State(state), fork)
    assert manifest is not None
    assert {"ram", "delta", "state", "disk"} <= manifest.files.keys()
    assert _damaged(_all(state) - others) == []

    # The one before the fork goes; the forked one is whole without its deltas.
    assert manifest.parent is not None
    assert _cache("rm", manifest.parent).returncode == 0
    project.layerfile(before + "SPLIT 2\nRUN cat /root/a /root/b; echo $SPLIT again\n")
    again = project.run()
    assert outputs(again, 6) == {number: f"a\nb\n{number} again\n" for number in range(2)}
    assert {event["snapshot"] for event in again.of("restored")} == {fork}
    assert _damaged(_all(state) - others) == []


def test_each_shard_keeps_what_it_starts_from(project: Project) -> None:
    for number in range(2):
        project.write(f"part{number}", f"{number}\n")
    project.write("last", "l\n")
    project.layerfile(
        "COPY . .\nSPLIT 2\nRUN cat part$SPLIT\nRUN test $SPLIT = 0 || { echo waiting; sleep 8; }; cat last\n"
    )
    first = project.run()
    assert first.status == 0
    kept = [_snapshot_of(event["recording"]) for event in first.of("recorded") if event["line"] == 5]
    assert len(kept) == 2
    project.write("last", "new\n")
    process, began = project.start(), time.monotonic()
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "restored":
            break
    # As soon as one machine is there, what any of them starts from is kept.
    for snapshot in kept:
        assert _cache("rm", snapshot).returncode == 4
    ran = finish(process, began)
    assert ran.status == 0, ran.errors
    assert shards(ran, 5) == {0: "hit", 1: "hit"}
    assert shards(ran, 6) == {0: "ran", 1: "ran"}


def _snapshot_of(recording: int) -> str:
    """The snapshot that a recording left."""
    with Records(State().records_path) as records:
        found = next(one for one, _ in records.with_snapshots() if one.id == recording)
    assert found.snapshot is not None
    return found.snapshot


def test_until_and_from_a_line_after_the_split(project: Project) -> None:
    project.layerfile("RUN true\nSPLIT 2\nRUN echo one $SPLIT\nRUN echo two $SPLIT\n")
    ran = project.run("--until", "5")
    assert shards(ran, 5) == {0: "ran", 1: "ran"}
    assert 6 not in ran.verdicts
    whole = project.run()
    assert shards(whole, 5) == {0: "hit", 1: "hit"}
    assert shards(whole, 6) == {0: "ran", 1: "ran"}
    again = project.run("--from", "6")
    assert shards(again, 5) == {0: "hit", 1: "hit"}
    assert outputs(again, 6) == {0: "two 0\n", 1: "two 1\n"}
    step = next(step for step in again.events[0]["steps"] if step["line"] == 6)
    assert [shard["reason"]["detail"] for shard in step["shards"]] == ["told to run from here"] * 2
