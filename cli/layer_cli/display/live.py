"""The live view on a terminal: what is done scrolls away above, what runs stays below with its time."""

from __future__ import annotations

import threading
import time
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from layer_cli.display import lines
from layer_cli.display.flood import Flood
from layer_cli.display.shard_output import ShardOutput
from layer_cli.terminal import harmless, seconds

#: How many of the steps that run are shown.
_MOST = 10

_COLOURS = {"hit": "green", "ran": "cyan", "failed": "red", "skipped": "dim"}


class _Live(Live):
    """Has what was printed meanwhile scroll away before each picture."""

    def __init__(self, display: LiveDisplay, **options: Any) -> None:
        super().__init__(display, **options)
        self._display = display

    def refresh(self) -> None:
        """Called ten times a second, and whenever something is printed."""
        self._display.flush()
        super().refresh()


class LiveDisplay:
    """Shows a run as it goes, with Rich."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        #: Rich's thread takes what the loop's gives.
        self._flooding = threading.Lock()
        self._flood = Flood()
        self._live = _Live(self, console=self._console, refresh_per_second=10, transient=True)
        self._spinner = Spinner("dots")
        #: Steps that run, by shard, each with the time of its start.
        self._running: dict[int | None, tuple[dict[str, Any], float]] = {}
        self._since = 0.0
        self._tail: list[str] = []
        self._outputs: dict[int, str] = {}
        self._shards = ShardOutput()
        self._verdicts = lines.Verdicts()
        self._run = "last"
        #: What happened since somebody was asked something, or None.
        self._held: list[dict[str, Any]] | None = None
        self._doing = "looking at the tree"

    def __enter__(self) -> LiveDisplay:
        self._since = time.monotonic()
        self._live.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._live.stop()
        self.flush()

    def flush(self) -> None:
        """Print what was printed since the last time, as far as anybody could read it."""
        with self._flooding:
            text = self._flood.take()
        if text is not None:
            self._print(Text.from_ansi(text))

    def __rich__(self) -> Group:
        running = [(lines.title(event), since) for event, since in self._running.values()]
        *before, (title, since) = running[:_MOST] or [(f"      {self._doing}", self._since)]
        now = time.monotonic()
        more = f" and {len(running) - _MOST} more" if len(running) > _MOST else ""
        self._spinner.update(text=Text.assemble(f"{title}  ", (seconds(now - since) + more, "dim")))
        tail = [Text(line, style="dim", no_wrap=True, overflow="ellipsis") for line in self._tail]
        # As far to the right as the spinner leaves room for.
        above = [Text.assemble(f"  {title}  ", (seconds(now - since), "dim")) for title, since in before]
        return Group(*tail, *above, self._spinner)

    def show(self, event: dict[str, Any]) -> None:
        """Take one event into the picture."""
        if event["event"] == "run_finished" and self._held is not None:
            # It was interrupted while somebody was asked.
            self._console.print()
            self._go_on()
        if event["event"] in ("failure_waiting", "failure_answered", "kept") or self._held is None:
            self._show(event)
        elif event["event"] != "output":
            # The terminal is another's: a prompt's, a shell's, an editor's. What is printed is in the steps' logs.
            self._held.append(event)

    def _show(self, event: dict[str, Any]) -> None:
        if event["event"] != "output":
            self.flush()
        match event["event"]:
            case "run_started":
                self._run = event["run"]
            case "step_started":
                self._running[event.get("shard")] = event, time.monotonic()
                self._tail = []
            case "output":
                self._output(event)
            case "step_finished":
                self._finish(event)
            case "restored":
                self._note(lines.restored(event))
                self._doing = "starting"
            case "forked":
                self._note(lines.forked(event))
            case "exposed":
                self._note(lines.exposed(event))
            case "note":
                self._note(f"» {event['text']}")
                self._doing, self._since = event["text"], time.monotonic()
            case "button":
                self._print(Text(lines.button(event), style="bold yellow"))
            case "failure_waiting":
                self._ask(event)
            case "failure_answered":
                self._go_on()
            case "kept":
                self._note(lines.kept(event, self._run))
            case "planned_again":
                self._running.clear()
                self._verdicts.clear()
                self._doing, self._since = "going on from a new plan", time.monotonic()
            case "not_cached":
                self._print(Text(lines.not_kept(event), style="yellow"))
            case "run_finished":
                self._running.clear()
                style = "bold green" if event["ok"] else "bold red"
                self._print(Text(lines.summary(event, self._verdicts), style=style))

    def _ask(self, event: dict[str, Any]) -> None:
        if not event["terminal"]:
            self._print(Text("\n".join(lines.asking(event, self._run)), style="bold yellow"))
            return
        if self._held is None:
            self._held = []
            self._live.stop()
        *above, prompt = lines.asking(event, self._run)
        for line in above:
            self._print(Text(line, style="yellow"))
        self._console.print(Text(prompt, style="bold yellow"), soft_wrap=True, end="")

    def _go_on(self) -> None:
        held, self._held = self._held or [], None
        if not self._live.is_started:
            self._live.start()
        for event in held:
            self._show(event)

    def _note(self, text: str) -> None:
        self._print(Text(text, style="dim"))

    def _shard_lines(self, event: dict[str, Any], texts: list[str]) -> None:
        with self._flooding:
            for text in texts:
                self._flood.add(text, lines.shard(event))

    def _output(self, event: dict[str, Any]) -> None:
        if event.get("shard") is not None:
            self._shard_lines(event, self._shards.lines(event))
            return
        step, data = event["step"], event["data"]
        text = self._outputs.pop(step, "") + data
        whole, end, rest = text.rpartition("\n")
        self._outputs[step] = rest[-4096:]
        if end:
            with self._flooding:
                self._flood.add(whole)
            self._tail = []
        self._tail = [harmless(rest)] if rest else []

    def _finish(self, event: dict[str, Any]) -> None:
        rest = self._outputs.pop(event["step"], "")
        if rest:
            self._print(Text.from_ansi(harmless(rest, colours=True)))
        self._shard_lines(event, self._shards.rest(event))
        self.flush()
        self._verdicts.add(event)
        self._running.pop(event.get("shard"), None)
        self._tail = []
        self._doing, self._since = "going on", time.monotonic()
        self._print(Text(lines.finished(event), style=_COLOURS[event["verdict"]]))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)
