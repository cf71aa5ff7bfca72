"""How long a prediction takes on a repository of many files that steps have read: `predict.py
[FILES]`.

Prints milliseconds (best of five) without the start of the interpreter. Every file is found,
stat'ed and read by the first step and by the second, in several recordings of each that share most
of what they saw.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

STARTED = time.perf_counter()

from layer_cache.observations import Observation  # noqa: E402
from layer_cache.placed_tree import PlacedTree  # noqa: E402
from layer_cache.placement import placements  # noqa: E402
from layer_cache.prediction import Prediction, predict  # noqa: E402
from layer_cache.records import Records  # noqa: E402
from layer_cache.tree import open_tree  # noqa: E402
from layerfile.files import MemoryFiles  # noqa: E402
from layerfile.program import Program, load  # noqa: E402

IMPORTED = time.perf_counter()
TEXT = "FROM vm/debian:12\nCOPY . .\nRUN one\nRUN two\n"
IMAGE = "1" * 64
RECORDINGS = 10
SETTLE_SECONDS = 2.2


def main() -> None:
    """Make a repository and its records, and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"imports: {(IMPORTED - STARTED) * 1000:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        root, database = Path(folder, "repository"), Path(folder, "state", "records.db")
        make_repository(root, count)
        # Files must have been left alone for a moment before their digests are remembered.
        time.sleep(SETTLE_SECONDS)
        program = load("Layerfile", MemoryFiles({"Layerfile": TEXT}))
        record(program, root, database)
        show(f"{count} files, clean, seen before", root, program, database)
        path = root / "package000" / "module0.py"
        path.write_text("changed\n")
        show("one of them edited", root, program, database)
        git(root, "checkout", "-q", "--", ".")
        clone = Path(folder, "clone")
        git(Path(folder), "clone", "-q", str(root), str(clone))
        show("a fresh clone, seen never", clone, program, database, forget=True)
        show("no recordings at all", root, program, Path(folder, "none.db"))


def show(what: str, root: Path, program: Program, database: Path, *, forget: bool = False) -> None:
    """Measure predictions, each with its own connection and tree, and print the best."""

    def once() -> Prediction:
        with Records(database) as records:
            tree = open_tree(root, None if forget else records.digests)
            return predict(program, IMAGE, records, tree, lambda snapshot: True)

    prediction = once()
    verdicts = " ".join(step.verdict for step in prediction.steps)
    print(f"{what}: {best(once) * 1000:.0f} ms ({verdicts})")


def best(action: Callable[[], object]) -> float:
    """Seconds of the fastest of five calls."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return min(times)


def make_repository(root: Path, count: int) -> None:
    """A repository of `count` small files, committed."""
    for number in range(count):
        path = root / f"package{number % 200:03d}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"number = {number}\n" * (number % 100 + 1))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "start")


def record(program: Program, root: Path, database: Path) -> None:
    """Recordings of both steps; of all but the last, one file was another one."""
    with Records(database) as records:
        tree = open_tree(root, records.digests)
        prediction = predict(program, IMAGE, records, tree, lambda snapshot: True)
        placed = PlacedTree(placements(program, tree, len(program.steps)), tree)
        seen = list(placed.everything())
        for number in range(RECORDINGS):
            parent = None
            for step in prediction.steps[2:]:
                other = Observation("content", f"/root/package{number:03d}/other", "x 644")
                parent = records.add(
                    identity=step.identity,
                    layerfile="Layerfile",
                    line=step.step.line,
                    text=step.step.text,
                    seconds=10.0,
                    observations=seen if number == RECORDINGS - 1 else [*seen, other],
                    parent=parent,
                    snapshot="s",
                )


def git(root: Path, *arguments: str) -> None:
    """Run git as somebody."""
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    environment = {**os.environ, **dict.fromkeys(names, "a@example.org")}
    subprocess.run(["git", *arguments], cwd=root, env=environment, check=True)


if __name__ == "__main__":
    main()
