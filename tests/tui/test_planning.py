"""What a run would do, as a run that has not begun."""

from __future__ import annotations

from pathlib import Path

from layer_cache.errors import StoreError
from layer_runs.events import PlannedShard, Reason
from layer_runs.state import Run, Step
from layer_tui.details import shard_lines
from layer_tui.pieces import plain
from layer_tui.plan_cells import cells, heading
from layer_tui.planning import graph_lines, plan, why
from layer_tui.plans import LEAST_PAUSE
from layer_tui.rows import rows
from layer_tui.seen import Seen
from layerfile.files import MemoryFiles
from layerfile.graph import graph_of
from layerfile.problems import LayerfileError

from .conftest import TableProject


def test_a_plan_has_verdicts_seconds_and_reasons(table: TableProject) -> None:
    made = plan(table, ".")
    assert [(step.line, step.predicted, step.expected) for step in made.run.steps[2:]] == [
        (3, "hit", 12.5),
        (4, "miss", 3.0),
    ]
    assert made.run.steps[3].reason is not None
    assert (made.saved, made.to_run, made.unknown) == (12.5, 3.0, False)
    assert made.pause >= LEAST_PAUSE
    lines = [plain(cells(row, Seen(made.run), 100)) for row in rows(made.run)]
    assert lines[2].split() == ["✓", "3", "RUN", "make", "deps", "-12.5", "s"]
    assert lines[3].startswith("↻      4  RUN make")
    assert "a.c changed" in lines[3]
    assert {len(line) for line in [*lines, plain(heading(100))]} == {100}


def test_what_is_in_its_way_is_its_problem(table: TableProject) -> None:
    for error in (LayerfileError.single("x", "no such image"), StoreError("no space")):
        table.problem = error
        assert plan(table, ".").problem == str(error)


def test_where_a_folder_has_no_layerfile_the_first_one_below_is_planned(table: TableProject, tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Layerfile").write_text("FROM vm/debian:12\n")
    assert plan(table, str(tmp_path)).path == str(tmp_path / "a/Layerfile")
    (tmp_path / "Layerfile").write_text("FROM vm/debian:12\n")
    assert plan(table, str(tmp_path)).path == str(tmp_path)
    assert plan(table, str(tmp_path / "nothing")).path == str(tmp_path / "nothing")


def test_plans_of_the_same_tree_look_the_same(table: TableProject) -> None:
    assert plan(table, ".").looks == plan(table, ".").looks
    before = plan(table, ".").looks
    table.verdicts[4] = ("hit", 3.0)
    assert plan(table, ".").looks != before


def test_of_shards_it_is_told_how_many_would_run_and_why(table: TableProject) -> None:
    changed = Reason(kind="content", path="a", detail="a changed")
    planned = tuple(
        PlannedShard(shard=shard, predicted="miss" if shard == 1 else "hit", reason=changed if shard == 1 else None)
        for shard in range(3)
    )
    step = Step(0, 7, "Layerfile", "RUN test", "miss", 2.0, changed, planned=planned)
    (row,) = rows(Run(steps=(step,)))
    assert "1 of 3 shards: a changed" in plain(cells(row, Seen(), 120))
    assert [plain(line) for line in shard_lines(step)] == [
        "✓ shard 0  all that it saw is still so",
        "↻ shard 1  a changed",
        "✓ shard 2  all that it saw is still so",
    ]
    assert list(shard_lines(Step(0, planned=planned[:1]))) == []


def test_a_step_is_explained_from_the_plan(table: TableProject) -> None:
    made = plan(table, ".")
    found = why(made, made.run.steps[3])
    assert found is not None
    assert (found.line, found.verdict, found.reasons[0].path) == (4, "miss", "a.c")


def test_layerfiles_stand_below_those_that_they_start_from() -> None:
    files = {
        "Layerfile": "FROM ./base\nRUN true\n",
        "base/Layerfile": "FROM vm/debian:12\n",
        "late/Layerfile": "FROM vm/debian:12\nWAIT ../base\n",
        "ring/Layerfile": "FROM ../ring\n",
    }
    graph = graph_of(sorted(files), MemoryFiles(files))
    found = graph_lines(graph, Path("/project"))
    assert {(line.path, line.depth) for line in found} >= {("base/Layerfile", 0), ("Layerfile", 1)}
    assert [line.path for line in found if not line.sound] == ["ring/Layerfile"]
    assert next(line for line in found if line.path == "late/Layerfile").waits == ("base/Layerfile",)
