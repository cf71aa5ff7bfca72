"""What became of a run and its steps, in words."""

from __future__ import annotations

from layer_runs.state import Run, Step
from layer_runs.terminal import harmless, moment, seconds
from layer_runs.usage import Peak

MARKS = {"hit": "✓", "ran": "✔", "failed": "✗", "skipped": "-"}
WORDS = {"hit": "cached", "ran": "ran", "failed": "failed", "skipped": "skipped"}

_PHASES = {"waiting": "not begun", "running": "running", "stopped": "stopped with the run", "finished": "finished"}


def when(began: float | None) -> str:
    """A time (seconds since 1970) on this machine's clock."""
    return "-" if began is None else moment(began)


def elapsed(run: Run, now: float) -> float:
    """Seconds that a run took, or has taken until `now`; of one that died, until it said something last."""
    if run.seconds is not None:
        return run.seconds
    return max(now - run.begun, run.at) if run.result == "running" and run.begun is not None else run.at


def result(run: Run, now: float) -> str:
    """How a run ended, and what it did."""
    counts = [f"{run.verdicts.count(each)} {WORDS[each]}" for each in WORDS if each in run.verdicts]
    took = seconds(elapsed(run, now))
    words = {
        "running": f"running for {took}",
        "passed": f"passed in {took}",
        "failed": f"failed in {took}",
        "error": f"stopped by an error after {took}",
        "interrupted": f"interrupted after {took}",
        "died": f"died after {took} or more (its process is gone, and wrote no end)",
    }[run.result]
    if run.waiting is not None:
        words += f", asks what to do as line {run.waiting.line} failed (`layer answer`)"
    if counts:
        words += f": {', '.join(counts)}"
    if run.vms_started:
        words += f"; {run.vms_started} VM{'' if run.vms_started == 1 else 's'} started"
    return f"{words}; {seconds(run.saved)} saved"


def mark(step: Step) -> str:
    """One character for what became of a step."""
    return MARKS.get(step.verdict or "", "▶" if step.phase == "running" else "·")


def first_line(step: Step) -> str:
    """The first line of a step's text."""
    return harmless((step.text.splitlines() or [""])[0])


def place(step: Step, run: Run) -> str:
    """A step's line, with the file's name where it is a parent's."""
    own = run.steps[-1].layerfile if run.steps else step.layerfile
    return str(step.line) if step.layerfile == own else f"{harmless(step.layerfile)}:{step.line}"


def verdict(step: Step) -> str:
    """What became of a step: `ran`, `cached`, or how far it came."""
    return WORDS.get(step.verdict, step.verdict) if step.verdict else _PHASES[step.phase]


def ending(step: Step) -> str:
    """How a step that failed ended, or ""."""
    failed = step.failed
    if failed is None:
        return ""
    shard = "" if failed.shard is None else f" in shard {failed.shard}"
    if failed.signal:
        return f"signal {failed.signal}{shard}"
    return f"exit status {failed.exit}{shard}" if failed.exit else ""


def against_prediction(step: Step) -> str:
    """What was predicted of a step, seen from what became of it; "" where there is nothing to say."""
    if step.as_predicted is None:
        return ""
    if not step.as_predicted:
        return "but was predicted to run" if step.predicted == "miss" else "but was predicted to be cached"
    if step.predicted == "miss" and step.expected is not None:
        return f"as predicted ({seconds(step.expected)} expected)"
    return "as predicted"


def used(peak: Peak) -> str:
    """What a step used of its machine: the most memory, and processors on average and at most."""
    memory = f"{peak.memory / 1024**2:.0f} of {peak.total / 1024**2:.0f} MB of memory at most"
    return f"{memory}; processors {peak.mean:.0%} busy, {peak.cpu:.0%} at most"
