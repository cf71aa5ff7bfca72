"""The readers of the event log that `layer run` has."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from layer_cli.display import choose
from layer_cli.display.live import LiveDisplay
from layer_cli.display.ndjson import NdjsonDisplay
from layer_cli.display.plain import PlainDisplay

STEP = {"line": 4, "step": 2, "layerfile": "Layerfile", "text": "RUN make"}
EVENTS: list[dict[str, Any]] = [
    {"event": "run_started", "version": 1, "run": "r", "time": 0, "steps": []},
    {"event": "note", "text": "booting"},
    {"event": "restored", "line": 3, "seconds": 0.5, "parts": {}},
    {"event": "step_finished", "line": 3, "step": 1, "text": "RUN a", "verdict": "hit", "seconds": 20.0},
    {"event": "step_started", **STEP},
    {"event": "output", "line": 4, "step": 2, "data": "compiling\x1b]0;evil\x07\n"},
    {"event": "output", "line": 4, "step": 2, "data": "no line end"},
    {
        "event": "step_finished",
        **STEP,
        "verdict": "ran",
        "seconds": 12.0,
        "exit": 0,
        "snapshot": {"pause": 0.2, "state": 0.01, "memory": 0.1, "disk": 0.02, "bytes": 31 * 1024**2},
    },
    {"event": "exposed", "line": 5, "step": 3, "kind": "website", "address": "http://a.localhost:1/", "port": 3000},
    {"event": "not_cached", "line": 4, "step": 2, "reason": "changed while the run read it: a.c"},
    {"event": "run_finished", "ok": True, "seconds": 13.0, "vms_started": 1},
]

WANTED = [
    "booting",
    "line 3 in 0.50 s",
    "RUN a  (cached, saved 20.0 s)",
    "compiling\n",
    "RUN make  (ran 12.0 s; snapshot: paused 0.20 s, 31 MB)",
    "http://a.localhost:1/ shows port 3000",
    "a.c",
    "passed in 13.00 s: 1 cached, 1 ran; 1 VM started",
]


def test_plain_lines_say_all_of_it_and_nothing_drives_the_terminal() -> None:
    stream = io.StringIO()
    with PlainDisplay(stream) as display:
        for event in EVENTS:
            display.show(event)
    text = stream.getvalue()
    for wanted in WANTED:
        assert wanted in text
    assert "\x1b" not in text
    assert "no line end\n✔" in text


def test_the_live_view_leaves_the_same_behind() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=200, no_color=True, highlight=False)
    with LiveDisplay(console) as display:
        for event in EVENTS:
            display.show(event)
    text = stream.getvalue()
    for wanted in WANTED:
        assert wanted.strip() in text
    assert "evil" not in text


def test_ndjson_is_the_log_itself() -> None:
    stream = io.StringIO()
    with NdjsonDisplay(stream) as display:
        for event in EVENTS:
            display.show(event)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == EVENTS


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"verdict": "failed", "seconds": 1.0, "exit": 2}, "failed 1.0 s, exit status 2"),
        ({"verdict": "failed", "seconds": 1.0, "exit": 137, "signal": 9}, "failed 1.0 s, signal 9"),
        ({"verdict": "skipped", "seconds": 0.0}, "skipped"),
        ({"verdict": "hit", "seconds": 0.0}, "(cached)"),
    ],
)
def test_each_end_of_a_step_has_its_words(fields: dict[str, Any], wanted: str) -> None:
    stream = io.StringIO()
    with PlainDisplay(stream) as display:
        display.show({"event": "step_finished", **STEP, **fields})
    assert wanted in stream.getvalue()


def test_a_pipe_gets_plain_lines_and_json_is_asked_for() -> None:
    assert isinstance(choose(False, io.StringIO()), PlainDisplay)
    assert isinstance(choose(True, io.StringIO()), NdjsonDisplay)


def _plain(*events: dict[str, Any]) -> str:
    stream = io.StringIO()
    with PlainDisplay(stream) as display:
        for event in events:
            display.show(event)
    return stream.getvalue()


def _live(*events: dict[str, Any], width: int = 100) -> str:
    """What scrolls away above the live view, which itself is not drawn where there is no terminal."""
    stream = io.StringIO()
    with LiveDisplay(Console(file=stream, width=width, highlight=False)) as display:
        for event in events:
            display.show(event)
    return stream.getvalue()


def _output(data: str, step: int = 2, line: int = 4) -> dict[str, Any]:
    return {"event": "output", "line": line, "step": step, "data": data}


_RAN = {"event": "step_finished", **STEP, "verdict": "ran", "seconds": 1.0, "exit": 0}


class TestPlain:
    def test_output_that_shows_nothing_ends_no_line(self) -> None:
        assert "no line end\n✔" in _plain(_output("no line end"), _output("\x1b[0m"), _RAN)

    def test_a_line_in_two_parts_is_one(self) -> None:
        assert _plain(_output("one "), _output("line\n")) == "one line\n"

    def test_two_steps_at_the_same_line_of_two_files_do_not_mix(self) -> None:
        assert _plain(_output("first", step=1), _output("second", step=2)) == "first\nsecond"

    def test_blank_lines_stay(self) -> None:
        assert _plain(_output("a\n\n"), _output("\n"), _output("b\n")) == "a\n\n\nb\n"

    @pytest.mark.parametrize("event", ["first_command", "guest_log", "attached", "an event of a later version"])
    def test_events_that_it_does_not_know_are_nothing(self, event: str) -> None:
        assert _plain({"event": event, "level": "info", "text": "x", "seconds": 1}) == ""

    def test_a_files_name_cannot_drive_the_terminal(self) -> None:
        event = {"event": "not_cached", "line": 4, "step": 2, "reason": "changed: a\x1b]52;c;aGk=\x07b"}
        assert "changed: ab" in _plain(event)
        assert "changed: ab" in _live(event)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"ok": False, "seconds": 75, "error": "no QEMU"}, "stopped by an error after 1 m 15 s"),
            ({"ok": False, "seconds": 5, "interrupted": True}, "interrupted after 5.0 s"),
            ({"ok": True, "seconds": 0.05, "vms_started": 0}, "passed in 0.05 s: 1 ran; 0 VMs started"),
            ({"ok": False, "seconds": 2, "vms_started": 1}, "failed in 2.00 s: 1 ran; 1 VM started"),
        ],
    )
    def test_the_last_line_sums_up(self, fields: dict[str, Any], words: str) -> None:
        assert words in _plain(_RAN, {"event": "run_finished", **fields}).splitlines()[-1]


class TestLive:
    def test_whole_lines_scroll_away_in_order_and_blank_ones_too(self) -> None:
        text = _live(_output("first\n"), _output("\n"), _output("sec"), _output("ond\n"))
        assert "first\n\nsecond\n" in text

    def test_the_rest_of_a_line_is_shown_when_its_step_ends(self) -> None:
        text = _live(_output("no line end"), _RAN)
        assert text.index("no line end") < text.index("RUN make")

    def test_square_brackets_are_no_markup(self) -> None:
        assert "[bold]x[/bold] [/nothing]" in _live(_output("[bold]x[/bold] [/nothing]\n"))

    def test_long_lines_are_not_broken(self) -> None:
        assert "x" * 300 in _live(_output("x" * 300 + "\n"))

    def test_a_colour_of_the_guest_is_shown(self) -> None:
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=True, color_system="standard", width=80, highlight=False)
        with LiveDisplay(console) as display:
            display.show(_output("\x1b[31mred\x1b[0m\x1b]52;c;aGk=\x07\n"))
        assert "\x1b[31mred" in stream.getvalue()
        assert "\x1b]" not in stream.getvalue()

    def test_what_runs_now_is_shown_with_the_end_of_its_output(self) -> None:
        display = LiveDisplay(Console(file=io.StringIO(), force_terminal=True, width=80))
        display.show({"event": "step_started", **STEP})
        display.show(_output("done\n42% of \x1b[2Jit"))
        console = Console(file=io.StringIO(), width=80)
        with console.capture() as shown:
            console.print(display)
        assert "42% of it" in shown.get()
        assert "RUN make" in shown.get()
        assert "done" not in shown.get()

    def test_a_line_without_an_end_is_not_kept_without_bound(self) -> None:
        display = LiveDisplay(Console(file=io.StringIO(), force_terminal=True, width=80))
        for _ in range(50):
            display.show(_output("x" * 10_000))
        assert sum(map(len, display._outputs.values())) < 20_000

    def test_the_cursor_is_back_after_a_mistake(self) -> None:
        stream = io.StringIO()
        display = LiveDisplay(Console(file=stream, force_terminal=True, width=80))

        def fail() -> None:
            with display:
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def test_a_terminal_gets_the_live_view_unless_json_is_asked_for() -> None:
    assert isinstance(choose(False, Terminal()), LiveDisplay)
    assert isinstance(choose(True, Terminal()), NdjsonDisplay)


def test_ndjson_is_written_at_once_and_keeps_odd_text() -> None:
    stream = io.StringIO()
    display = NdjsonDisplay(stream)
    display.show({"event": "output", "data": "ä\u2028\x1b\n"})
    assert stream.getvalue().count("\n") == 1
    assert "ä" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
    assert json.loads(stream.getvalue())["data"] == "ä\u2028\x1b\n"


SHARDS: list[dict[str, Any]] = [
    {"event": "restored", "line": 3, "seconds": 0.5, "parts": {}, "shard": 1},
    {"event": "step_started", **STEP, "shard": 0},
    {"event": "step_started", **STEP, "shard": 1},
    {"event": "output", "line": 4, "step": 2, "data": "from ", "shard": 0},
    {"event": "output", "line": 4, "step": 2, "data": "one\nand\x1b[2J", "shard": 1},
    {"event": "output", "line": 4, "step": 2, "data": "zero\n", "shard": 0},
    {"event": "forked", "line": 3, "machines": 2, "seconds": 1.5, "unshared": 20 * 1024**2, "translated": 5 * 1024**2},
    {"event": "step_finished", **STEP, "verdict": "ran", "seconds": 1.0, "shard": 0},
    {"event": "step_finished", **STEP, "verdict": "failed", "seconds": 2.0, "exit": 7, "shard": 1},
    {"event": "run_finished", "ok": False, "seconds": 3.0, "vms_started": 2},
]


@pytest.mark.parametrize("show", [lambda: _plain(*SHARDS), lambda: _live(*SHARDS, width=200)])
def test_shards_are_told_apart_line_by_line(show: Callable[[], str]) -> None:
    text = show()
    for wanted in (
        "» [1] restored",
        "[0] from zero\n",
        "[1] one\n",
        "[1] and\n",
        "2 machines forked off after line 3",
        "20 MB (5 MB of it translated code)",
        "[0] RUN make  (ran 1.0 s)",
        "[1] RUN make  (failed 2.0 s, exit status 7)",
        "1 ran, 1 failed; 2 VMs started",
    ):
        assert wanted in text
    assert "\x1b[2J" not in text


_WAITS = {"event": "failure_waiting", "line": 4, "step": 2, "answers": ["retry", "quit"], "terminal": True}
_FAILED = {"event": "step_finished", **STEP, "verdict": "failed", "seconds": 1.0, "exit": 2}
_ANSWERED = {"event": "failure_answered", "line": 4, "step": 2, "answer": "quit"}


class TestAsking:
    def test_while_somebody_is_asked_nothing_else_is_written(self) -> None:
        other = {**_RAN, "shard": 1}
        shown = _live(_FAILED, _WAITS, other, _output("meanwhile\n"), {**_WAITS, "problem": "no\x1b[2J"}, _ANSWERED)
        question, _, after = shown.partition("line 4: ")
        assert "retry     again from before this step" in question
        assert "! no\n" in after
        assert after.index("! no\n") < after.index("[1] RUN make")
        assert "meanwhile" not in shown, "it is in the step's log"
        assert "[2J" not in shown

    def test_a_run_that_is_interrupted_then_says_so(self) -> None:
        end = {"event": "run_finished", "ok": False, "seconds": 2, "interrupted": True}
        assert _live(_FAILED, _WAITS, end).endswith("line 4: \ninterrupted after 2.0 s\n")

    def test_without_a_terminal_the_command_to_answer_is_named(self) -> None:
        begun = {"event": "run_started", "run": "20261124-1"}
        shown = _plain(begun, _FAILED, {**_WAITS, "terminal": False})
        assert "`layer answer 20261124-1 retry|quit`" in shown
        assert "`layer shell 20261124-1 4`" in _plain(begun, {"event": "kept", "line": 4})

    def test_a_step_that_was_done_again_counts_once(self) -> None:
        end = {"event": "run_finished", "ok": True, "seconds": 2, "vms_started": 2}
        again = {"event": "planned_again", "steps": []}
        assert "passed in 2.00 s: 1 ran; 2 VMs" in _plain(_FAILED, again, _RAN, end)
