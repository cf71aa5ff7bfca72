"""A run is a session of its own, and its log is found."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from layer_runs.folder import EVENTS
from layer_tui.launching import NotStarted, launch, log_of

#: Stands for `layer`: writes its session and its arguments where the log would be.
PRETENDS = """
import os, pathlib, sys
folder = pathlib.Path(os.environ["RUNS"]) / sys.argv[sys.argv.index("--run-id") + 1]
folder.mkdir()
(folder / "events.ndjson").write_text(repr((os.getsid(0), sys.argv[1:])))
"""


async def test_a_run_is_found_by_the_id_that_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNS", str(tmp_path))
    launched = launch([sys.executable, "-c", PRETENDS], "-odd", ["--no-cache"])
    folder = await log_of(launched, tmp_path)
    await asyncio.to_thread(launched.process.wait)
    session, arguments = eval((folder / EVENTS).read_text())
    assert session == launched.process.pid
    assert session != os.getsid(0)
    assert arguments == ["run", "--run-id", launched.id, "--no-cache", "--", "-odd"]


async def test_what_a_run_says_that_never_began_is_told(tmp_path: Path) -> None:
    script = "import sys; sys.exit('Layerfile:1:1: error: no')"
    with pytest.raises(NotStarted, match=r"^Layerfile:1:1: error: no$"):
        await log_of(launch([sys.executable, "-c", script], "."), tmp_path)
    with pytest.raises(NotStarted, match="ended with status 3 and said nothing"):
        await log_of(launch([sys.executable, "-c", "import os; os._exit(3)"], "."), tmp_path)
