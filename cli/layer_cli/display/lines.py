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


def exposed(event: dict[str, Any]) -> str:
    """Where something is shown outside."""
    return f"» {shard(event)}{harmless(event['address'])} shows port {event['port']}, while this run goes on"


#: What can be typed where a step has failed, and what each does.
_ANSWERS = (
    ("shell", "a terminal in its machine, among its processes"),
    ("retry", "again from before this step, with the files and the Layerfile of now"),
    ("continue", "go on with the next step; nothing is cached from here on"),
    ("edit", "open the Layerfile in your editor, then retry"),
    ("keep", "keep the machine as it is for `layer shell`, and ask again"),
    ("quit", "end here"),
)


def asking(event: dict[str, Any], run: str) -> list[str]:
    """What a run asks where a step has failed. On its own terminal the answer is typed after the last line."""
    problem = [f"! {harmless(event['problem'])}"] if event.get("problem") else []
    where = f"{shard(event)}line {event['line']} failed and its machine is paused"
    if not event["terminal"]:
        return [*problem, f"? {where}: `layer answer {run} {'|'.join(event['answers'])}`"]
    menu = [] if problem else [f"? {where}", *(f"    {word:10}{meaning}" for word, meaning in _ANSWERS)]
    return [*problem, *menu, f"{shard(event)}line {event['line']}: "]


def kept(event: dict[str, Any], run: str) -> str:
    """How to come back to a machine in which a step failed."""
    return f"» {shard(event)}the machine is kept as line {event['line']} left it: `layer shell {run} {event['line']}`"


def not_kept(event: dict[str, Any]) -> str:
    """Why nothing is recorded from a step on; the reason may name files."""
    return f"! {shard(event)}line {event['line']} and what follows are not kept: {harmless(event['reason'])}"


class Verdicts:
    """What has become of each step, in each shard: of one that was done again, the last time."""

    def __init__(self) -> None:
        self._words: dict[tuple[int, int | None], str] = {}

    def add(self, event: dict[str, Any]) -> None:
        """Take a `step_finished` into account."""
        self._words[event["step"], event.get("shard")] = event["verdict"]

    def clear(self) -> None:
        """Forget them: all steps are reported anew."""
        self._words.clear()

    def counts(self) -> list[str]:
        """How many steps ended in which way."""
        words = list(self._words.values())
        return [f"{words.count(v)} {WORDS[v]}" for v in ("hit", "ran", "failed", "skipped") if v in words]


def summary(event: dict[str, Any], verdicts: Verdicts) -> str:
    """The last line of a run."""
    if event.get("timed_out"):
        return f"timed out after {seconds(event['seconds'])}"
    if event.get("error"):
        return f"stopped by an error after {seconds(event['seconds'])}"
    if event.get("interrupted"):
        return f"interrupted after {seconds(event['seconds'])}"
    result = "passed" if event["ok"] else "failed"
    machines = f"{event['vms_started']} VM{'' if event['vms_started'] == 1 else 's'} started"
    return f"{result} in {event['seconds']:.2f} s: {', '.join(verdicts.counts())}; {machines}"
