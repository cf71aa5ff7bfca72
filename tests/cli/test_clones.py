"""CLONE in commands: what is asked when, and what is said of it. Runs here are all hits, so no machine is started."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layer_cache.clones import known, update
from layer_cache.keeping.leases import Lease
from layer_cache.mirrors import mirrors
from layer_cache.state import State
from layer_cache.tree import open_tree
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from tests.cache.projects import Project, git, reads, repository, write
from tests.cache.remotes import commit, http
from tests.server.recorded import program, run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "served/shop", {"read": "1\n", "other": "1\n"})
    git(root, "branch", "-M", "main")
    return root


@pytest.fixture
def root(tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose Layerfile clones the shop; it was run."""
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    text = f"FROM vm/debian:12\nRUN first\nCLONE file://{shop} /shop\nRUN cat\n"
    root = repository(tmp_path / "project", {"Layerfile": text})
    git(root, "branch", "-M", "main")
    run_it(root)
    return root


def run_it(root: Path, behaviour: Any = None) -> None:
    """Have what is there now recorded, as a run leaves it."""
    state = State().create()
    variables = {"GIT_BRANCH": git(root, "branch", "--show-current").strip()}
    own = open_tree(root, None)
    update(program(root), own, state, variables, float("inf"))
    project = Project(root, None, {"RUN cat": behaviour or reads("/shop/read")})  # type: ignore[arg-type]
    project.opener = lambda: known(program(root), own, state, variables)
    run(state, project)


@pytest.fixture
def layer(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the project; its exit status and what it printed."""

    def call(*words: str, where: bool = True) -> tuple[int, str, str]:
        status = cli.main([*words, *([str(root)] if where else [])])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


Layer = Callable[..., tuple[int, str, str]]


def verdicts(layer: Layer, *options: str) -> str:
    """A letter for each RUN that `layer predict` tells of."""
    status, out, err = layer("predict", "--json", *options)
    assert status == ExitCode.OK, err
    return "".join(step["verdict"][0] for step in json.loads(out)["steps"] if step["verdict"] != "free")


def test_a_prediction_asks_nobody_unless_told_to(layer: Layer, shop: Path) -> None:
    commit(shop, {"read": "2\n"})
    assert verdicts(layer) == "hh"
    assert verdicts(layer, "--fetch") == "hm"
    assert verdicts(layer) == "hm"
    shop.rename(shop.with_name("away"))
    assert verdicts(layer) == "hm"
    status, _, err = layer("predict", "--fetch")
    assert status == ExitCode.USAGE
    assert err.startswith(f"layer: file://{shop}: ")


def test_a_prediction_says_from_when_it_knows(layer: Layer, shop: Path) -> None:
    newest = git(shop, "rev-parse", "HEAD").strip()
    _, out, _ = layer("predict")
    news = "a run asks for news, and so does `layer predict --fetch`"
    assert re.fullmatch(rf"file://{shop}: main at {newest[:7]}, as of \d+ s ago; {news}", out.splitlines()[-1])
    (clone,) = json.loads(layer("predict", "--json")[1])["clones"]
    assert (clone["branch"], clone["commit"], clone["missing"]) == ("main", newest, "")
    _, out, _ = layer("why", "3")
    assert f"  file://{shop}: main at {newest[:7]}, as of " in out


def test_a_run_asks_and_is_all_hits_where_nobody_read_what_changed(layer: Layer, shop: Path) -> None:
    newest = commit(shop, {"other": "2\n"})
    status, out, err = layer("run", "--json")
    assert (status, err) == (ExitCode.OK, f"layer: fetching main of file://{shop}\n")
    events = [json.loads(line) for line in out.splitlines()]
    (cloned,) = [event for event in events if event["event"] == "cloned"]
    assert (cloned["repository"], cloned["branch"], cloned["commit"]) == (f"file://{shop}", "main", newest)
    assert (cloned["fetched"], events[-1]["vms_started"]) == (True, 0)
    status, out, _ = layer("run")
    assert out.splitlines()[0] == f"» file://{shop}: main at {newest[:7]} (was here)"


def test_past_runs_know_which_commits_they_placed(layer: Layer, shop: Path) -> None:
    first = git(shop, "rev-parse", "HEAD").strip()
    layer("run")
    newest = commit(shop, {"other": "2\n"})
    layer("run")
    _, out, _ = layer("show", "last", where=False)
    assert f"» file://{shop}: main at {newest[:7]} (fetched in " in out
    _, out, _ = layer("diff", where=False)
    assert f"≠ file://{shop}: main at {first[:7]} → main at {newest[:7]}" in out.splitlines()
    assert out.splitlines()[-1] == "4 steps alike, 0 different"


def test_a_run_without_the_repository_says_so_and_offline_it_goes_on(layer: Layer, shop: Path, tmp_path: Path) -> None:
    shop.rename(shop.with_name("away"))
    status, out, err = layer("run")
    assert (status, out) == (ExitCode.USAGE, "")
    assert "does not appear to be a git repository" in err
    assert err.endswith("; `layer run --offline` goes on with what was fetched before\n")
    assert layer("run", "--offline")[0] == ExitCode.OK
    shutil.rmtree(tmp_path / "state/clones")
    status, _, err = layer("run", "--offline")
    assert status == ExitCode.USAGE
    assert err == f"layer: file://{shop} was never fetched: `layer run` does that; --offline asks nobody\n"


def test_a_branch_that_is_asked_about_is_compared_with_the_branch_of_its_name(
    layer: Layer, root: Path, shop: Path
) -> None:
    git(shop, "checkout", "-q", "-b", "feature")
    commit(shop, {"read": "of the feature\n"})
    git(root, "checkout", "-q", "-b", "feature")
    assert verdicts(layer, "--fetch") == "hm"
    run_it(root)
    assert verdicts(layer) == "hh"
    assert verdicts(layer, "--at", "main") == "hh"
    commit(shop, {"read": "of the feature, newer\n"})
    assert verdicts(layer, "--at", "feature", "--fetch") == "hm"
    assert verdicts(layer, "--at", "main") == "hh"
    # What the change of the own branch costs: nothing, whatever the clone has become.
    assert verdicts(layer, "--diff", "main") == "hm"


def test_the_hook_knows_what_was_fetched(layer: Layer, root: Path, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    pushed = f"refs/heads/main {git(root, 'rev-parse', 'main').strip()} refs/heads/main {'0' * 40}\n"

    def cost() -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(pushed))
        return layer("hook", "pre-push", where=False)[2]

    assert cost() == "layer: refs/heads/main: nothing would run\n"
    commit(shop, {"read": "2\n"})
    assert layer("predict", "--fetch")[0] == ExitCode.OK
    assert f"Layerfile: 1 of 2 steps, 2.0 s (Layerfile:4: file://{shop}@main//read changed" in cost()


def test_the_reason_and_the_paths_name_the_repository(layer: Layer, shop: Path) -> None:
    _, out, _ = layer("why", "4")
    assert f"    file://{shop}@main//read" in out.splitlines()
    commit(shop, {"read": "2\n"})
    layer("predict", "--fetch")
    _, out, _ = layer("why", "4")
    assert f"content: file://{shop}@main//read changed (content " in out


def test_a_password_in_an_address_is_in_no_log_and_no_output(
    layer: Layer, root: Path, shop: Path, tmp_path: Path
) -> None:
    git(shop, "update-server-info")
    with http(shop.parent) as (address, _):
        url = f"http://me:hunter2222@{address.removeprefix('http://')}/shop/.git"
        write(root, {"Layerfile": f"FROM vm/debian:12\nRUN first\nCLONE {url} /shop\nRUN cat\n"})
        run_it(root)
        status, out, err = layer("run", "--json")
        said = layer("predict")[1].splitlines()[-1] + layer("why", "4")[1]
    assert status == ExitCode.OK, err
    # In the records texts of steps stand as they were written; CLONE has no recording.
    assert "hunter" not in out + err + said
    assert not any(b"hunter2222" in path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file())


def test_mirrors_are_listed_and_go_when_nobody_asked_for_long(layer: Layer, shop: Path, tmp_path: Path) -> None:
    _, out, _ = layer("cache", "ls", where=False)
    assert out.splitlines()[-1].startswith(f"mirror of file://{shop}: ")
    (listed,) = json.loads(layer("cache", "ls", "--json", where=False)[1])["mirrors"]
    assert listed["bytes"] > 0
    ((mirror, _),) = mirrors(State())
    assert "mirror" not in layer("cache", "gc")[1]
    note = mirror.folder / "remote.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"asked": 1_000_000_000.0}))
    with Lease(State()) as lease:
        lease.hold(mirror.name)
        assert "mirror" not in layer("cache", "gc")[1]
        assert json.loads(layer("cache", "ls", "--json", where=False)[1])["mirrors"][0]["in_use"]
    assert "would be removed" in layer("cache", "gc", "--dry-run")[1]
    assert mirror.folder.exists()
    (tmp_path / "state/clones/removed-0/by/one/that/was/killed").mkdir(parents=True)
    _, out, _ = layer("cache", "gc")
    assert re.search(rf"the mirror of file://{shop} removed, \d+ KB: the next run fetches it anew", out)
    assert list((tmp_path / "state/clones").iterdir()) == []
    # What ran is still known: only that it is still true must be asked.
    assert verdicts(layer) == "hm"
    assert verdicts(layer, "--fetch") == "hh"


def test_a_run_holds_what_it_reads(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    from layer_cache.keeping import leases
    from layer_runner.run import skipped

    held: list[frozenset[str]] = []
    report = skipped.report_all_hits
    monkeypatch.setattr(skipped, "report_all_hits", lambda *each: (held.append(leases.held(State())), report(*each)))
    assert layer("run")[0] == ExitCode.OK
    ((mirror, _),) = mirrors(State())
    assert held == [frozenset({mirror.name})]
    assert leases.held(State()) == frozenset()


def test_runs_of_one_group_ask_a_repository_once(layer: Layer, root: Path, shop: Path) -> None:
    git(shop, "update-server-info")
    with http(shop.parent) as (address, asked):
        for name in ("a", "b", "c"):
            write(root, {f"{name}/Layerfile": f"FROM vm/debian:12\nCLONE {address}/shop/.git /shop\n"})
        status, out, err = layer("run", "--all", "--only", "a", "b", "c", "--")
        assert (status, "3 passed" in out) == (ExitCode.OK, True), out + err
        asked.clear()
        assert layer("run", "--all", "--only", "a", "b", "c", "--")[0] == ExitCode.OK
        # Only the list of branches, and that once.
        assert [path.partition("?")[0] for path in asked] == ["/shop/.git/info/refs", "/shop/.git/HEAD"]
    assert layer("run", "--all", "--offline", "--only", "a", "b", "c", "--")[0] == ExitCode.OK
    assert layer("run", "--all", "--only", "a", "b", "c", "--")[0] == ExitCode.USAGE


def test_addresses_that_run_programs_are_refused(layer: Layer, root: Path, tmp_path: Path) -> None:
    write(root, {"Layerfile": f"FROM vm/debian:12\nCLONE 'ext::touch {tmp_path}/ran' /shop\n"})
    for command in (("predict", "--fetch"), ("run",)):
        status, _, err = layer(*command)
        assert status == ExitCode.USAGE
        assert "Layerfile:2:7: error: " in err
    assert not (tmp_path / "ran").exists()
