"""Why a step would run, ran, or did not: its inputs by kind, what changed, old and new."""

from __future__ import annotations

import time

from layer_cache.explanation import Explanation
from layer_cache.reasons import Reason
from layer_runs import events, words
from layer_runs.state import Run, Step
from layer_runs.terminal import harmless, seconds
from layer_tui.details import reason_lines, shard_lines
from layer_tui.pieces import Line, Style

_VERDICTS: dict[str, tuple[str, Style]] = {
    "hit": ("would be skipped", "hit"),
    "miss": ("would run", "running"),
    "unknown": ("cannot be told beforehand", "warn"),
    "free": ("costs nothing: it runs nothing of yours", "dim"),
}


def of_explanation(found: Explanation) -> list[Line]:
    """What `layer why` says, before a run."""
    said, style = _VERDICTS[found.verdict]
    took = "" if found.seconds is None else f", {seconds(found.seconds)}"
    lines: list[Line] = [
        ((f"{harmless(found.layerfile)}:{found.line}", "dim"),),
        *(((harmless(text), "head"),) for text in found.text.splitlines()),
        ((said + took, style),),
        (),
    ]
    for reason in found.reasons:
        lines += reason_lines(_told(reason))
    for clone in found.clones:
        said = clone.missing or f"{clone.repository}: {clone.branch} at {clone.commit[:12]}; a run asks for news"
        lines.append(((harmless(said), ""),))
    if found.observed:
        lines.append((("what it depends on", "head"),))
        for kind, count in sorted(found.observed.items(), key=lambda each: -each[1]):
            lines.append(((f"{count:>7}  ", ""), (kind, "dim")))
        lines += [((f"         {harmless(path)}", ""),) for path in found.paths]
    if found.recorded is not None:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(found.recorded))
        lines.append(((f"compared with the run of {when}", "dim"),))
    if found.first_miss is not None:
        place = f"{found.first_miss_layerfile}:{found.first_miss}"
        lines.append(((f"the first line that misses is {harmless(place)}", "dim"),))
    return lines


def of_step(step: Step, run: Run) -> list[Line]:
    """What a run's log says of a step."""
    verdict = ", ".join(
        each for each in (words.verdict(step), words.ending(step), words.against_prediction(step)) if each
    )
    lines: list[Line] = [
        ((f"{harmless(step.layerfile)}:{step.line}", "dim"),),
        *(((harmless(text), "head"),) for text in step.text.splitlines()),
        ((verdict, ""),),
        (),
    ]
    lines += shard_lines(step)
    if step.reason is not None:
        lines += reason_lines(step.reason)
    elif step.predicted == "hit":
        lines.append((("all that it saw in an earlier run was still so", "hit"),))
    elif step.predicted == "free":
        lines.append((("it runs nothing of yours, and is done anew in each machine", "dim"),))
    if run.not_cached is not None and run.not_cached.step <= step.number:
        lines.append(((f"! not kept: {harmless(run.not_cached.reason)}", "warn"),))
    recordings = [execution.recording for execution in step.executions if execution.recording is not None]
    if recordings:
        lines.append(((f"recording {', '.join(map(str, recordings))}", "dim"),))
    return lines


def _told(reason: Reason) -> events.Reason:
    return events.Reason(kind=reason.kind, path=reason.path, detail=reason.detail, old=reason.old, new=reason.new)
