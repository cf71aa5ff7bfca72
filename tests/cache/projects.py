"""What the tests are about: a folder with files in it, a Layerfile, and runs of it that only
pretend.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layer_cache.checkpoints import is_run, snapshotted
from layer_cache.identity import remembered
from layer_cache.observations import Kind, Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import placements
from layer_cache.prediction import LanePrediction, Prediction, predict
from layer_cache.recorded_values import of_build_env, of_computed
from layer_cache.records import Records
from layer_cache.repeating import inherited
from layer_cache.starting import is_repeatable
from layer_cache.tree import SourceTree, open_tree
from layerfile.env_commands import computed_names
from layerfile.files import MemoryFiles
from layerfile.program import Lane, Program, Step, load

IMAGE = "1" * 64


def program_of(
    text: str, path: str = "Layerfile", variables: Mapping[str, str] | None = None, **others: str
) -> Program:
    """The program of a Layerfile's text; `others` are Layerfiles in folders of that name."""
    files = {f"{folder}/Layerfile": content for folder, content in others.items()}
    return load(path, MemoryFiles({path: text, **files}), variables)


def write(root: Path, files: dict[str, str | bytes]) -> None:
    """Write files, and the folders that they need."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def git(root: Path, *arguments: str, **options: str) -> str:
    """Run git as somebody, without configuration of this machine."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        **options,
    }
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def repository(root: Path, files: dict[str, str | bytes]) -> Path:
    """A git repository in which these files are committed."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q")
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    return root


def walk(tree: SourceTree, folder: str = "") -> Iterable[str]:
    """Every path of a tree, folders end in a slash."""
    for name, kind in sorted((tree.names(folder) or {}).items()):
        path = f"{folder}/{name}" if folder else name
        if kind == "dir":
            yield path + "/"
            yield from walk(tree, path)
        else:
            yield path


@dataclass
class Watcher:
    """What a pretended step sees of the tree: notes each observation that it makes."""

    placed: PlacedTree
    state: str
    #: What the step finds in $SPLIT.
    shard: str = ""
    #: What a repeatable step finds of its own earlier runs in the machine, and leaves there for its next one.
    memory: dict[str, str] = field(default_factory=dict)
    seen: list[Observation] = field(default_factory=list)

    def look(self, kind: Kind, path: str) -> str:
        """Observe something."""
        value = self.placed.value(kind, path)
        self.seen.append(Observation(kind, path, value))
        return value


#: What a step does: given what it can see and the state before it, the state after it is what it
#: returns.
Behaviour = Callable[[Watcher], str]


def reads(*paths: str) -> Behaviour:
    """A step that finds files by name and reads them."""

    def behaviour(watcher: Watcher) -> str:
        values = [watcher.look(kind, path) for path in paths for kind in ("entry", "stat", "content")]
        return "".join(values)

    return behaviour


def nothing(watcher: Watcher) -> str:
    """A step that looks at no file."""
    return ""


@dataclass
class Project:
    """A folder, its records and what the steps of its Layerfile do, by their text."""

    root: Path
    records: Records
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    image: str | None = IMAGE
    gone: set[str] = field(default_factory=set)
    executed: list[str] = field(default_factory=list)
    clock: float = 0.0
    opener: Callable[[], SourceTree] | None = None
    #: The keyed digests of secrets, by name.
    secrets: dict[str, str] = field(default_factory=dict)
    #: By snapshot of a repeatable step: the state that its first run found, and what its runs noted.
    memories: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def tree(self) -> SourceTree:
        """The folder as it is now."""
        return self.opener() if self.opener else open_tree(self.root, self.records.digests)

    def predict(self, program: Program) -> Prediction:
        """What a run would do now."""
        usable = lambda name: name not in self.gone  # noqa: E731
        return predict(program, self.image, self.records, self.tree(), usable, self.secrets)

    def run(self, program: Program) -> Prediction:
        """Predict, and do what the prediction says; the texts of steps that ran are in
        `executed`.
        """
        prediction = self.predict(program)
        self.executed = []
        if prediction.first_to_run is None:
            return prediction
        assert prediction.lane is not None
        self._run(program, prediction.lane, None, "", 0, self.tree())
        return prediction

    def _run(
        self, program: Program, lane: LanePrediction, parent: int | None, state: str, first: int, tree: SourceTree
    ) -> None:
        """Do one lane and those below it, as the real run does: a machine only where a RUN is to be done."""
        steps = lane.lane.steps
        names = {one.step.number: one.identity for one in lane.steps}
        if lane.is_whole:
            if lane.end is not None:
                parent, first = lane.end.id, lane.lane.first
                first = max([one.step.number + 1 for one in lane.steps if is_run(one.step)], default=first)
                # Where there is none (CHECKPOINT disabled), nothing below starts from it.
                state = (lane.end.snapshot or "").partition("-")[2]
        else:
            again, memory = lane.again, dict[str, str]()
            if lane.restore is not None:
                assert lane.restore.snapshot is not None
                assert lane.restore.snapshot not in self.gone
                if again is not None:
                    assert again.again == lane.restore
                    parent, first = lane.restore.parent, again.step.number
                    state, memory = self.memories[lane.restore.snapshot]
                else:
                    parent, state = lane.restore.id, lane.restore.snapshot.partition("-")[2]
                    first = next(s.step.number for s in lane.steps if s.recording == lane.restore) + 1
            marks = remembered(program, self.image or "", self.secrets, steps)
            kept = snapshotted(lane.lane)
            for step in steps[first:]:
                self.records.mark_seen(marks[step.number])
                if not is_run(step):
                    continue
                repeats = again is not None and step is again.step
                watcher = Watcher(
                    PlacedTree(placements(lane.lane, tree, step.number), tree),
                    state,
                    shard_of(step),
                    dict(memory) if repeats else {},
                )
                found, state = state, output_of(self.behaviours.get(step.text, nothing), watcher, told(step))
                self.clock += 1
                snapshot = f"{self.clock:.0f}-{state}" if step.number in kept else None
                if is_repeatable(step) and snapshot is not None:
                    self.memories[snapshot] = (found, watcher.memory)
                seen = watcher.seen
                if repeats:
                    assert lane.restore is not None
                    seen = inherited(lane.restore, seen, watcher.placed)
                self.executed.append(told(step))
                parent = self.records.add(
                    identity=names[step.number],
                    layerfile=step.layerfile,
                    line=step.line,
                    text=step.text,
                    seconds=self.clock,
                    observations=seen,
                    parent=parent,
                    snapshot=snapshot,
                    created=self.clock,
                    root=str(self.root),
                    values=of_build_env(step)
                    | of_computed(dict.fromkeys(computed_names(step.directive, step.context), state)),
                )
            first = len(steps)
        for below in lane.lanes:
            self._run(program, below, parent, state, first, tree)

    def fresh(self, program: Program) -> list[str]:
        """The state after each RUN of a run that trusts nothing, lane by lane."""
        tree = self.opener() if self.opener else open_tree(self.root, None)
        return self._fresh(program.lane, "", tree)

    def _fresh(self, lane: Lane, state: str, tree: SourceTree) -> list[str]:
        states = []
        for step in filter(is_run, lane.own):
            watcher = Watcher(PlacedTree(placements(lane, tree, step.number), tree), state, shard_of(step))
            state = output_of(self.behaviours.get(step.text, nothing), watcher, told(step))
            states.append(state)
        return states + [each for below in lane.lanes for each in self._fresh(below, state, tree)]


def shard_of(step: Step) -> str:
    """What a step finds in $SPLIT, or ""."""
    return dict(step.context.env).get("SPLIT", "")


def told(step: Step) -> str:
    """A step's text, with its shard and what it sees of that where there is one."""
    if step.shard is None:
        return step.text
    seen = dict(step.context.env)
    return f"{step.text} [{step.shard}: {seen.get('SPLIT', '')}/{seen['SPLIT_NUM']}]"


def output_of(behaviour: Behaviour, watcher: Watcher, text: str) -> str:
    """The state after a step: all that it saw, did and found."""
    found = behaviour(watcher)
    words = "\0".join((watcher.state, text, found)).encode("utf-8", "surrogateescape")
    return hashlib.sha1(words).hexdigest()


def verdicts(prediction: Prediction) -> str:
    """The verdicts on the RUN steps, a letter each: h or m; those on shards in brackets; s for all steps that
    are skipped.
    """
    return "".join(
        "".join(one.verdict[0] for one in step.each)
        if not step.shards
        else f"[{''.join(o.verdict[0] for o in step.each)}]"
        for step in prediction.steps
        if step.verdict != "free"
    )
