"""CLONE in real machines: other repositories' files are watched there as the own ones are."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cache.projects import git, repository
from tests.cache.remotes import commit, daemon

from .conftest import LAYER, Project, Ran, finish

pytestmark = [pytest.mark.vm, pytest.mark.timeout(600)]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with what two steps read, each its own file, and what none does."""
    root = repository(
        tmp_path / "served/shop",
        {"read": "1\n", "other/read": "1\n", "notes": "1\n", "bin/tool": "#!/bin/sh\necho tool"},
    )
    git(root, "branch", "-M", "main")
    (root / "bin/tool").chmod(0o755)
    (root / "link").symlink_to("other/read")
    commit(root, {})
    return root


def ran(done: Ran) -> list[int]:
    """The lines of steps that ran."""
    assert done.status == 0, done.errors
    return sorted(line for line, verdict in done.verdicts.items() if verdict == "ran" and line > 4)


def test_only_what_a_step_read_counts_and_a_branch_of_the_same_name_is_taken(project: Project, shop: Path) -> None:
    with daemon(shop.parent) as address:
        repository(project.folder, {"own": "own\n"})
        git(project.folder, "checkout", "-q", "-b", "feature")
        project.layerfile(
            f"""
            COPY own app/own
            CLONE {address}/shop DEFAULT=none app
            RUN cat app/read app/own && ls -a app
            RUN readlink app/link && cat app/link && app/bin/tool && stat -c '%a %U %G' app/bin/tool && echo x > app/new
            """
        )
        assert ran(project.run()) == [5, 6]

        commit(shop, {"notes": "2\n"})
        done = project.run()
        assert ran(done) == []
        assert done.of("run_finished")[0]["vms_started"] == 0
        (cloned,) = done.of("cloned")
        assert (cloned["branch"], cloned["fetched"]) == ("main", True)

        commit(shop, {"other/read": "2\n"})
        done = project.run()
        assert ran(done) == [6]
        verified = subprocess.run([*LAYER, "verify", str(project.folder)], capture_output=True, text=True, timeout=200)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert done.output(6).splitlines() == ["other/read", "2", "tool", "775 root root"]

        git(shop, "checkout", "-q", "-b", "feature")
        commit(shop, {"read": "of the feature\n"})
        assert project.predict()[5]["verdict"] == "hit"
        done = project.run()
        assert ran(done) == [5, 6]
        assert done.output(5).splitlines()[:2] == ["of the feature", "own"]
        assert done.output(5).splitlines()[2:] == [".", "..", "bin", "link", "notes", "other", "own", "read"]
        reason = done.of("run_started")[0]["steps"][4]["reason"]
        assert reason["path"] == f"{address}/shop@feature//read"

        # A new own file, and back on main: all of it was seen before.
        git(project.folder, "checkout", "-q", "-b", "main")
        assert ran(project.run()) == []
    # Nobody is there to be asked any more.
    done = project.run()
    assert done.status == 2
    assert "unable to connect" in done.errors
    assert ran(project.run("--offline")) == []


def test_shards_clone_what_is_their_own(project: Project, shop: Path) -> None:
    for number in range(2):
        git(shop, "checkout", "-q", "-B", f"part{number}", "main")
        commit(shop, {"read": f"part {number}\n"})
    git(shop, "checkout", "-q", "main")
    project.layerfile(
        f"""
        RUN true
        SPLIT 2
        CLONE file://{shop} DEFAULT=part$SPLIT read part/
        RUN cat part/read && ls part
        """
    )
    done = project.run()
    assert done.status == 0, done.errors
    for shard in range(2):
        printed = "".join(event["data"] for event in done.of("output") if event["shard"] == shard)
        assert printed == f"part {shard}\nread\n"
    git(shop, "checkout", "-q", "part1")
    commit(shop, {"read": "part one\n"})
    done = project.run()
    verdicts = {event["shard"]: event["verdict"] for event in done.of("step_finished") if event["line"] == 6}
    assert verdicts == {0: "hit", 1: "ran"}


def test_a_run_goes_on_with_the_commit_that_it_was_told_of(project: Project, shop: Path) -> None:
    """Also where others fetch a newer one meanwhile; the next run sees that."""
    project.layerfile(
        f"""
        CLONE file://{shop} app
        BUTTON go on
        RUN cat app/read
        """
    )
    process = project.start()
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "run_started":
            run = event["run"]
        if event["event"] == "button":
            break
    commit(shop, {"read": "newer\n"})
    for command in (["predict", "--fetch", str(project.folder)], ["press", run]):
        subprocess.run([*LAYER, *command], check=True, timeout=60, capture_output=True)
    done = finish(process, 0.0)
    assert done.status == 0, done.errors
    assert done.output(5) == "1\n"
    done = project.run("--yes")
    assert (done.verdicts[5], done.output(5)) == ("ran", "newer\n")
