"""The run: which step runs, what was restored, how long each snapshot took and what it weighs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from layer_runs import words
from layer_runs.state import Step
from layer_runs.terminal import harmless, seconds
from layer_tui import details, run_cells, usage_cells, waiting
from layer_tui.pieces import Line, Style
from layer_tui.screens.base import LayerScreen
from layer_tui.seen import Seen
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.lines_view import LinesView
from layer_tui.widgets.rows_view import RowsView

_RESULTS: dict[str, Style] = {"passed": "hit", "running": "running"}


class RunScreen(LayerScreen):
    """A run as it goes on, or as it was."""

    HELP = "A run, live or as it was. Leaving this screen or the program does nothing to it."
    DEFAULT_CSS = """
    RunScreen #usage, RunScreen #asks, RunScreen #links { display: none; }
    RunScreen #usage.-sampled, RunScreen #asks.-waits, RunScreen #links.-shown { display: block; }
    RunScreen #asks { background: $warning 20%; }
    RunScreen RowsView { height: 2fr; }
    RunScreen LinesView { height: 1fr; min-height: 7; border-top: solid $panel; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log", "Log", id="run.log", tooltip="All that the step printed"),
        Binding("s", "shards", "Shards", id="run.shards", tooltip="The shards of the step, side by side"),
        Binding("y", "why", "Why", id="run.why", tooltip="Why the step ran, or not"),
        Binding("m", "usage", "Machine", id="run.usage", tooltip="Plots of its processors, memory and disk"),
        Binding("a", "answer", "Answer", id="run.answer", tooltip="Say what is to become of the step that failed"),
        Binding("i", "website", "Open", id="run.website", tooltip="Open the website that the run shows, in a browser"),
        Binding("b", "press", "Press", id="run.press", tooltip="Press the button that the run waits at"),
        Binding("t", "shell", "Shell", id="run.shell", tooltip="A terminal in the machine as the step left it"),
        Binding("w", "waterfall", "Bars", id="run.waterfall", tooltip="Times as bars in narrow terminals"),
        Binding("c", "app.cache", "Cache", show=False, id="run.cache", tooltip="The snapshots that are kept"),
        Binding("o", "app.runs", "Runs", id="run.runs", tooltip="Open another run"),
        Binding("p", "app.pause", "Pause", show=False, id="replay.pause", tooltip="Hold a replay, or go on"),
        Binding("plus,equals_sign", "app.faster", "Faster", show=False, id="replay.faster"),
        Binding("minus", "app.slower", "Slower", show=False, id="replay.slower"),
        Binding("R", "app.replay", "Replay", show=False, id="replay.start", tooltip="Show the run from its begin"),
        Binding("escape", "app.go_back", "Back", show=False, id="run.back"),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._only_waterfall = False

    def compose(self) -> ComposeResult:
        """Title, what was restored, steps, details."""
        yield LineBar(id="title", classes="title")
        yield LineBar(id="status")
        yield LineBar(id="usage")
        yield LineBar(id="links")
        yield LineBar(id="asks")
        yield RowsView(run_cells.heading, run_cells.cells, id="rows")
        yield LinesView(id="details")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show whatever is known, now and later."""
        self.query_one(RowsView).focus()
        self.watch(self.app, "seen", self._show)

    def on_screen_resume(self) -> None:
        """Catch up with what happened below another screen."""
        self._show(self.owner.seen)

    def _show(self, seen: Seen) -> None:
        if not self.is_current:
            return
        with self.app.batch_update():
            self.query_one("#title", LineBar).show(*title(seen, self.folder.name))
            self.query_one("#status", LineBar).show(details.status(seen.run), _saved(seen))
            self._bar("#asks", "-waits", waiting.asks(seen.run))
            self._bar("#links", "-shown", waiting.links(seen.run))
            self.query_one(RowsView).show(seen)
            self._detail()

    def _bar(self, name: str, shown: str, line: Line) -> None:
        """Show a line that is not always there; keys come and go with it."""
        bar = self.query_one(name, LineBar)
        if line != bar.left:
            bar.set_class(bool(line), shown)
            bar.show(line)
            self.refresh_bindings()

    @on(RowsView.Moved)
    def _detail(self) -> None:
        self._usage()
        view = self.query_one("#details", LinesView)
        # Before the first layout it has no size.
        most, width = max(4, view.size.height), view.size.width or 200
        view.show(details.of_row(self.query_one(RowsView).row, self.owner.seen, most, width))

    def _usage(self) -> None:
        """What the machine of the row with the cursor uses, or the one that was heard last."""
        bar, run = self.query_one("#usage", LineBar), self.owner.seen.run
        usage = usage_cells.of_machine(run, self.shard)
        bar.set_class(usage is not None, "-sampled")
        if usage is not None:
            width = self.query_one("#title", LineBar).size.width or self.size.width
            bar.show(usage_cells.line(usage, len(run.usage), width))

    def on_resize(self) -> None:
        """More or less of a step's output has room."""
        self.call_after_refresh(self._detail)

    @property
    def step(self) -> Step | None:
        """The step with the cursor."""
        row = self.query_one(RowsView).row
        return None if row is None else row.step

    @property
    def shard(self) -> int | None:
        """The shard of the row with the cursor."""
        row = self.query_one(RowsView).row
        if row is None:
            return None
        return row.execution.shard if row.execution is not None else row.restore.shard if row.restore else None

    @on(RowsView.Chosen)
    def action_log(self) -> None:
        """Show the log of the step, or of the shard."""
        row = self.query_one(RowsView).row
        if row is not None and row.step is not None:
            self.owner.show_log(self.folder, row.step, row.execution.shard if row.execution is not None else None)

    def action_shards(self) -> None:
        """Show the shards of the step, or of the first one that has some."""
        steps = [step for step in self.owner.seen.run.steps if len(step.executions) > 1]
        step = self.step if self.step in steps else next(iter(steps), None)
        if step is None:
            self.notify("No step of this run has shards.")
        else:
            self.owner.show_shards(self.folder, step.number)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that does nothing now is not shown."""
        run = self.owner.seen.run
        match action:
            case "press":
                return bool(run.buttons)
            case "answer":
                return run.waiting is not None
            case "website":
                return bool(waiting.links(run)) and bool(waiting.websites(run))
            case _:
                return True

    @work(exclusive=True, group="press")
    async def action_press(self) -> None:
        """Press the buttons that the run waits at, after a question."""
        from layer_runs.buttons import press
        from layer_tui.screens.confirm import ConfirmScreen

        question = ConfirmScreen("Press, so that the run goes on?", waiting.buttons(self.owner.seen.run))
        if await self.app.push_screen_wait(question) and not press(self.folder):
            self.notify("Nothing waits any more.")

    def action_website(self) -> None:
        """Open the website of the shard with the cursor, or the first one."""
        addresses = waiting.websites(self.owner.seen.run, self.shard)
        if addresses:
            self.app.open_url(addresses[0])

    @work(exclusive=True, group="answer")
    async def action_answer(self) -> None:
        """Answer where a step failed."""
        from layer_tui.screens.answer import AnswerScreen

        failed = self.owner.seen.run.waiting
        word = await self.app.push_screen_wait(AnswerScreen(waiting.asks(self.owner.seen.run)[:1]))
        if failed is not None and word is not None:
            await self.owner.answer(self.folder, failed, word)

    def action_shell(self) -> None:
        """Open a terminal in the machine as the step left it; the run knows nothing of it."""
        step = self.step
        if step is None or not any(each.snapshot or each.recording for each in step.executions):
            self.notify("This step left no snapshot: choose one that ran, or was cached.")
        else:
            self.owner.open_shell(self.folder, step)

    def action_usage(self) -> None:
        """Plot what the machine used."""
        usage = usage_cells.of_machine(self.owner.seen.run, self.shard)
        if usage is None:
            self.notify("Nothing is known of what its machine uses: no step ran for a second, or the image is too old.")
        else:
            self.owner.show_usage(usage.shard)

    def action_why(self) -> None:
        """Show why the step ran."""
        if self.step is not None:
            self.owner.show_why(self.step)

    def action_waterfall(self) -> None:
        """Show bars instead of figures, where there is no room for both."""
        self._only_waterfall = only = not self._only_waterfall
        self.query_one(RowsView).use(
            lambda width: run_cells.heading(width, only),
            lambda row, seen, width: run_cells.cells(row, seen, width, only),
        )


def title(seen: Seen, number: str) -> tuple[Line, Line]:
    """Which run it is, and how it goes."""
    run = seen.run
    left: Line = ((" layer  ", "head"), (f"{number}  ", "dim"), (harmless(run.title), ""))
    if seen.speed is not None:
        speed = "as fast as can be" if seen.speed == float("inf") else f"{seen.speed:g}x"
        return left, ((f"{'paused' if seen.paused else 'replay'} {speed}  {seconds(seen.clock)} ", "warn"),)
    if not seen.caught_up:
        return left, (("reading the log ", "dim"),)
    taken = seconds(seen.clock if seen.goes_on else words.elapsed(run, 0.0))
    return left, ((f"{run.result} {taken} ", _RESULTS.get(run.result, "failed")),)


def _saved(seen: Seen) -> Line:
    run = seen.run
    over = sum(1 for step in run.steps if step.phase == "finished")
    return ((f"{over}/{len(run.steps)} ", "dim"), (f"{seconds(run.saved)} saved ", "hit"))
