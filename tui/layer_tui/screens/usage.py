"""What the machines of a run used: processors, memory and disk over the whole of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from layer_tui import usage_series
from layer_tui.pieces import Line
from layer_tui.screens.base import LayerScreen
from layer_tui.seen import Seen
from layer_tui.usage_series import GUTTER
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.usage_plot import UsagePlot


class UsageScreen(LayerScreen):
    """Plots of one machine at a time, live."""

    HELP = "What a machine used, a second at a time; in long runs each point stands for more. Below, what it did then."
    DEFAULT_CSS = """
    UsageScreen #steps { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n,j,down", "next(1)", "Next machine", id="usage.next"),
        Binding("left,N,k,up", "next(-1)", "Machine before", id="usage.previous"),
        Binding("escape,q", "app.go_back", "Back", id="usage.back"),
    ]

    def __init__(self, shard: int | None) -> None:
        super().__init__()
        self._shard = shard

    def compose(self) -> ComposeResult:
        """Title, a plot of each kind, the steps."""
        yield LineBar(id="title", classes="title")
        for name in ("cpu", "memory", "disk"):
            yield UsagePlot(id=name)
        yield LineBar(id="steps")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show it, now and later."""
        self.watch(self.app, "seen", self._show)
        self.app.theme_changed_signal.subscribe(self, lambda _: self._show(self.owner.seen))

    def on_resize(self) -> None:
        """The steps lie under the plots, whatever their width."""
        self.call_after_refresh(lambda: self._show(self.owner.seen))

    def _show(self, seen: Seen) -> None:
        machines = seen.run.usage
        usage = next((each for each in machines if each.shard == self._shard), None)
        if usage is None:
            return
        with self.app.batch_update():
            named = "the machine" if usage.shard is None else f"the machine of shard {usage.shard}"
            which = f"{machines.index(usage) + 1} of {len(machines)} " if len(machines) > 1 else ""
            title: Line = ((" layer  ", "head"), (f"what {named} used", ""))
            self.query_one("#title", LineBar).show(title, ((which, "dim"),))
            times = usage_series.times(usage)
            done = usage_series.steps(seen.run, usage.shard, seen.clock)
            begin = min(times[0], *(step.begin for step in done)) if done else times[0]
            end = max(times[-1], begin + 1.0, *(step.end for step in done)) if done else max(times[-1], begin + 1.0)
            for series in usage_series.series(usage):
                self.query_one(f"#{series.name}", UsagePlot).show(times, series, begin, end)
            width = max(1, self.size.width - GUTTER - 1)
            strip = usage_series.strip(done, begin, end, width)
            self.query_one("#steps", LineBar).show(((" " * GUTTER, ""), *strip))

    def action_next(self, step: int) -> None:
        """Show the next machine, or the one before."""
        shards = [each.shard for each in self.owner.seen.run.usage]
        at = shards.index(self._shard) if self._shard in shards else 0
        self._shard = shards[(at + step) % len(shards)]
        self._show(self.owner.seen)
