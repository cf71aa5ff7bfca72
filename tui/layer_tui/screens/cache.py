"""The cache: what is kept, what it is worth, and what may go."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from layer_tui import cached
from layer_tui.asking import Answer, ask
from layer_tui.cached import Contents, Kept
from layer_tui.pieces import Line
from layer_tui.screens.base import LayerScreen
from layer_tui.screens.confirm import ConfirmScreen
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.lines_view import LinesView
from layer_tui.widgets.table_view import TableView


class CacheScreen(LayerScreen):
    """Lists the snapshots. Whatever removes or heals is done by `layer cache`, after a question."""

    HELP = (
        "The snapshots. A run uses the last one that holds and does the rest; what is removed is run again when needed."
    )
    DEFAULT_CSS = """
    CacheScreen TableView { height: 2fr; }
    CacheScreen LinesView { height: 8; border-top: solid $panel; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "Sort", id="cache.sort", tooltip="By value, size, age, what is saved"),
        Binding("d,delete", "remove", "Remove", id="cache.remove", tooltip="layer cache rm: this snapshot"),
        Binding(
            "c", "collect", "Collect", id="cache.collect", tooltip="layer cache gc: the least valuable, to the caps"
        ),
        Binding("v", "check", "Check", id="cache.check", tooltip="layer cache check: every file, and heal what can be"),
        Binding("f5", "again", "Look again", show=False, id="cache.again"),
        Binding("escape,q", "app.go_back", "Back", id="cache.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._contents = Contents()
        self._order = cached.ORDERS[0]
        self._rows: list[Kept] = []

    def compose(self) -> ComposeResult:
        """Title, table, the one with the cursor."""
        yield LineBar(id="title", classes="title")
        yield TableView(id="table")
        yield LinesView(id="details")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Look at the store."""
        self._title(" looks at the store")
        self.query_one(TableView).focus()
        self.action_again()

    def _title(self, said: str | Line) -> None:
        right = ((said + " ", "dim"),) if isinstance(said, str) else said
        self.query_one("#title", LineBar).show(((" layer  ", "head"), ("cache", "")), (*right, (" ", "")))

    @work(thread=True, exclusive=True, group="cache")
    def action_again(self) -> None:
        """Look at the store anew."""
        from layer_cache.errors import StoreError

        try:
            found = cached.contents(self.owner.places.state)
        except StoreError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error", markup=False)
            return
        self.app.call_from_thread(self._show, found)

    def _show(self, found: Contents) -> None:
        if not self.is_mounted:
            return
        self._contents = found
        self._title(cached.summary(found))
        self._rows = rows = cached.ordered(found.kept, self._order)
        order = self._order
        self.query_one(TableView).show(
            [each.id for each in rows],
            lambda number, width: cached.cells(rows[number], width),
            lambda width: cached.heading(order, width),
        )
        self._detail()

    @on(TableView.Moved)
    @on(TableView.Chosen)
    def _detail(self) -> None:
        chosen = self._chosen
        said: list[Line] = cached.details(chosen) if chosen else [(("no snapshot is kept: a run leaves some", "dim"),)]
        self.query_one("#details", LinesView).show(said)

    @property
    def _chosen(self) -> Kept | None:
        return self._rows[self.query_one(TableView).index] if self._rows else None

    def action_sort(self) -> None:
        """Sort by the next figure."""
        self._order = cached.ORDERS[(cached.ORDERS.index(self._order) + 1) % len(cached.ORDERS)]
        self._show(self._contents)

    @work(exclusive=True, group="act")
    async def action_remove(self) -> None:
        """Remove the snapshot with the cursor."""
        chosen = self._chosen
        if chosen is not None and await self.app.push_screen_wait(
            ConfirmScreen("Remove this snapshot?", cached.details(chosen))
        ):
            await self._do("rm", chosen.id)

    @work(exclusive=True, group="act")
    async def action_collect(self) -> None:
        """Remove the least valuable ones until the rest is within the caps of layer.toml."""
        path = self.owner.places.path
        would = await self._ask("gc", "--dry-run", path)
        if not would.ok or any(line.startswith("0 snapshots") for line in would.lines):
            self._tell(would)
        elif await self.app.push_screen_wait(ConfirmScreen("Remove these snapshots?", _lines(would))):
            await self._do("gc", path)

    @work(exclusive=True, group="act")
    async def action_check(self) -> None:
        """Compare all files with what was written, and heal what can be healed if that is wanted."""
        self._title(" reads all files")
        found = await self._ask("check")
        self._title(cached.summary(self._contents))
        if found.ok:
            self._tell(found)
        elif await self.app.push_screen_wait(ConfirmScreen("Heal what can be healed?", _lines(found))):
            await self._do("check", "--fix")

    async def _do(self, *words: str) -> None:
        self._tell(await self._ask(*words))
        self.action_again()

    async def _ask(self, *words: str) -> Answer:
        return await asyncio.to_thread(ask, self.owner.places.command, "cache", *words)

    def _tell(self, answer: Answer) -> None:
        severity: Literal["information", "error"] = "information" if answer.ok else "error"
        self.notify("\n".join(answer.lines[-6:]) or "done", severity=severity, timeout=10, markup=False)


def _lines(answer: Answer) -> list[Line]:
    return [((line, ""),) for line in answer.lines]
