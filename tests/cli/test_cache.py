"""`layer cache`, on a state folder that looks as if runs had made it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from layer_cache import snapshots
from layer_cache.keeping.leases import Lease
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.main import main
from layer_runner.engine import folders
from tests.cache.projects import Project, write
from tests.cache.stores import add, record, tree
from tests.server import recorded

BASE, ONE, TWO, OTHER = "ba5e0000", "0ne00000", "2wo00000", "07her000"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """base <- one <- two, base <- other; the base is a booted image."""
    state = State(tmp_path / "state").create()
    monkeypatch.setenv("LAYER_STATE_DIR", str(state.root))
    monkeypatch.chdir(tmp_path)
    # Engines of other processes of this machine are not this test's.
    monkeypatch.setattr(folders, "short", lambda: tmp_path)
    now = time.time()
    for name, parent, age in ((BASE, None, 0), (ONE, BASE, 60), (TWO, ONE, 3600), (OTHER, BASE, 90 * 86400)):
        add(state, name, parent, used=now - age, size=1024**2)
    image = state.images / "debian"
    image.mkdir()
    (image / "manifest.json").write_text(json.dumps({"name": "vm/debian:12", "digest": "1" * 64}))
    (image / "booted-536870912.json").write_text(json.dumps({"snapshot": BASE}))
    with Records(state.records_path) as records:
        record(records, ONE, seconds=3.0, text="RUN make", line=3)
        record(records, TWO, seconds=7.0, text="RUN make test \\\n  all", line=4)
        record(records, OTHER, seconds=1.0, text="RUN \x1b[31mold", line=3)
    return state


def kept(state: State, root: Path, used: float) -> Path:
    """Make a disk with directories of CACHE."""
    state.caches.mkdir(exist_ok=True)
    path = state.caches / f"{root.name}.raw"
    path.write_bytes(b"x" * 8192)
    path.with_suffix(".json").write_text(json.dumps({"root": str(root), "layerfile": "Layerfile", "size": 1}))
    os.utime(path, (used, used))
    return path


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main(["cache", *arguments, "--json"])
    return json.loads(capsys.readouterr().out)


class TestLs:
    def test_each_snapshot_has_a_row_the_most_valuable_first(
        self, state: State, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["cache", "ls"]) == 0
        rows = capsys.readouterr().out.splitlines()
        assert rows[0].split() == [*("SNAPSHOT", "STEP", "PLACE", "SIZE", "UNSHARED", "AGE", "USED", "SAVES", "VALUE")]
        assert [row.split()[0] for row in rows[1:5]] == [BASE, TWO, ONE, OTHER]
        assert rows[1].startswith(f"{BASE}  FROM vm/debian:12 (512 MB)  -  ")
        assert "RUN make test \\ " in rows[2]
        assert "  60 min" in rows[2]
        assert "Layerfile:4" in rows[2]
        assert "90 d" in rows[4]
        assert "\x1b" not in rows[4]
        assert rows[5] == "4 snapshots, 12 MB"

    def test_directories_of_cache_are_named(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        kept(state, state.root, used=time.time() - 3600)
        main(["cache", "ls"])
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == f"directories of CACHE in {state.root}/Layerfile: 8 KB, used 60 min ago"
        assert [one["layerfile"] for one in _json(capsys, "ls")["directories"]] == ["Layerfile"]

    def test_json_has_bytes_and_seconds(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        listed = _json(capsys, "ls")
        assert listed["version"] == 1
        rows = {row["snapshot"]: row for row in listed["snapshots"]}
        assert sum(row["bytes"] for row in rows.values()) == listed["bytes"]
        assert rows[TWO]["unshared"] == rows[TWO]["bytes"]
        assert rows[ONE]["unshared"] < rows[ONE]["bytes"] / 2
        assert (rows[TWO]["saves"], rows[BASE]["saves"]) == (7.0, 10.0)
        assert [row["in_use"] for row in rows.values()] == [False] * 4

    def test_what_is_in_use_or_cannot_be_restored_says_so(
        self, state: State, capsys: pytest.CaptureFixture[str]
    ) -> None:
        snapshots.layer(state, f"d{OTHER}").unlink()
        with Lease(state) as lease:
            lease.hold(TWO)
            main(["cache", "ls"])
        rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()}
        assert rows[TWO].endswith("in use")
        assert rows[OTHER].endswith("its disk is gone")

    def test_where_nothing_ran_there_is_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "none"))
        assert main(["cache", "ls"]) == 0
        assert capsys.readouterr().out == "0 snapshots, 0 B\n"


class TestShow:
    def test_what_it_stands_on_and_what_stands_on_it(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["cache", "show", ONE[:4]]) == 0
        text = capsys.readouterr().out
        assert text.startswith(f"{ONE}: RUN make (Layerfile:3)\n")
        assert f"stands on {BASE}\n" in text
        assert f"{TWO} stands on it: RUN make test" in text
        assert 'accelerator: "tcg"' in text

    def test_a_removed_parent_is_said_to_be_one(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        main(["cache", "rm", ONE])
        capsys.readouterr()
        main(["cache", "show", TWO])
        assert f"stands on {ONE} (removed; what is left of it is needed here)" in capsys.readouterr().out

    def test_json(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        shown = _json(capsys, "show", ONE)
        assert (shown["parent"], shown["above"], shown["manifest"]["id"]) == (BASE, [TWO], ONE)

    @pytest.mark.parametrize("name", ["nonesuch", "0", "ba", ""])
    def test_what_names_none_or_several_is_refused(
        self, state: State, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["cache", "show", name]) == 2
        assert capsys.readouterr().err.startswith("layer: ")


class TestRm:
    def test_it_says_what_that_costs(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["cache", "rm", ONE[:5]]) == 0
        text = capsys.readouterr().out
        assert f"removed {ONE}: RUN make (Layerfile:3)" in text
        assert "must do 3.0 s again" in text
        assert "1 snapshot stands on it, and can still be restored: what that takes of 2 MB stays" in text
        assert text.endswith("1 MB freed\n")
        assert snapshots.refusal(state, ONE) == "it was removed"
        assert snapshots.refusal(state, TWO) is None
        # Now the last one saves the step below it, too.
        main(["cache", "rm", TWO])
        text = capsys.readouterr().out
        assert "must do 10.0 s again" in text
        assert text.endswith("5 MB freed\n")

    def test_all_or_none(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        before = tree(state)
        assert main(["cache", "rm", TWO, "nonesuch"]) == 2
        with Lease(state) as lease:
            lease.hold(ONE)
            assert main(["cache", "rm", TWO, ONE]) == 4
        assert f"{ONE}: a run in progress uses it" in capsys.readouterr().err
        assert tree(state) == before

    def test_several_at_once(self, state: State) -> None:
        assert main(["cache", "rm", TWO, OTHER, ONE, BASE]) == 0
        assert tree(state) == set()

    def test_without_a_state_folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "none"))
        assert main(["cache", "rm", "abcd"]) == 2
        assert not (tmp_path / "none").exists()


class TestGc:
    def test_within_the_caps_nothing_goes(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["cache", "gc", "--keep-free", "0"]) == 0
        assert capsys.readouterr().out == "0 snapshots removed, 0 B of 12 MB freed\n"

    def test_the_least_valuable_goes_and_it_says_why(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["cache", "gc", "--size", "11M", "--keep-free", "0"]) == 0
        text = capsys.readouterr().out
        assert text.splitlines()[0] == f"{OTHER}  RUN old"
        assert "3 MB, saved 1.0 s: not used for 90 days" in text
        assert text.endswith("1 snapshot removed, 3 MB of 12 MB freed\n")

    def test_directories_of_cache_whose_project_is_gone_go(self, state: State) -> None:
        one, other = kept(state, state.root, time.time()), kept(state, state.root / "gone", time.time())
        main(["cache", "gc", "--dry-run"])
        assert other.exists()
        main(["cache", "gc"])
        assert (one.exists(), other.exists()) == (True, False)

    def test_caps_are_those_of_layer_toml(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        Path("project").mkdir()
        Path("project/layer.toml").write_text("[cache]\nsize = '1K'\nkeep-free = 0\n")
        dry = _json(capsys, "gc", "--dry-run", "project")
        assert [one["snapshot"] for one in dry["removed"]] == [OTHER, TWO, ONE, BASE]
        assert (dry["dry_run"], dry["bytes_missing"]) == (True, 0)
        assert tree(state) != set()
        done = _json(capsys, "gc", "project")
        assert done["removed"] == dry["removed"]
        assert done["bytes_freed"] == dry["bytes_freed"] == done["bytes_before"]
        assert tree(state) == set()

    def test_what_could_not_be_freed_is_said(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        with Lease(state) as lease:
            lease.hold(TWO)
            assert main(["cache", "gc", "--size", "0", "--keep-free", "0"]) == 0
        assert "still 9 MB too much" in capsys.readouterr().out

    def test_mistakes(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["cache", "gc", "--size", "much"]) == 2
        assert 'layer: "much" is no size' in capsys.readouterr().err
        Path("layer.toml").write_text("[cache]\nsize = 'much'\n")
        assert main(["cache", "gc"]) == 2
        assert "layer.toml:2:1" in capsys.readouterr().err


class TestCheck:
    def test_a_sound_store(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["cache", "check"]) == 0
        assert capsys.readouterr().out == "all is sound: 12 files read\n"

    def test_damage_is_told_and_healed(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        os.truncate(snapshots.folder(state, ONE) / "delta", 100)
        (state.snapshots / ".tmp-half").mkdir()
        assert main(["cache", "check"]) == 4
        captured = capsys.readouterr()
        assert f"damaged: {TWO}: delta of {ONE}, on which it stands, has 100 bytes instead of" in captured.out
        assert "3 findings, 12 files read; layer cache check --fix heals" in captured.out
        assert "its files are damaged" in captured.err
        assert main(["cache", "check", "--fix"]) == 0
        assert "done: remove it" in capsys.readouterr().out
        assert main(["cache", "check"]) == 0
        captured = capsys.readouterr()
        assert captured.out.startswith("all is sound")
        assert "2 recordings without a snapshot" in captured.err

    def test_json(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        (state.disks / "x.qcow2").touch()
        shown = _json(capsys, "check")
        assert [(one["kind"], one["cure"]) for one in shown["findings"]] == [("unneeded", "remove it")]
        assert shown["fixed"] is False

    def test_a_database_that_is_none(self, state: State, capsys: pytest.CaptureFixture[str]) -> None:
        state.records_path.write_bytes(b"not SQLite at all" * 100)
        assert main(["cache", "check"]) == 4
        assert "database: records.db: " in capsys.readouterr().out
        assert main(["cache", "check"]) == 0

    def test_sockets_of_a_killed_run(
        self, state: State, tmp_path: Path, capsys: pytest.CaptureFixture[str], dead: int
    ) -> None:
        engine = tmp_path / "layer-engine-x"
        engine.mkdir()
        (engine / "owner").write_text(str(dead))
        assert main(["cache", "check"]) == 4
        assert f"leftover: {engine}" in capsys.readouterr().out
        assert main(["cache", "check", "--fix"]) == 0
        assert not engine.exists()


@pytest.fixture
def dead() -> int:
    """The id of a process that is gone."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_prediction_says_what_was_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    state = State(tmp_path / "state").create()
    monkeypatch.setenv("LAYER_STATE_DIR", str(state.root))
    root = tmp_path / "project"
    write(root, {"Layerfile": "FROM vm/debian:12\nRUN a\nRUN b\nRUN c\n"})
    recorded.run(state, Project(root, Records(state.records_path)))

    def verdicts() -> dict[int, str]:
        main(["predict", "--json", str(root)])
        return {step["line"]: step["verdict"] for step in json.loads(capsys.readouterr().out)["steps"]}

    by_text = {row["text"]: row["snapshot"] for row in _json(capsys, "ls")["snapshots"]}
    assert verdicts() == {1: "free", 2: "hit", 3: "hit", 4: "hit"}
    main(["cache", "rm", by_text["RUN b"]])
    capsys.readouterr()
    # Nothing would run, so nothing is missed; with another last step its predecessor must run again.
    assert verdicts() == {1: "free", 2: "hit", 3: "hit", 4: "hit"}
    write(root, {"Layerfile": "FROM vm/debian:12\nRUN a\nRUN b\nRUN d\n"})
    assert verdicts() == {1: "free", 2: "hit", 3: "miss", 4: "miss"}
    main(["why", "3", str(root)])
    assert "its snapshot is gone" in capsys.readouterr().out


def test_a_wrong_cap_ends_a_run_before_it_begins(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("project"), {"Layerfile": "FROM vm/debian:12\nRUN a\n", "layer.toml": "[cache]\nsize = '2 P'\n"})
    assert main(["run", "project"]) == 2
    assert "layer.toml:2:1: error: cache.size" in capsys.readouterr().err


def test_a_run_whose_steps_are_all_hits_counts_as_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state = State(tmp_path / "state").create()
    monkeypatch.setenv("LAYER_STATE_DIR", str(state.root))
    root = tmp_path / "project"
    write(root, {"Layerfile": "FROM vm/debian:12\nRUN a\nRUN b\n"})
    recorded.run(state, Project(root, Records(state.records_path)))
    for path in state.snapshots.glob("*/state"):
        os.utime(path, (1000, 1000))
    assert main(["run", str(root)]) == 0
    capsys.readouterr()
    rows = _json(capsys, "ls")["snapshots"]
    assert len(rows) == 2
    assert all(row["used"] == pytest.approx(time.time(), abs=60) for row in rows)
