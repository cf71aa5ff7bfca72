"""Several runs on a terminal: a line for each that runs, with its step and time; what is done scrolls away above."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from layer_cli.groups.table import MARKS, last_line, reason, table
from layer_cli.terminal import harmless, seconds

if TYPE_CHECKING:
    from typing import Self

    from layer_runner.group.outcomes import Outcome
    from layer_runner.group.selection import Member
    from layer_runs.state import Run, Step

_COLOURS = {"passed": "green", "failed": "red", "error": "red", "timed out": "red"}

#: Lines that a step which failed printed last.
_TAIL = 20
#: Names of those that wait.
_NAMED = 5


class GroupLiveDisplay:
    """Shows runs side by side, with Rich."""

    def __init__(self, members: Sequence[Member], console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._live = Live(self, console=self._console, refresh_per_second=10, transient=True)
        self._spinner = Spinner("dots")
        self._waiting = {member.path: member.name for member in members}
        self._running: dict[str, tuple[Member, Run | None, float]] = {}
        #: When the step that runs began: (its number, when), for each run.
        self._steps: dict[str, tuple[int, float]] = {}

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._live.stop()

    def __rich__(self) -> Group:
        now = time.monotonic()
        rows = Table.grid(padding=(0, 2))
        rows.add_column(no_wrap=True)
        rows.add_column(no_wrap=True, overflow="ellipsis")
        rows.add_column(justify="right", no_wrap=True)
        for member, run, since in self._running.values():
            doing, began = self._doing(member, run, since)
            rows.add_row(
                Text(harmless(member.name), style="bold"), Text(doing), Text(seconds(now - began), style="dim")
            )
        lines: list[RenderableType] = []
        if self._running:
            self._spinner.update(text=rows)
            lines.append(self._spinner)
        if self._waiting:
            names = [harmless(name) for name in self._waiting.values()]
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            text = Text(f"· waiting: {', '.join(names[:_NAMED])}{more}", style="dim")
            text.no_wrap, text.overflow = True, "ellipsis"
            lines.append(text)
        return Group(*lines)

    def started(self, member: Member) -> None:
        """Give one its line."""
        self._waiting.pop(member.path, None)
        self._running[member.path] = (member, None, time.monotonic())

    def event(self, member: Member, run: Run, event: dict[str, Any]) -> None:
        """Take one event into the picture."""
        _, _, since = self._running[member.path]
        self._running[member.path] = (member, run, since)
        if event["event"] == "step_started":
            self._steps[member.path] = (event["step"], time.monotonic())

    def ended(self, outcome: Outcome) -> None:
        """Let one scroll away, with the end of what the failed step printed."""
        self._waiting.pop(outcome.member.path, None)
        self._running.pop(outcome.member.path, None)
        for line in _last_words(outcome):
            self._print(line)
        words = f"{MARKS.get(outcome.result, '-')} {harmless(outcome.member.name)}  {outcome.result}"
        if outcome.run is not None:
            words += f" in {seconds(outcome.seconds)}"
        if outcome.reason:
            words += f": {reason(outcome)}"
        self._print(Text(words, style=_COLOURS.get(outcome.result, "dim")))

    def finished(self, outcomes: Sequence[Outcome], took: float) -> None:
        """Print the table."""
        self._live.stop()
        self._print(Text(""))
        heading, *rows = table(outcomes)
        self._print(Text(heading, style="dim"))
        for row, outcome in zip(rows, outcomes, strict=True):
            self._print(Text(row, style=_COLOURS.get(outcome.result, "")))
        passed = all(outcome.result == "passed" for outcome in outcomes)
        self._print(Text(last_line(outcomes, took), style="bold green" if passed else "bold red"))

    def _doing(self, member: Member, run: Run | None, since: float) -> tuple[str, float]:
        """What one does, and since when."""
        if run is None:
            return "looking at the tree", since
        if run.waiting is not None:
            return f"line {run.waiting.line} failed: layer answer {run.id} {'|'.join(run.waiting.answers)}", since
        running = next((step for step in run.steps if step.phase == "running"), None)
        number, began = self._steps.get(member.path, (-1, since))
        if running is not None:
            return f"{running.line}  {_first_line(running)}", began if number == running.number else since
        if "failed" in run.verdicts:
            return "ending", since
        return "going on" if run.restores else harmless(run.doing) or "starting", since

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _last_words(outcome: Outcome) -> list[Text]:
    steps = outcome.run.steps if outcome.run is not None else ()
    failed = next((step for step in steps if step.verdict == "failed" or step.phase == "stopped"), None)
    if failed is None or outcome.result in ("interrupted", "stopped") or not failed.executions:
        return []
    execution = failed.failed or failed.executions[0]
    lines = execution.tail.text.splitlines()[-_TAIL:]
    heading = Text(f"{harmless(outcome.member.name)}: line {failed.line}: {_first_line(failed)}", style="red")
    return [heading, *(Text.from_ansi("  " + harmless(line, colours=True)) for line in lines)]


def _first_line(step: Step) -> str:
    return harmless((step.text.splitlines() or [""])[0])
