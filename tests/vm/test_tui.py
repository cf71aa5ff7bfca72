"""`layer tui` in a real terminal (tmux), with runs of `examples/cache` in real machines."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from examples.prove_cache import EXAMPLE
from tests.editors.fetching import missing

pytestmark = [pytest.mark.vm, pytest.mark.timeout(600)]

CAPTURES = Path(__file__).parents[2] / "build/tui"


class Terminal:
    """A terminal of tmux, on a server of its own; what was on its screen is kept under build/."""

    def __init__(self, folder: Path, width: int = 100, height: int = 30) -> None:
        self._server = f"layer-{uuid.uuid4().hex[:8]}"
        size = ("-x", str(width), "-y", str(height))
        # The last shell stays, so that what is printed at the end can be read.
        self.tmux("-f", "/dev/null", "new-session", "-d", *size, "-c", str(folder), "sh")

    def tmux(self, *words: str) -> str:
        """What a command of tmux prints."""
        # These would count for more than the terminal's own size.
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        command = ["tmux", "-L", self._server, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        return done.stdout

    def layer(self, *words: str) -> None:
        """Type a command of `layer`."""
        self.keys(shlex.join([sys.executable, "-m", "layer_cli", *words]), "Enter")

    def keys(self, *keys: str) -> None:
        """Press keys."""
        self.tmux("send-keys", *keys)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p")

    def until(self, name: str, condition: Callable[[str], bool], seconds: float = 200) -> str:
        """Wait until the screen is so, and keep it under `name`."""
        end = time.monotonic() + seconds
        while not condition(text := self.text):
            assert time.monotonic() < end, f"waiting for {name}:\n{text}"
            time.sleep(0.1)
        CAPTURES.mkdir(parents=True, exist_ok=True)
        (CAPTURES / f"{name}.txt").write_text(text)
        return text

    def close(self) -> None:
        """End the server and what runs in it."""
        self.tmux("kill-server")


SPLIT = """\
FROM vm/debian:12
MEMORY 512M
ENV PROJECT={unique}
RUN sleep 3 && echo prepared
BUTTON may the tests begin?
SPLIT 5
RUN for i in 1 2 3 4 5; do echo shard $SPLIT says $i; sleep 1; done
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example whose steps are unlike those of earlier tests."""
    folder = tmp_path / "cache"
    shutil.copytree(EXAMPLE, folder)
    layerfile = folder / "Layerfile"
    text = layerfile.read_text().replace("COPY", f"ENV PROJECT={uuid.uuid4()}\nCOPY", 1)
    # Time enough to leave a run and come back to it on a busy machine.
    layerfile.write_text(text.replace("sleep 3", "sleep 15"))
    return folder


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal in that folder."""
    if shutil.which("tmux") is None:
        missing("tmux is not installed")
    made = Terminal(folder)
    yield made
    made.close()


def test_a_run_is_planned_started_left_attached_and_seen_to_its_end(terminal: Terminal, folder: Path) -> None:
    terminal.layer("tui")
    terminal.until("plan-first", lambda text: "steps that never ran before" in text)
    terminal.keys("r")
    running = terminal.until("run-first", lambda text: "▶" in text and "RUN sleep 15 && cat file1" in text)
    assert "» restored line 2" in running

    # Left while it runs, and attached to again: it is its own process.
    terminal.keys("q")
    left = terminal.until("left", lambda text: "this attaches to it again: layer tui 2" in text)
    number = left.partition("again: layer tui ")[2].split()[0]
    terminal.layer("tui", number)
    terminal.until("attached", lambda text: number in text and "running" in text.splitlines()[0])
    terminal.tmux("resize-window", "-x", "80", "-y", "24")
    terminal.until("narrow", lambda text: text.splitlines()[0].endswith(" s") and len(text.splitlines()[0]) <= 80)
    terminal.tmux("resize-window", "-x", "140", "-y", "40")
    ended = terminal.until("passed", lambda text: "passed" in text.splitlines()[0] and "▓" in text)
    assert ended.count("MB") >= 3
    terminal.keys("l")
    terminal.until("log", lambda text: "the second file" in text and "lines" in text)
    terminal.keys("q")
    terminal.until("left-after", lambda text: f"run {number}: passed" in text)

    # An edit elsewhere reaches the plan; then only what reads the file runs.
    terminal.layer("tui")
    terminal.until("plan-hits", lambda text: "nothing to run" in text)
    with (folder / "file2").open("a") as file:
        file.write("one more line\n")
    terminal.until("plan-edited", lambda text: "file2 changed" in text and "nothing to run" not in text)
    terminal.keys("r")
    terminal.until("run-second", lambda text: "» restored line" in text and "running" in text.splitlines()[0])
    second = terminal.until("passed-second", lambda text: "passed" in text.splitlines()[0])
    assert "✓" in second
    terminal.keys("y")
    terminal.until("why", lambda text: "then" in text and "now" in text and "file2" in text)
    terminal.keys("q")
    terminal.until("back", lambda text: "passed" in text.splitlines()[0])
    terminal.keys("q")
    terminal.until("left-second", lambda text: "passed in" in text and "1 ran" in text)


def test_five_shards_and_what_their_machines_use_are_seen_after_a_button(terminal: Terminal, folder: Path) -> None:
    (folder / "Layerfile").write_text(SPLIT.format(unique=uuid.uuid4()))
    terminal.tmux("resize-window", "-x", "120", "-y", "36")
    terminal.layer("tui")
    terminal.until("split-plan", lambda text: "SPLIT 5" in text and "steps that never ran before" in text)
    terminal.keys("r")
    terminal.until("button", lambda text: "? line 5 waits: may the tests begin?" in text)
    terminal.until("sampled", lambda text: "≈ machine  cpu" in text and "/s" in text)
    terminal.keys("b")
    terminal.until("button-question", lambda text: "y / n" in text)
    terminal.keys("y")
    terminal.until("split-run", lambda text: "5 restored as after line 4" in text)
    terminal.keys("s")
    terminal.until("split-panes", lambda text: "shard 0 says" in text and "shard 4" in text)
    terminal.keys("t")
    terminal.until("split-table", lambda text: text.count(" ran ") >= 5 and text.count("MB") >= 10)
    terminal.keys("m")
    terminal.until("split-usage", lambda text: "processors: " in text and "RUN for i in" in text)
    terminal.keys("Escape")
    terminal.until("split-forks", lambda text: "5 machines from line 4" in text and "shares all but at most" in text)
    terminal.keys("Escape")
    terminal.until("split-passed", lambda text: "passed" in text.splitlines()[0])
    terminal.keys("q")
    terminal.until("split-left", lambda text: "passed in" in text)


def test_killing_the_terminal_does_nothing_to_the_run(terminal: Terminal, state: Path) -> None:
    from layer_runs.folder import run_ids
    from layer_runs.folding import fold_all
    from layer_runs.reading import follow

    before = set(run_ids(state / "runs"))
    terminal.layer("tui")
    terminal.until("plan-killed", lambda text: "steps that never ran before" in text)
    terminal.keys("r")
    terminal.until("run-killed", lambda text: "▶" in text and "cat file1" in text)
    terminal.tmux("kill-session")
    (number,) = set(run_ids(state / "runs")) - before
    run = fold_all(follow(state / "runs" / number))
    assert run.result == "passed"
    # So that the fixture has something to end.
    terminal.tmux("new-session", "-d", "sh")
