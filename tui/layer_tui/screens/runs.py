"""The runs that there are: one to attach to, or to replay."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from layer_runs import words
from layer_runs.folder import run_ids
from layer_runs.folding import fold_all
from layer_runs.reading import read
from layer_runs.terminal import harmless, seconds
from layer_tui.screens.base import LayerScreen
from layer_tui.widgets.line_bar import LineBar

#: How many of the newest are listed.
MOST = 50


class RunsScreen(LayerScreen):
    """Lists the newest runs; enter opens one, R replays it."""

    HELP = "Runs, the newest first. Enter opens one, live if it goes on."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "replay", "Replay", id="runs.replay", tooltip="Show it from its begin"),
        Binding("escape,q", "app.go_back", "Back", id="runs.back"),
    ]

    def __init__(self, runs: Path) -> None:
        super().__init__()
        self.runs = runs

    def compose(self) -> ComposeResult:
        """Title and list."""
        yield LineBar(id="title", classes="title")
        yield OptionList(id="list", markup=False)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """List them, each as soon as its log is read."""
        self.query_one(LineBar).show(((" layer  ", "head"), ("runs", "")))
        self.query_one(OptionList).focus()
        self._list()

    @work(thread=True, exclusive=True)
    def _list(self) -> None:
        for number in run_ids(self.runs)[::-1][:MOST]:
            try:
                run = fold_all(read(self.runs / number, output=False))
            except OSError:
                continue
            if run.is_hidden:
                continue
            took = seconds(words.elapsed(run, run.at + (run.begun or 0.0)))
            said = f"{words.when(run.begun)}  {run.result:<11} {took:>10}  {seconds(run.saved):>10} saved  "
            option = Option(said + harmless(run.title), id=number)
            self.app.call_from_thread(self._add, option)

    def _add(self, option: Option) -> None:
        if self.is_mounted:
            self.query_one(OptionList).add_option(option)

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.owner.open_run(self.runs / event.option_id)

    def action_replay(self) -> None:
        """Replay the run with the cursor."""
        box = self.query_one(OptionList)
        if box.highlighted is not None:
            number = box.get_option_at_index(box.highlighted).id
            if number is not None:
                self.owner.open_run(self.runs / number, 1.0)
