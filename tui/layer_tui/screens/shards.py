"""The shards of a step, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from layer_runs import words
from layer_runs.state import Step
from layer_tui import details
from layer_tui.pieces import Line
from layer_tui.screens.base import LayerScreen
from layer_tui.seen import Seen
from layer_tui.shard_cells import state
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.shards_view import ShardsView


class ShardsScreen(LayerScreen):
    """Shows each shard of one step of the run, live."""

    HELP = "The machines that a step runs in after SPLIT."
    DEFAULT_CSS = """
    ShardsScreen #forks { display: none; }
    ShardsScreen #forks.-forked { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "panes", "Panes or table", id="shards.toggle"),
        Binding("l", "zoom", "Log", id="shards.log", tooltip="All that is kept of what the shard printed"),
        Binding("m", "usage", "Machine", id="shards.usage", tooltip="Plots of its processors, memory and disk"),
        Binding("escape,q", "app.go_back", "Back", id="shards.back"),
    ]

    def __init__(self, folder: Path, number: int) -> None:
        super().__init__()
        self.folder = folder
        self.number = number

    def compose(self) -> ComposeResult:
        """Title and shards."""
        yield LineBar(id="title", classes="title")
        yield LineBar(id="forks")
        yield ShardsView(id="shards")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show them, now and later."""
        view = self.query_one(ShardsView)
        view.focus()
        step = self.step
        # So many panes have room, or nearly.
        view.panes = step is not None and len(step.executions) <= 8
        self.watch(self.app, "seen", self._show)

    @property
    def step(self) -> Step | None:
        """The step."""
        return next((step for step in self.owner.seen.run.steps if step.number == self.number), None)

    def _show(self, seen: Seen) -> None:
        step = self.step
        if step is None:
            return
        counted: dict[str, int] = {}
        for execution in step.executions:
            word, _ = state(execution)
            counted[word] = counted.get(word, 0) + 1
        left: Line = ((" layer  ", "head"), (f"{words.place(step, seen.run)}  {words.first_line(step)}", ""))
        right: Line = ((", ".join(f"{count} {word}" for word, count in counted.items()) + " ", "dim"),)
        self.query_one("#title", LineBar).show(left, right)
        forks = next(details.forked(step, seen.run), ())
        bar = self.query_one("#forks", LineBar)
        bar.set_class(bool(forks), "-forked")
        bar.show(forks)
        self.query_one(ShardsView).show(step, seen)

    def action_panes(self) -> None:
        """Panes instead of the table, or the other way round."""
        view = self.query_one(ShardsView)
        view.show_panes(not view.panes)

    def action_usage(self) -> None:
        """Plot what the shard's machine used."""
        shard = self.query_one(ShardsView).shard
        known = {usage.shard for usage in self.owner.seen.run.usage}
        if shard is not None and shard.shard in known:
            self.owner.show_usage(shard.shard)
        else:
            self.notify("Nothing is known of what its machine uses: no step ran in it for a second.")

    @on(ShardsView.Chosen)
    def action_zoom(self) -> None:
        """Show the log of the shard."""
        shard, step = self.query_one(ShardsView).shard, self.step
        if shard is not None and step is not None:
            self.owner.show_log(self.folder, step, shard.shard)
