"""Makes the plan: what a run would do now, as a run that has not begun; and the graph of Layerfiles.

Costs start-up time, so it is imported when the first frame is there.
"""

from __future__ import annotations

import time
from pathlib import Path

from layer_cache.errors import StoreError, TreeError
from layer_cache.explanation import Explanation, explain
from layer_cache.prediction import StepPrediction
from layer_runs.events import PlannedShard, Reason
from layer_runs.state import Run, Step
from layer_tui.plans import LEAST_PAUSE, GraphLine, Opener, Plan
from layerfile.discovery import layerfiles
from layerfile.files import DiskFiles
from layerfile.graph import Graph, graph_of
from layerfile.problems import LayerfileError

#: A plan is made anew after this many times as long as it took: less than half a percent of a processor.
IDLE_RATIO = 200


def plan(opener: Opener, path: str) -> Plan:
    """The plan of the Layerfile that `path` names. Never raises what a person can act on: that is its `problem`."""
    began = time.perf_counter()
    try:
        path = _named(path)
        project = opener(path)
        try:
            prediction = project.predict()
            graph = tuple(graph_lines(_graph(project.root), project.root))
        finally:
            project.close()
    except (LayerfileError, TreeError, StoreError) as error:
        return Plan(path=path, problem=str(error), pause=_pause(began))
    return Plan(
        run=Run(layerfile=str(project.file), steps=tuple(map(_step, prediction.steps))),
        path=path,
        root=project.root,
        saved=prediction.seconds_saved,
        to_run=prediction.seconds_to_run,
        unknown=prediction.seconds_unknown,
        graph=graph,
        pause=_pause(began),
        prediction=prediction,
    )


def why(plan: Plan, step: Step) -> Explanation | None:
    """All that is known of a step. Raises StoreError."""
    return None if plan.prediction is None else explain(plan.prediction, step.line, step.layerfile)


def _named(path: str) -> str:
    """The path, or where a folder has no Layerfile the first one below it: there is a key for the others."""
    folder = Path(path)
    if folder.is_dir() and not (folder / "Layerfile").exists():
        below = layerfiles(DiskFiles(folder))
        if below:
            return str(folder / below[0])
    return path


def _pause(began: float) -> float:
    return max(LEAST_PAUSE, IDLE_RATIO * (time.perf_counter() - began))


def _step(prediction: StepPrediction) -> Step:
    step = prediction.step
    known = (step.number, step.line, step.layerfile, step.text, prediction.verdict, prediction.seconds)
    return Step(*known, _reason(prediction), planned=tuple(map(_shard, prediction.shards)))


def _shard(prediction: StepPrediction) -> PlannedShard:
    return PlannedShard(
        shard=prediction.step.shard or 0,
        predicted=prediction.verdict,
        seconds=prediction.seconds,
        reason=_reason(prediction),
    )


def _reason(prediction: StepPrediction) -> Reason | None:
    reason = prediction.reason
    if reason is None:
        return None
    return Reason(kind=reason.kind, path=reason.path, detail=reason.detail, old=reason.old, new=reason.new)


def _graph(root: Path) -> Graph:
    files = DiskFiles(root)
    return graph_of(layerfiles(files), files)


def graph_lines(graph: Graph, root: Path) -> list[GraphLine]:
    """The Layerfiles as a tree: below each those that start from it."""
    parents = {edge.source: edge.target for edge in graph.edges if edge.kind == "from" and edge.target is not None}
    children: dict[str | None, list[str]] = {}
    for node in graph.nodes:
        children.setdefault(parents.get(node.path), []).append(node.path)
    nodes = {node.path: node for node in graph.nodes}
    waits: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.kind == "wait":
            waits.setdefault(edge.source, []).append(edge.target or edge.written)
    found: list[GraphLine] = []
    # A ring has no root: its Layerfiles come last, on the outermost level.
    waiting = [(path, 0) for path in reversed(children.get(None, []))]
    seen: set[str] = set()
    while waiting or len(seen) < len(nodes):
        path, depth = waiting.pop() if waiting else (next(each for each in nodes if each not in seen), 0)
        if path in seen:
            continue
        seen.add(path)
        sound = path not in graph.blocked
        waited = tuple(waits.get(path, ()))
        found.append(GraphLine(path, depth, nodes[path].steps, str(root / path), waited, sound))
        waiting += [(child, depth + 1) for child in reversed(children.get(path, []))]
    return found
