"""How each Layerfile of a group ended, and what that says of them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from layer_runner.group.selection import Member
from layer_runs.state import Run

Result = Literal["passed", "failed", "error", "timed out", "interrupted", "stopped", "skipped"]
"""`stopped`: because another one failed; `skipped`: it never began."""

#: Results by the exit status of a run; any other is an error.
_BY_STATUS: dict[int, Result] = {0: "passed", 1: "failed", 124: "timed out", 130: "interrupted"}

_ENGINE = 3
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one ended. `status` is the run's exit status, `run` what its event log said (None where there is none),
    `seconds` the time of its process, `reason` why it is no better, in words.
    """

    member: Member
    result: Result
    status: int | None = None
    run: Run | None = None
    seconds: float = 0.0
    reason: str = ""


def of_process(
    member: Member, status: int, run: Run, seconds: float, errors: str, ended_early: Result | None
) -> Outcome:
    """What became of a run whose process ended with `status` (negative: the number of a signal) and wrote `errors`.

    `ended_early` is what it counts as where it was asked to end, and did not pass all the same.
    """
    result: Result = _BY_STATUS.get(status, "error")
    reason = ""
    if result != "passed" and ended_early is not None:
        result = ended_early
    elif status < 0:
        reason, status = f"its process was ended by signal {-status}", _ENGINE
    elif result in ("error", "timed out"):
        reason = run.error or errors.strip() or f"its process ended with status {status}"
    elif result == "failed":
        reason = _failed_step(run)
    return Outcome(member, result, status, run if run.id else None, seconds, reason)


def of_problem(member: Member) -> Outcome:
    """What became of one that cannot run."""
    return Outcome(member, "error", 2, reason=member.problem)


def of_skipped(member: Member, because: Outcome | None) -> Outcome:
    """What became of one that never began: because of another's end, or as all was stopped."""
    reason = "all was stopped" if because is None else f"{because.member.name} {_WORDS[because.result]}"
    return Outcome(member, "skipped", reason=reason)


def exit_status(outcomes: Iterable[Outcome], interrupted: bool) -> int:
    """That of one run: 0 all passed, 130 interrupted, 1 a step failed in one; else the first that is not 0."""
    found = [outcome.status for outcome in outcomes if outcome.status and outcome.result != "stopped"]
    if interrupted:
        return _INTERRUPTED
    return 1 if 1 in found else next(iter(found), 0)


_WORDS: dict[Result, str] = {
    "passed": "passed",
    "failed": "failed",
    "error": "could not run",
    "timed out": "timed out",
    "interrupted": "was interrupted",
    "stopped": "was stopped",
    "skipped": "was skipped",
}


def _failed_step(run: Run) -> str:
    step = next((step for step in run.steps if step.verdict == "failed"), None)
    return "" if step is None else f"line {step.line}: {(step.text.splitlines() or [''])[0]}"
