"""The two promises: a hit is never stale, and what is predicted is what happens.

Steps are functions that look at the tree, each next look depending on what was seen so far and on
the state that the steps before them left. Whatever is edited, a hit must leave the state that
running everything anew would leave.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layer_cache.observations import Kind
from layer_cache.prediction import LanePrediction, Prediction, StepPrediction
from layer_cache.records import Records

from .memory_tree import MemoryTree
from .projects import Project, Watcher, git, program_of, told, verdicts

NAMES = ("a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "s", "s/a")
KINDS: tuple[Kind, ...] = ("content", "stat", "entry", "absence", "listing", "link")
TEXTS = (
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nRUN two\nRUN three\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nCOPY d /w\nRUN two\nENV A=1\nRUN three\n",
    "FROM vm/debian:12\nCOPY k /w/a\nCOPY . /w/d/\nRUN one\nCOPY d k /w/d/\nRUN two\nRUN three\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nRUN other\nRUN three\n",
    "FROM vm/debian:12\nCOPY d/* k /w/s/\nRUN two\nRUN one\nRUN three\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nSPLIT 2\nRUN two\nRUN three\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nSPLIT UNORDERED 3\nRUN other\nRUN two\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nSPLIT 2\nRUN two\nSPLIT 2\nCOPY d /w\nRUN other\n",
    "FROM vm/debian:12\nSPLIT 2\nSPLIT 2\nCOPY . /w/\nRUN one\nRUN two\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN three\nRUN REPEATABLE build\nRUN two\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN REPEATABLE build\nCOPY d /w\nRUN REPEATABLE again\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN one\nSPLIT 2\nRUN REPEATABLE build\nRUN two\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN REPEATABLE build\nSPLIT 2\nRUN REPEATABLE again\nCOPY d /w\nRUN other\n",
    "FROM vm/debian:12\nCOPY . /w/\nRUN three\nSPLIT UNORDERED 2\nRUN two\nSPLIT 2\nRUN REPEATABLE build\n",
    "FROM vm/debian:12\nSPLIT 2\nCOPY . /w/\nRUN REPEATABLE build\nSPLIT 2\nRUN two\n",
)
#: Always there, so that every COPY finds its source.
KEEP: dict[str, bytes | str | None] = {"k": b"k", "d/k": b"k"}


def behaviour_of(seed: int, looks: int) -> Any:
    """A step that looks at paths which depend on its shard and all that it has seen, a few of them."""

    def behaviour(watcher: Watcher) -> str:
        found = watcher.state + watcher.shard
        for count in range(looks):
            chance = random.Random(f"{seed} {count} {found}")
            path = "/w/" + chance.choice(NAMES) if chance.random() < 0.9 else "/w"
            found += watcher.look(chance.choice(KINDS), path)
        return found

    return behaviour


def repeatable(seed: int, looks: int) -> Any:
    """A step that leaves what it would leave in a fresh machine, and looks no more than it must.

    As build tools do: it asks for content only where a file's stat is new, and for names where the listing is.
    """

    def look(watcher: Watcher, kind: Kind, path: str) -> str:
        if kind == "listing" or kind == "stat":
            return watcher.look(kind, path)
        question: Kind = "listing" if kind in ("entry", "absence") else "stat"
        about = path.rpartition("/")[0] if question == "listing" else path
        # The mode is in no listing.
        if kind == "entry":
            return watcher.look(kind, path)
        now = watcher.look(question, about)
        note = f"{kind} {path}"
        if watcher.memory.get(f"{question} {about} for {note}") != now:
            watcher.memory[f"{question} {about} for {note}"] = now
            watcher.memory[note] = watcher.look(kind, path)
        return "there" if kind == "absence" and watcher.memory[note] != "absent" else watcher.memory[note]

    def behaviour(watcher: Watcher) -> str:
        found = watcher.state + watcher.shard
        for count in range(looks):
            chance = random.Random(f"{seed} {count} {found}")
            found += look(watcher, chance.choice(KINDS), "/w/" + chance.choice(NAMES))
        return found

    return behaviour


def behaviours(seed: int) -> dict[str, Any]:
    """What the steps do. The third often looks at nothing, and lives on the state it finds."""
    return {
        "RUN one": behaviour_of(seed, 3),
        "RUN two": behaviour_of(seed + 1, 2),
        "RUN other": behaviour_of(seed + 2, 4),
        "RUN three": behaviour_of(seed + 3, seed % 2),
        "RUN REPEATABLE build": repeatable(seed + 4, 4),
        "RUN REPEATABLE again": repeatable(seed + 5, 2),
    }


def in_order(prediction: Prediction) -> list[StepPrediction]:
    """The RUNs of all lanes, each lane after the one that it comes from."""
    assert prediction.lane is not None
    return [step for lane in prediction.lane.walk() for step in lane.steps if step.verdict != "free"]


def states_of_hits(prediction: Prediction) -> list[str | None]:
    """The states that the hits left when they ran, and None for each step that must run."""
    recordings = [step.recording for step in in_order(prediction)]
    return [each and str(each.snapshot).partition("-")[2] for each in recordings]


def check_one_fork(lane: LanePrediction, before: int | None) -> None:
    """All shards go on from one recording: the one that the lane before them ends with."""
    for step in lane.steps:
        if step.recording is not None:
            assert step.recording.parent == before
            before = step.recording.id
        if step.again is not None:
            assert step.verdict == "miss"
            assert step.again == lane.restore
            assert step.again.parent == before
    for below in lane.lanes:
        check_one_fork(below, before)


def check(project: Project, text: str, run: bool) -> None:
    """Predict, compare hits with a run of everything, and perhaps run and compare that too."""
    program = program_of(text)
    fresh = project.fresh(program)
    prediction = project.predict(program)
    states = states_of_hits(prediction)
    assert len(states) == len(fresh)
    assert all(state in (None, true) for state, true in zip(states, fresh, strict=True))
    assert prediction.lane is not None
    check_one_fork(prediction.lane, None)
    if not run:
        return
    must = [told(step.step) for step in in_order(prediction) if step.verdict == "miss"]
    project.run(program)
    assert project.executed == must
    again = project.predict(program)
    assert set(verdicts(again)) <= set("h[]")
    assert states_of_hits(again) == fresh


class Edits:
    """Random edits of a tree in memory. Few contents and few names, so that states come back."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.files: dict[str, bytes | str | None] = dict(KEEP)
        self.programs: set[str] = set()

    def edit(self) -> None:
        path = self.chance.choice(NAMES)
        match self.chance.randrange(6):
            case 0:
                self.remove(path)
            case 1:
                self.put(path, self.chance.choice(("a", "/w/b", "absent")))
            case 2:
                self.programs ^= {path}
            case _:
                self.put(path, self.chance.choice((b"1", b"2", b"")))
        self.files |= KEEP

    def put(self, path: str, content: bytes | str) -> None:
        parts = path.split("/")
        for count in range(1, len(parts)):
            self.files.pop("/".join(parts[:count]), None)
        self.remove(path)
        if path != "d":
            self.files[path] = content

    def remove(self, path: str) -> None:
        for each in [p for p in self.files if p == path or p.startswith(path + "/")]:
            del self.files[each]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_hit_is_never_stale(tmp_path: Path, seed: int) -> None:
    """Each example is a life of 50 edits, some undone, with snapshots lost on the way."""
    chance = random.Random(seed)
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
    edits = Edits(chance)
    with Records(tmp_path / "state" / "records.db") as records:
        project = Project(tmp_path, records, behaviours(seed % 50))
        project.opener = lambda: MemoryTree(edits.files, edits.programs)
        kept = [dict(edits.files)]
        for _ in range(50):
            if chance.random() < 0.3:
                edits.files = dict(chance.choice(kept))
            else:
                edits.edit()
                kept.append(dict(edits.files))
            if chance.random() < 0.1:
                project.gone = {name for name in all_snapshots(records) if chance.random() < 0.5}
            check(
                project,
                chance.choice(TEXTS[: chance.choice((1, len(TEXTS)))]),
                chance.random() < 0.6,
            )


def all_snapshots(records: Records) -> list[str]:
    """The snapshots of all recordings, in order."""
    return records._database.read(
        lambda connection: [name for (name,) in connection.execute("SELECT snapshot FROM recordings ORDER BY id")],
        [],
    )


@pytest.mark.parametrize("with_git", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_hit_is_never_stale_on_the_disk(project: Project, seed: int, with_git: bool) -> None:
    """The same with real files, fast edits included: same size, times set back, index refreshed."""
    chance = random.Random(seed)
    edits = Edits(chance)
    project.behaviours = behaviours(seed)
    if with_git:
        git(project.root, "init", "-q")
    for _ in range(40):
        edits.edit()
        put_on_disk(project.root, edits, chance)
        if with_git and chance.random() < 0.3:
            git(
                project.root,
                *chance.choice((("add", "-A"), ("status",), ("read-tree", "--empty"))),
            )
        check(project, chance.choice(TEXTS), chance.random() < 0.6)


def put_on_disk(root: Path, edits: Edits, chance: random.Random) -> None:
    """Make the folder the same as the tree in memory, touching only what differs."""
    wanted = {path for path, content in edits.files.items() if content is not None}
    for folder, folders, names in os.walk(root, topdown=False):
        if ".git" in Path(folder).relative_to(root).parts:
            continue
        for name in [*names, *folders]:
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() or not path.is_dir():
                if relative not in wanted:
                    path.unlink()
            elif name != ".git" and not any(path.iterdir()):
                path.rmdir()
    for relative in sorted(wanted):
        path, content = root / relative, edits.files[relative]
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.unlink(missing_ok=True)
            path.symlink_to(content)
            continue
        assert isinstance(content, bytes)
        if path.is_symlink():
            path.unlink()
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            if chance.random() < 0.5:
                os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o755 if relative in edits.programs else 0o644)
