"""What a run waits for, what it shows outside, and the keys for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_runs.folder import create_log
from layer_tui.pieces import plain
from layer_tui.waiting import links, websites
from tests.runs.playbook import line

from .conftest import Show, screen_text
from .told import BEGUN, PASSED, Record, play


def _exposed(address: str, kind: str = "website", **fields: object) -> Record:
    return {"event": "exposed", "step": 3, "line": 4, "kind": kind, "address": address, "port": 80, "at": 5.0, **fields}


class TestLines:
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
