"""A secret reaches the steps that name it, and nothing that a run writes but the machine's own memory and disk."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.vm.conftest import LAYER, Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

FIRST, SECOND = "f1rst-s3cret/välue", "s3cond-s3cret/välue"


def put(project: Project, value: str, name: str = "TOKEN") -> None:
    """`layer secret set`."""
    command = [*LAYER, "secret", "set", name, str(project.folder)]
    subprocess.run(command, input=value + "\n", text=True, check=True, timeout=30, capture_output=True)


def written(state: Path, since: float) -> bytes:
    """All that was written since then (seconds since 1970), but memory and disks of machines."""
    names = [file for folder in ("runs", "snapshots", "secrets") for file in (state / folder).rglob("*")]
    names += state.glob("records.db*")
    return b"".join(
        file.read_bytes()
        for file in names
        if file.is_file() and file.name not in ("ram", "delta", "state") and file.stat().st_mtime > since
    )


def seen_as(value: str) -> str:
    """What sha1sum says of a value."""
    return f"{hashlib.sha1(value.encode()).hexdigest()}  -\n"


def manifests(state: Path, since: float) -> list[dict[str, Any]]:
    """The manifests of the snapshots that were taken since then, oldest first."""
    found = [file for file in (state / "snapshots").glob("*/manifest.json") if file.stat().st_mtime > since]
    return sorted((json.loads(file.read_text()) for file in found), key=lambda one: one["created"])


def test_a_secret_is_seen_in_the_machine_only_and_a_changed_one_runs_again(project: Project, state: Path) -> None:
    began = time.time() - 1
    project.layerfile(
        """\
        RUN echo "before: ${TOKEN-none}"
        SECRET ENV TOKEN
        RUN printf %s "$TOKEN" | sha1sum
        RUN for i in $(seq 40); do printf %s "${TOKEN%l*}"; sleep 0.01; echo "l${TOKEN##*l}"; done
        RUN printf %s "$TOKEN" | base64; printf 'user:%s' "$TOKEN" | base64; echo "$TOKEN" | tee /root/kept >&2
        """
    )
    put(project, FIRST)
    ran = project.run()
    assert ran.status == 0, ran.errors
    assert ran.output(3) == "before: none\n"
    assert ran.output(5) == seen_as(FIRST)
    assert ran.output(6) == "***\n" * 40
    first, second, third = ran.output(7).splitlines()
    assert (first, third) == ("***", "***")
    assert second.startswith("dXNlcj")
    assert "***" in second
    kept = written(state, began)
    for secret in (FIRST, "f1rst-s3cret"):
        assert secret.encode() not in kept
        assert secret not in json.dumps(ran.events, ensure_ascii=False) + ran.errors
    assert [one["secrets"] for one in manifests(state, began)] == [[], ["TOKEN"], ["TOKEN"], ["TOKEN"]]

    again = project.run()
    assert set(again.verdicts.values()) == {"hit"}
    assert again.events[-1]["vms_started"] == 0

    put(project, SECOND)
    predicted = project.predict()
    assert {line: step["verdict"] for line, step in predicted.items() if line in (3, 5, 6, 7)} == {
        3: "hit",
        5: "miss",
        6: "miss",
        7: "miss",
    }
    assert predicted[5]["reason"]["detail"] == "the secret TOKEN has another value"
    changed = project.run()
    assert {line: verdict for line, verdict in changed.verdicts.items() if line > 2} == {
        3: "hit",
        4: "hit",
        5: "ran",
        6: "ran",
        7: "ran",
    }
    assert changed.output(5) == seen_as(SECOND)
    put(project, FIRST)
    assert {project.predict()[line]["verdict"] for line in (3, 5, 6, 7)} == {"hit"}


def test_a_secret_that_nobody_set_stops_the_run_before_it_starts(project: Project) -> None:
    project.layerfile("SECRET ENV NOPE\nRUN true\n")
    ran = project.run()
    assert ran.status == 2
    assert ran.events == []
    assert "Layerfile:3:12: error: the secret NOPE is not set" in ran.errors
    assert "`layer secret set NOPE`" in ran.errors


def test_a_file_name_that_holds_a_secret_voids_the_recording(project: Project, state: Path) -> None:
    began = time.time() - 1
    project.write("data", "data\n")
    project.layerfile("COPY . .\nSECRET ENV TOKEN\nRUN cat data; ls nothing-like-$TOKEN; true\n")
    put(project, "a-s3cret-name/and-more")
    ran = project.run()
    assert ran.status == 0
    assert "holds a secret" in ran.of("not_cached")[0]["reason"]
    assert b"a-s3cret-name" not in written(state, began)
    assert project.predict()[5]["verdict"] == "miss"


def test_background_output_at_the_end_is_not_lost(project: Project) -> None:
    project.layerfile("SECRET ENV TOKEN\nRUN BACKGROUND printf 's3c'; sleep 30\nRUN true\n")
    put(project, "s3cret")
    assert project.run().output(4) == "s3c"
