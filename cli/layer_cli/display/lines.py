"""Events as lines of plain text, for pipes and for what scrolls above the live view."""

from __future__ import annotations

from typing import Any

from layer_cli.terminal import harmless, seconds
from layer_runs.words import MARKS, WORDS


def shard(event: dict[str, Any]) -> str:
    """`[3] ` for what happens in shard 3, or ""."""
    return "" if event.get("shard") is None else f"[{event['shard']}] "


def title(event: dict[str, Any]) -> str:
    """The first line of a step's text, with its line number and shard."""
    return f"{event['line']:>4}  {shard(event)}{harmless(str(event['text']).splitlines()[0])}"


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
    return f"» {shard(event)}restored the machine as it was after line {event['line']} in {event['seconds']:.2f} s"


def cloned(event: dict[str, Any]) -> str:
    """Which commit of another repository is placed."""
    how = f"fetched in {event['seconds']:.2f} s" if event["fetched"] else "was here"
    return harmless(f"» {event['repository']}: {event['branch']} at {event['commit'][:7]} ({how})")


def forked(event: dict[str, Any]) -> str:
    """What forks have cost."""
    megabytes = f"{event['unshared'] / 1024**2:.0f} MB"
    if event.get("translated"):
        megabytes += f" ({event['translated'] / 1024**2:.0f} MB of it translated code)"
    return (
        f"» {event['machines']} machines forked off after line {event['line']}: the first commands of all had ended "
        f"after {event['seconds']:.2f} s; idle, each had at most {megabytes} of memory of its own"
    )


def button(event: dict[str, Any]) -> str:
    """What a run waits for, and how to let it go on."""
    return f"? {harmless(event['message'])}: press Enter here, or run `layer press`"


def not_kept(event: dict[str, Any]) -> str:
    """Why nothing is recorded from a step on; the reason may name files."""
    return f"! {shard(event)}line {event['line']} and what follows are not kept: {harmless(event['reason'])}"


def summary(event: dict[str, Any], verdicts: list[str]) -> str:
    """The last line of a run."""
    if event.get("timed_out"):
        return f"timed out after {seconds(event['seconds'])}"
    if event.get("error"):
        return f"stopped by an error after {seconds(event['seconds'])}"
    if event.get("interrupted"):
        return f"interrupted after {seconds(event['seconds'])}"
    counts = [f"{verdicts.count(v)} {WORDS[v]}" for v in ("hit", "ran", "failed", "skipped") if v in verdicts]
    result = "passed" if event["ok"] else "failed"
    machines = f"{event['vms_started']} VM{'' if event['vms_started'] == 1 else 's'} started"
    return f"{result} in {event['seconds']:.2f} s: {', '.join(counts)}; {machines}"
