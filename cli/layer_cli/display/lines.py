"""Events as lines of plain text, for pipes and for what scrolls above the live view."""

from __future__ import annotations

from typing import Any

from layer_cli.terminal import harmless, seconds

MARKS = {"hit": "✓", "ran": "✔", "failed": "✗", "skipped": "-"}
WORDS = {"hit": "cached", "ran": "ran", "failed": "failed", "skipped": "skipped"}


def title(event: dict[str, Any]) -> str:
    """The first line of a step's text, with its line number."""
    return f"{event['line']:>4}  {harmless(str(event['text']).splitlines()[0])}"


def finished(event: dict[str, Any]) -> str:
    """How a step ended: `✔    4  RUN make  (ran 12.0 s, snapshot 0.2 s, 31 MB)`."""
    verdict = event["verdict"]
    details = WORDS[verdict]
    if verdict == "hit" and event["seconds"] >= 0.05:
        details += f", saved {seconds(event['seconds'])}"
    elif verdict in ("ran", "failed"):
        details += f" {seconds(event['seconds'])}"
    if event.get("signal"):
        details += f", signal {event['signal']}"
    elif event.get("exit"):
        details += f", exit status {event['exit']}"
    if "snapshot" in event:
        cost = event["snapshot"]
        details += f"; snapshot: paused {cost['pause']:.2f} s, {cost['bytes'] / 1024**2:.0f} MB"
    return f"{MARKS[verdict]} {title(event)}  ({details})"


def restored(event: dict[str, Any]) -> str:
    """What the run started from."""
    return f"» restored the machine as it was after line {event['line']} in {event['seconds']:.2f} s"


def button(event: dict[str, Any]) -> str:
    """What a run waits for, and how to let it go on."""
    return f"? {harmless(event['message'])}: press Enter here, or run `layer press`"


def not_kept(event: dict[str, Any]) -> str:
    """Why nothing is recorded from a step on; the reason may name files."""
    return f"! line {event['line']} and what follows are not kept: {harmless(event['reason'])}"


def summary(event: dict[str, Any], verdicts: list[str]) -> str:
    """The last line of a run."""
    if event.get("error"):
        return f"stopped by an error after {seconds(event['seconds'])}"
    if event.get("interrupted"):
        return f"interrupted after {seconds(event['seconds'])}"
    counts = [f"{verdicts.count(v)} {WORDS[v]}" for v in ("hit", "ran", "failed", "skipped") if v in verdicts]
    result = "passed" if event["ok"] else "failed"
    machines = f"{event['vms_started']} VM{'' if event['vms_started'] == 1 else 's'} started"
    return f"{result} in {event['seconds']:.2f} s: {', '.join(counts)}; {machines}"
