"""The application: holds what is known of the run that is looked at, and goes from screen to screen."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen

from layer_runs import words
from layer_runs.folder import logs_of, shard_of
from layer_runs.state import Step
from layer_runs.terminal import harmless
from layer_tui import themes
from layer_tui.messages import RunChanged
from layer_tui.pieces import Line
from layer_tui.places import Places
from layer_tui.seen import Seen, clock_of
from layer_tui.settings import Settings

if TYPE_CHECKING:
    from layer_runs.events import FailureWaiting
    from layer_tui.following import Follower
    from layer_tui.pacing import Pace

#: Seconds in which a machine is kept; under software emulation that is one or two.
KEEPING = 60.0

#: Seconds between two steps of the clocks on the screen.
TICK = 0.5


class LayerApp(App[None]):
    """`layer tui`: the plan of a Layerfile, or a run."""

    TITLE = "layer"
    ENABLE_COMMAND_PALETTE = True
    HELP = "layer: a run is its own process; whatever is done here does nothing to it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "Quit", id="app.quit", tooltip="Leave; a run goes on", priority=False),
        Binding("f1,question_mark", "help", "Help", id="app.help", tooltip="Keys, and what has the focus"),
        Binding("ctrl+t", "theme", "Theme", show=False, id="app.theme", tooltip="Dark, light, high contrast"),
        Binding("ctrl+s", "picture", "Picture", show=False, id="app.picture", tooltip="Save the screen as SVG"),
    ]
    CSS = """
    HelpPanel { width: 50%; }
    """

    seen: reactive[Seen] = reactive(Seen(), always_update=False, init=False)

    def __init__(self, places: Places, settings: Settings, run: Path | None = None, speed: float | None = None) -> None:
        super().__init__()
        self.places = places
        self.settings = settings
        self.folder: Path | None = None
        self._first = (run, speed)
        self._follower: Follower | None = None
        self._number = 0
        self.register_theme(themes.CONTRAST)
        self.set_keymap(settings.keys)

    def on_mount(self) -> None:
        """Show the plan, or the run that was asked for."""
        self._choose_theme()
        if self.settings.problem:
            self.notify(self.settings.problem, severity="warning", title="Settings", markup=False)
        self.set_interval(TICK, self._tick)
        run, speed = self._first
        if run is not None:
            self.open_run(run, speed)
        else:
            from layer_tui.screens.plan import PlanScreen

            self.push_screen(PlanScreen(self.places.opener, self.places.path))

    def _choose_theme(self) -> None:
        wanted = self.settings.theme
        if wanted is not None and wanted in self.available_themes:
            self.theme = wanted
        elif wanted is not None:
            names = ", ".join(sorted(self.available_themes))
            self.notify(f"there is no theme {wanted!r}; there are {names}", severity="warning", markup=False)

    def on_unmount(self) -> None:
        """Read no more."""
        if self._follower is not None:
            self._follower.stop()

    def _tick(self) -> None:
        seen = self.seen
        if self.folder is not None and seen.goes_on and seen.speed is None and seen.caught_up:
            clock = clock_of(seen.run, time.time())
            self.seen = Seen(seen.run, clock, caught_up=True)

    def open_run(self, folder: Path, speed: float | None = None) -> None:
        """Show a run in place of the one that was shown; with a `speed` it is replayed from its begin."""
        from layer_tui.following import Follower
        from layer_tui.pacing import Pace
        from layer_tui.screens.run import RunScreen

        if self._follower is not None:
            self._follower.stop()
        self._number += 1
        self.folder, self.seen = folder, Seen()
        number = self._number
        pace = Pace(speed) if speed is not None else None
        self._follower = Follower(folder, lambda seen: self._tell(seen, number), pace)
        while len(self.screen_stack) > self._bottom:
            self.pop_screen()
        self.push_screen(RunScreen(folder))
        self._follower.start()

    @property
    def _bottom(self) -> int:
        """How many screens are below a run's: Textual's own, and the plan."""
        return 1 if self._first[0] is not None else 2

    def _tell(self, seen: Seen, number: int) -> None:
        # From the follower's thread.
        if self.is_running:
            self.post_message(RunChanged(seen, number))

    @on(RunChanged)
    def _changed(self, message: RunChanged) -> None:
        if message.follower == self._number:
            self.seen = message.seen

    @work(exclusive=True, group="start")
    async def start_run(self, path: str, options: Sequence[str]) -> None:
        """Start `layer run` as a process of its own, and show it."""
        from layer_tui.launching import NotStarted, launch, log_of

        # There is somebody to be asked, here or wherever this run is attached to.
        launched = launch(self.places.command, path, ("--ask", *options))
        try:
            folder = await log_of(launched, self.places.runs)
        except NotStarted as error:
            self.notify(str(error), title="The run did not begin", severity="error", timeout=15, markup=False)
            return
        self.open_run(folder)
        # Its end is noted, or it would stay behind as a zombie.
        self._reap(launched.process)

    @work(group="reap")
    async def _reap(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            await asyncio.sleep(1)

    def show_log(self, folder: Path, step: Step, shard: int | None) -> None:
        """Show what a step printed, or its shard: the file, or where there is none the end that the events tell."""
        from layer_tui.log.lines import FileLines, TextLines
        from layer_tui.screens.log import LogScreen

        place = words.place(step, self.seen.run)
        title = f"{place}  {words.first_line(step)}"
        if shard is not None:
            title += f"  shard {shard}"

        def file() -> Path | None:
            return next((path for path in logs_of(folder, step.number) if shard in (None, shard_of(path))), None)

        if shard is None or file() is not None:
            self.push_screen(LogScreen(title, FileLines(file)))
        else:
            fresh = partial(_tail, step.number, shard)
            self.push_screen(LogScreen(title, TextLines(fresh(self.seen)), fresh))

    def show_shards(self, folder: Path, number: int) -> None:
        """Show the shards of a step."""
        from layer_tui.screens.shards import ShardsScreen

        self.push_screen(ShardsScreen(folder, number))

    def show_usage(self, shard: int | None) -> None:
        """Plot what the machine of a shard used."""
        from layer_tui.screens.usage import UsageScreen

        self.push_screen(UsageScreen(shard))

    async def answer(self, folder: Path, failed: FailureWaiting, word: str) -> None:
        """Tell the run what is to become of the step that failed; for a shell its machine is kept first."""
        from layer_runs.failures import ANSWERS, answer

        step = next((step for step in self.seen.run.steps if step.number == failed.step), None)
        if word == "shell" and step is not None:
            await self._shell_where_it_failed(folder, failed, step)
            return
        told = next((each for each in ANSWERS if each == word), None)
        if told is None or not answer(folder, told):
            self.notify("Nothing waits any more.")

    async def _shell_where_it_failed(self, folder: Path, failed: FailureWaiting, step: Step) -> None:
        from layer_runs.failures import answer

        def kept() -> int:
            return sum((each.step, each.shard) == (failed.step, failed.shard) for each in self.seen.run.kept)

        if not kept():
            if not answer(folder, "keep"):
                self.notify("Nothing waits any more.")
                return
            try:
                async with asyncio.timeout(KEEPING):
                    while not kept():
                        await asyncio.sleep(TICK / 5)
            except TimeoutError:
                self.notify(f"Its machine was not kept within {KEEPING:.0f} s.", severity="error")
                return
        self.open_shell(folder, step)

    def open_shell(self, folder: Path, step: Step) -> None:
        """A terminal in the machine as a step of the run left it, in place of the screen."""
        from layer_tui.asking import hand_over

        if self.is_web:
            self.notify("A browser has no terminal for it: layer shell does that.", severity="warning")
            return
        with self.suspend():
            hand_over(self.places.command, "shell", folder.name, words.place(step, self.seen.run))

    def show_why(self, step: Step) -> None:
        """Show why a step of the run ran, or not."""
        from layer_tui.why_lines import of_step

        self.show_lines("why", of_step(step, self.seen.run))

    def show_lines(self, title: str, lines: Sequence[Line]) -> None:
        """Show lines to read."""
        from layer_tui.screens.lines import LinesScreen

        self.push_screen(LinesScreen(title, lines))

    def action_cache(self) -> None:
        """Show the snapshots that are kept."""
        from layer_tui.screens.cache import CacheScreen

        self.push_screen(CacheScreen())

    def action_runs(self) -> None:
        """List the runs there are."""
        from layer_tui.screens.runs import RunsScreen

        self.push_screen(RunsScreen(self.places.runs))

    def action_go_back(self) -> None:
        """Leave a screen; the last one is left by leaving the program."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        else:
            self.exit()

    async def action_quit(self) -> None:
        """Leave. A run goes on."""
        self.exit()

    def action_help(self) -> None:
        """Show the keys and what is said of the widget with the focus, or hide it."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def action_theme(self) -> None:
        """The next theme."""
        names = themes.NAMES
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    def action_picture(self) -> None:
        """Save the screen as SVG: into this folder, or through the browser."""
        self.deliver_screenshot(path=None if self.is_web else os.getcwd())

    def action_pause(self) -> None:
        """Hold a replay, or let it go on."""
        if (pace := self._pace) is not None:
            pace.paused = not pace.paused

    def action_faster(self) -> None:
        """Replay faster."""
        if (pace := self._pace) is not None:
            pace.faster()

    def action_slower(self) -> None:
        """Replay slower."""
        if (pace := self._pace) is not None:
            pace.slower()

    def action_replay(self) -> None:
        """Show the run from its begin."""
        if self.folder is not None:
            self.open_run(self.folder, 1.0)

    @property
    def _pace(self) -> Pace | None:
        pace = self._follower.pace if self._follower is not None else None
        if pace is None:
            self.notify("This run is not replayed: R does that.")
        return pace

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: Textual's own, and all that has a key here."""
        yield from super().get_system_commands(screen)
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.id is not None and binding.description:
                said = binding.tooltip or f"Key {self.get_key_display(binding)}"
                run = partial(self.run_action, binding.action, active.node)
                yield SystemCommand(binding.description, said, run)

    @property
    def last_words(self) -> str:
        """What to say when the terminal is the person's again."""
        if self.folder is None:
            return ""
        if self.seen.goes_on and self.seen.speed is None:
            return f"the run goes on; this attaches to it again: layer tui {harmless(self.folder.name)}"
        return (
            f"run {harmless(self.folder.name)}: {words.result(self.seen.run, time.time())}"
            if self.seen.run.steps
            else ""
        )


def _tail(number: int, shard: int, seen: Seen) -> str:
    for step in seen.run.steps:
        if step.number == number:
            return next((each.tail.text for each in step.executions if each.shard == shard), "")
    return ""
