"""The plan: what a run would do now. It is made anew while it is looked at."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Footer

from layer_runs.state import Step
from layer_runs.terminal import harmless, seconds
from layer_tui import details, plan_cells
from layer_tui.messages import Planned, TreeChanged
from layer_tui.pieces import Line, Style
from layer_tui.plans import LEAST_PAUSE, GraphLine, Opener, Plan
from layer_tui.rows import Row
from layer_tui.screens.base import LayerScreen
from layer_tui.seen import Seen
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.lines_view import LinesView
from layer_tui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from layer_tui.watching import TreeWatcher

#: Seconds after which the first plan is made, and one after a file was written.
_FIRST, _SOON = 0.05, 0.2


class PlanScreen(LayerScreen):
    """What would run, and why; a run is started from here."""

    HELP = "What a run would do for the files as they are now. Edit one elsewhere, and this follows."
    DEFAULT_CSS = """
    PlanScreen RowsView { height: 2fr; }
    PlanScreen #details { height: 1fr; min-height: 6; border-top: solid $panel; overflow-x: hidden; }
    PlanScreen #graph { height: auto; max-height: 30%; border-bottom: solid $panel; overflow-x: hidden; }
    PlanScreen #graph.-single { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="plan.run", tooltip="Run all that must run"),
        Binding("u", "run_until", "To here", id="plan.until", tooltip="Run up to the step with the cursor"),
        Binding("h", "run_from", "From here", id="plan.from", tooltip="Run this step and all after it, known or not"),
        Binding("n", "run_all", "No cache", id="plan.no_cache", tooltip="Run every step, whatever is known of it"),
        Binding("y", "why", "Why", id="plan.why", tooltip="All reasons, old and new"),
        Binding("v", "layerfile", "Next Layerfile", show=False, id="plan.layerfile"),
        Binding("c", "app.cache", "Cache", show=False, id="plan.cache", tooltip="The snapshots that are kept"),
        Binding("o", "app.runs", "Runs", id="plan.runs", tooltip="Open a run that goes on, or an old one"),
        Binding("f5", "again", "Look again", show=False, id="plan.again"),
    ]

    def __init__(self, opener: Opener, path: str) -> None:
        super().__init__()
        self.opener = opener
        self.path = path
        self.plan: Plan | None = None
        self._timer: Timer | None = None
        self._made_at = 0.0
        self._is_due = False
        self._watcher: TreeWatcher | None = None
        self._chose = False

    def compose(self) -> ComposeResult:
        """Title, the graph of Layerfiles, steps, details."""
        yield LineBar(id="title", classes="title")
        yield LineBar(id="status")
        yield LinesView(id="graph", classes="-single")
        yield RowsView(plan_cells.heading, plan_cells.cells, id="rows")
        yield LinesView(id="details")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Make the first plan after the first frame."""
        self.query_one(RowsView).follows = False
        self.query_one(RowsView).focus()
        self.query_one("#title", LineBar).show(((" layer  ", "head"), (harmless(self.path), "")), (("plan ", "dim"),))
        self.query_one("#status", LineBar).show((("looking at the tree", "dim"),))
        # What makes a plan takes as long to import as the first frame takes: not while that is drawn.
        self.set_timer(_FIRST, self.action_again)

    def on_screen_resume(self) -> None:
        """A run may have ended meanwhile."""
        if self.plan is not None:
            self.action_again()

    def on_screen_suspend(self) -> None:
        """Nobody looks."""
        if self._timer is not None:
            self._timer.stop()

    def on_app_focus(self) -> None:
        """Whoever comes back from an editor has edited something."""
        if self.plan is not None:
            self.action_again()

    def action_again(self) -> None:
        """Make the plan anew."""
        self._is_due = False
        if self._timer is not None:
            self._timer.stop()
        self._make()

    @work(thread=True, exclusive=True, group="plan")
    def _make(self) -> None:
        from layer_tui.planning import plan

        self.post_message(Planned(plan(self.opener, self.path)))

    @work(thread=True, exclusive=True, group="watch")
    def _watch(self, root: Path) -> None:
        from layer_tui.watching import TreeWatcher

        if self._watcher is None:
            self._watcher = TreeWatcher(self._tell)
        self._watcher.follow(root)

    def _tell(self) -> None:
        # From the watcher's thread.
        self.post_message(TreeChanged())

    @on(TreeChanged)
    def _changed(self) -> None:
        """Plan soon: what is saved comes in several writes, and builds write without end."""
        if self.is_current and not self._is_due:
            self._is_due = True
            rest = LEAST_PAUSE - (monotonic() - self._made_at)
            self.set_timer(max(_SOON, rest), self.action_again)

    def on_unmount(self) -> None:
        """Watch nothing any more."""
        if self._watcher is not None:
            self._watcher.stop()

    @on(Planned)
    def _planned(self, message: Planned) -> None:
        before, self.plan = self.plan, message.plan
        self._made_at = monotonic()
        if message.plan.root is not None:
            self._watch(message.plan.root)
        if self.is_current:
            self._timer = self.set_timer(message.plan.pause, self.action_again)
        if before is None or before.looks != message.plan.looks:
            self._show(message.plan)

    def _show(self, made: Plan) -> None:
        with self.app.batch_update():
            file = made.run.layerfile or self.path
            self.query_one("#title", LineBar).show(((" layer  ", "head"), (harmless(file), "")), (("plan ", "dim"),))
            self.query_one("#status", LineBar).show(*_status(made))
            graph = self.query_one("#graph", LinesView)
            graph.set_class(len(made.graph) < 2, "-single")
            graph.styles.height = min(len(made.graph), 8) + 1
            graph.show([_graph_line(line, made) for line in made.graph])
            rows = self.query_one(RowsView)
            rows.show(Seen(made.run))
            first = next((step for step in made.run.steps if step.predicted == "miss"), None)
            if first is not None and not self._chose:
                rows.select(("step", first.number, 0))
                self._chose = True
            self._detail()

    @on(RowsView.Moved)
    def _detail(self) -> None:
        view = self.query_one("#details", LinesView)
        if self.plan is not None and self.plan.problem:
            view.show([((harmless(line), "failed"),) for line in self.plan.problem.splitlines()])
        else:
            view.show(_details(self.query_one(RowsView).row))

    @property
    def step(self) -> Step | None:
        """The step with the cursor."""
        row = self.query_one(RowsView).row
        return None if row is None else row.step

    def _start(self, *options: str) -> None:
        if self.plan is not None and self.plan.problem:
            self.notify(self.plan.problem, title="This cannot run", severity="error")
        else:
            self.owner.start_run(self.path if self.plan is None else self.plan.path, options)

    def action_run(self) -> None:
        """Run what must run."""
        self._start()

    def action_run_all(self) -> None:
        """Run every step."""
        self._start("--no-cache")

    def action_run_until(self) -> None:
        """Run up to the step with the cursor."""
        self._at("--until")

    def action_run_from(self) -> None:
        """Run the step with the cursor, and all after it."""
        self._at("--from")

    def _at(self, option: str) -> None:
        step, made = self.step, self.plan
        if step is None or made is None:
            return
        if step.layerfile != made.run.steps[-1].layerfile:
            self.notify("That is a step of a parent: choose one of this Layerfile.", severity="warning")
        else:
            self._start(option, str(step.line))

    @on(RowsView.Chosen)
    def action_why(self) -> None:
        """Show all that is known of the step."""
        if self.step is not None and self.plan is not None:
            self._explain(self.plan, self.step)

    @work(thread=True, exclusive=True, group="why")
    def _explain(self, made: Plan, step: Step) -> None:
        from layer_cache.errors import StoreError
        from layer_tui.planning import why
        from layer_tui.why_lines import of_explanation

        try:
            found = why(made, step)
        except StoreError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error")
            return
        if found is not None:
            self.app.call_from_thread(partial(self.owner.show_lines, "why", of_explanation(found)))

    def action_layerfile(self) -> None:
        """Plan the next Layerfile of the repository."""
        if self.plan is None or len(self.plan.graph) < 2:
            return
        files = [line.file for line in self.plan.graph]
        here = files.index(self.plan.run.layerfile) if self.plan.run.layerfile in files else -1
        self.path, self._chose = files[(here + 1) % len(files)], False
        self.action_again()


def _status(made: Plan) -> tuple[Line, Line]:
    if made.problem:
        return (("! cannot run: see below", "failed"),), ()
    more = ", and steps that never ran before" if made.unknown else ""
    to_run = f"{seconds(made.to_run)} to run{more}" if made.to_run or made.unknown else "nothing to run"
    left: Line = ((f"{seconds(made.saved)} saved", "hit"), (", ", ""), (to_run, "running"))
    hits = sum(1 for step in made.run.steps if step.predicted == "hit")
    misses = sum(1 for step in made.run.steps if step.predicted == "miss")
    return left, ((f"✓ {hits}  ↻ {misses} ", "dim"),)


def _graph_line(line: GraphLine, made: Plan) -> Line:
    style: Style = "failed" if not line.sound else "running" if line.file == made.run.layerfile else ""
    waits = f"  waits for {', '.join(map(harmless, line.waits))}" if line.waits else ""
    branch = "  " * (line.depth - 1) + "└ " if line.depth else ""
    mark = "✗ " if not line.sound else "▶ " if line.file == made.run.layerfile else "  "
    return ((mark, style), (branch, "dim"), (harmless(line.path), style), (f"  {line.steps} steps{waits}", "dim"))


def _details(row: Row | None) -> list[Line]:
    if row is None or row.step is None:
        return []
    step = row.step
    words: dict[str, tuple[str, Style]] = {
        "hit": ("would be skipped", "hit"),
        "miss": ("would run", "running"),
        "free": ("costs nothing: it runs nothing of yours", "dim"),
    }
    said, style = words.get(step.predicted, ("cannot be told beforehand", "warn"))
    lines: list[Line] = [((harmless(text), "head"),) for text in step.text.splitlines()[:4]]
    took = f", {seconds(step.expected)}{' saved' if step.predicted == 'hit' else ''}" if step.expected else ""
    lines.append(((said + took, style),))
    if step.reason is not None:
        lines += details.reason_lines(step.reason)
    if step.predicted != "free":
        lines += details.shard_lines(step)
    return lines
