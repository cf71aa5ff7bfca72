"""The readers of several event logs at once that `layer run` has."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from layer_cli.display.group_live import GroupLiveDisplay
from layer_cli.display.group_ndjson import GroupNdjsonDisplay
from layer_cli.display.group_plain import GroupPlainDisplay
from layer_cli.groups.running import GroupDisplay, choose
from layer_cli.groups.table import table
from layer_runner.group.outcomes import Outcome, of_process, of_skipped
from layer_runner.group.selection import Member
from layer_runs.events import of_record
from layer_runs.folding import fold
from layer_runs.state import Run
from tests.runs.playbook import STARTED, Record, ended, finished, output, started

API, WEB, E2E = Member("api/Layerfile"), Member("web/Layerfile"), Member("e2e\x1b[2J/Layerfile")


class Told:
    """A display that is told of runs as a conductor tells it."""

    def __init__(self, display: GroupDisplay) -> None:
        self._display = display
        self._runs: dict[str, Run] = {}

    def start(self, *members: Member) -> None:
        """Runs begin."""
        for member in members:
            self._runs[member.path] = Run()
            self._display.started(member)

    def see(self, member: Member, *events: Record) -> None:
        """One writes events."""
        for event in events:
            self._runs[member.path] = fold(self._runs[member.path], of_record(event))
            self._display.event(member, self._runs[member.path], event)

    def end(self, member: Member, status: int, errors: str = "") -> Outcome:
        """The process of one ends."""
        outcome = of_process(member, status, self._runs[member.path], 12.0, errors, None)
        self._display.ended(outcome)
        return outcome


FAILED: list[Record] = [
    STARTED,
    finished(1, "hit", 20.0, text="RUN a"),
    started(2),
    output(2, "one\x1b]0;evil\x07\nno line end"),
    finished(2, "failed", 3.0, exit=2, text="RUN b"),
    ended(False),
]


def _all(display: GroupDisplay) -> list[Outcome]:
    told = Told(display)
    told.start(API, WEB)
    told.see(API, *FAILED[:4])
    told.see(WEB, STARTED, started(1), output(1, "from web\n"), finished(1, "ran", 2.0, text="RUN a"), ended())
    told.see(API, *FAILED[4:])
    outcomes = [told.end(WEB, 0), told.end(API, 1)]
    outcomes.append(of_skipped(E2E, outcomes[1]))
    display.ended(outcomes[2])
    display.finished(outcomes, 15.0)
    return outcomes


def test_plain_lines_have_the_name_of_their_layerfile_and_do_not_mix() -> None:
    stream = io.StringIO()
    _all(GroupPlainDisplay(stream, [API, WEB]))
    lines = stream.getvalue().splitlines()
    assert "api | one" in lines
    assert "api | no line end" in lines
    assert "web | from web" in lines
    assert "api | ✗    3    (failed 3.0 s, exit status 2)" in [line.replace("RUN b", "") for line in lines]
    assert "e2e | - skipped: api failed" in lines
    assert "\x1b" not in stream.getvalue()
    assert "3 Layerfiles in 15.0 s: 1 passed, 1 failed, 1 skipped; 2 VMs started; 20.0 s saved" in lines


def test_what_a_run_could_not_say_itself_is_said_with_all_its_lines() -> None:
    stream = io.StringIO()
    told = Told(GroupPlainDisplay(stream, [API]))
    told.start(API)
    told.end(API, 2, "api/Layerfile:1:1: error: no\napi/Layerfile:2:1: error: nor that\n")
    assert stream.getvalue() == (
        "api | ✗ error: api/Layerfile:1:1: error: no\napi | api/Layerfile:2:1: error: nor that\n"
    )


def _terminal(width: int = 100, height: int = 30) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, height=height, no_color=True, highlight=False)


def _picture(display: GroupLiveDisplay, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as shown:
        console.print(display)
    return shown.get().splitlines()


def test_on_a_terminal_each_run_has_one_line_and_what_waits_is_named() -> None:
    display = GroupLiveDisplay([API, WEB, E2E], _terminal())
    told = Told(display)
    told.start(API, WEB)
    told.see(API, *FAILED[:4])
    told.see(WEB, STARTED, {"event": "note", "text": "booting"})
    api, web, waiting = _picture(display)
    assert "api" in api
    assert "3  RUN b" in api
    assert "web" in web
    assert "booting" in web
    assert waiting == "· waiting: e2e"
    assert all(len(line) <= 30 for line in _picture(display, 30))
    told.see(WEB, {"event": "restored", "line": 1, "seconds": 0.5})
    assert "going on" in _picture(display)[1]
    told.see(API, *FAILED[4:])
    assert "ending" in _picture(display)[0]


def test_what_is_done_scrolls_away_with_the_last_words_of_what_failed() -> None:
    console = _terminal()
    with GroupLiveDisplay([API, WEB], console) as display:
        _all(display)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "✔ web  passed in 12.0 s" in text
    assert "✗ api  failed in 12.0 s: line 3: RUN b" in text
    assert text.index("api: line 3: RUN b") < text.index("  no line end") < text.index("✗ api  failed")
    assert "from web" not in text
    assert "evil" not in text
    assert "LAYERFILE" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_the_table_has_steps_times_and_reasons() -> None:
    outcomes = _all(GroupPlainDisplay(io.StringIO(), []))
    heading, web, api, e2e = table(outcomes)
    assert heading.split() == ["LAYERFILE", "RESULT", "RAN", "CACHED", "TOOK", "SAVED"]
    assert web.split() == ["✔", "web", "passed", "1", "0", "12.0", "s", "0.0", "s"]
    assert api.split()[:9] == ["✗", "api", "failed", "1", "1", "12.0", "s", "20.0", "s"]
    assert e2e.split() == ["-", "e2e", "skipped", "api", "failed"]


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.mark.parametrize(
    ("as_json", "stream", "kind"),
    [
        (False, io.StringIO(), GroupPlainDisplay),
        (False, Terminal(), GroupLiveDisplay),
        (True, Terminal(), GroupNdjsonDisplay),
    ],
)
def test_the_display_suits_where_it_goes(as_json: bool, stream: io.StringIO, kind: type[Any]) -> None:
    assert isinstance(choose(as_json, stream, [API], "g", 2), kind)
