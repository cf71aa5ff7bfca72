"""What a run waits for, what it shows outside, and the keys for that."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from layer_runs.failures import failure_of
from layer_runs.folder import create_log
from layer_tui.pieces import plain
from layer_tui.screens.answer import AnswerScreen
from layer_tui.screens.run import RunScreen
from layer_tui.waiting import asks, links, websites
from tests.runs.playbook import line

from .conftest import Show, screen_text, until
from .told import BEGUN, PASSED, SNAPSHOTTED, Record, play

FAILED: Record = {"event": "step_finished", "step": 4, "line": 5, "verdict": "failed", "exit": 2, "at": 7.0}
WAITS: Record = {"event": "failure_waiting", "step": 4, "line": 5, "answers": ["retry", "quit"], "at": 7.1}
ANSWERED: Record = {"event": "failure_answered", "step": 4, "line": 5, "answer": "continue", "at": 7.3}
KEPT: Record = {"event": "kept", "step": 4, "line": 5, "snapshot": "k", "at": 7.2}


def _exposed(address: str, kind: str = "website", **fields: object) -> Record:
    return {"event": "exposed", "step": 3, "line": 4, "kind": kind, "address": address, "port": 80, "at": 5.0, **fields}


class TestLines:
    def test_a_failure_is_asked_before_buttons(self) -> None:
        button = {"event": "button", "step": 4, "line": 5, "message": "go?"}
        run = play(*BEGUN, button, FAILED, {**WAITS, "problem": "no such\x1b[2J answer", "shard": 2})
        assert plain(asks(run)) == "? line 5 of shard 2 failed and its machine is paused: no such answer  a answers"
        assert plain(asks(play(*BEGUN, FAILED, WAITS, ANSWERED))) == ""

    def test_links_are_pieces_of_their_own_while_the_run_goes_on(self) -> None:
        shown = [_exposed("http://a.localhost:8/"), _exposed("127.0.0.1:9", "tcp"), _exposed("http://b/", shard=1)]
        run = play(*BEGUN, *shown)
        assert [text for text, style in links(run) if style == "link"] == ["http://a.localhost:8/", "http://b/"]
        assert plain(links(run)) == "⇒ http://a.localhost:8/  127.0.0.1:9  shard 1 http://b/  i opens"
        assert websites(run, 1)[0] == "http://b/"
        assert links(play(*BEGUN, *shown, *PASSED)) == ()

    def test_what_is_no_website_is_not_opened(self) -> None:
        run = play(*BEGUN, _exposed("file:///etc/passwd"), _exposed("127.0.0.1:9", "tcp"))
        assert websites(run) == ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the run is."""
    return tmp_path / "state/runs/r1"


@pytest.fixture
def waiting(folder: Path) -> Iterator[int]:
    """A run that goes on and asks what to do; the pipe that it reads answers from."""
    with create_log(folder) as log:
        log.writelines(line(record).decode() for record in [*BEGUN, *SNAPSHOTTED, FAILED, WAITS])
        log.flush()
        os.mkfifo(failure_of(folder, 4, None))
        pipe = os.open(failure_of(folder, 4, None), os.O_RDWR | os.O_NONBLOCK)
        yield pipe
        os.close(pipe)


@pytest.mark.parametrize(("key", "word"), [("r", "retry"), ("c", "continue"), ("k", "keep"), ("q", "quit")])
async def test_a_failure_is_answered_by_a_key(show: Show, folder: Path, waiting: int, key: str, word: str) -> None:
    async with show(folder, size=(80, 24)) as (app, pilot):
        assert "? line 5 failed and its machine is paused  a answers" in screen_text(app)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert "again from before this step" in screen_text(app)
        await pilot.press("escape", "a")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        assert os.read(waiting, 99).decode() == f"{word}\n"


async def test_for_a_shell_the_machine_is_kept_first(
    show: Show, folder: Path, waiting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    script = tmp_path / "layer.py"
    script.write_text(f"import sys; open({str(told)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')")
    async with show(folder, command=(sys.executable, str(script))) as (app, pilot):
        # A screen that is not there cannot be left.
        monkeypatch.setattr(app, "suspend", nullcontext)
        await pilot.press("a", "s")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        assert os.read(waiting, 99) == b"keep\n"
        assert not told.exists()
        with (folder / "events.ndjson").open("ab") as log:
            log.write(line(KEPT) + line(WAITS))
        await until(pilot, told.exists)
        # It is there: the second time nothing is kept.
        await pilot.press("a", "s")
        await until(pilot, lambda: told.read_text() == "shell r1 5\nshell r1 5\n")
        with pytest.raises(BlockingIOError):
            os.read(waiting, 99)


async def test_i_opens_the_website(show: Show, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    with create_log(folder) as log:
        log.writelines(line(record).decode() for record in [*BEGUN, _exposed("http://a.localhost:8/")])
        log.flush()
        async with show(folder) as (app, pilot):
            monkeypatch.setattr(app, "open_url", opened.append)
            assert "⇒ http://a.localhost:8/" in screen_text(app)
            assert "i Open" in screen_text(app)
            strips = [segment for y in range(1) for segment in app.screen.query_one("#links").render_line(y)]
            assert [segment.style.link for segment in strips if segment.style and segment.style.link] == [
                "http://a.localhost:8/"
            ]
            await pilot.press("i")
            assert opened == ["http://a.localhost:8/"]
