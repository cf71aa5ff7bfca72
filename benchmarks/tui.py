"""What `layer tui` costs: `tui.py [SECONDS]`, where SECONDS (5) is how long a processor's use is measured.

The first frame is compared with one of a bare Textual application of the same widgets, alternately and in processes of
their own. A processor's use is that of the real command in a pseudo-terminal. All else is measured in this process.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[1]
LINES = 100_000
EVENTS = 200_000

#: Prints seconds from the process's begin to its first frame: {app} is what is shown.
FIRST = """
import time, os
with open("/proc/self/stat") as file:
    ticks = int(file.read().rpartition(")")[2].split()[19])
begun = ticks / os.sysconf("SC_CLK_TCK")
def shown():
    print(time.clock_gettime(time.CLOCK_BOOTTIME) - begun, time.process_time())
    os._exit(0)
{app}
"""

BARE = """
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Footer
class View(ScrollView, can_focus=True):
    def render_line(self, y):
        self.call_after_refresh(shown)
        return Strip.blank(self.size.width)
class Main(Screen):
    BINDINGS = [Binding(key, "bell", "A key") for key in "runhyco"]
    def compose(self):
        for _ in range(5):
            yield View()
        yield Footer()
    def on_mount(self):
        self.query(View).first().focus()
class Bare(App):
    def on_mount(self):
        self.push_screen(Main())
Bare().run(headless=True, size=(120, 40))
"""

OURS = """
import sys
from layer_cache.state import State
from layer_cli.commands.tui import _open
from layer_tui.app import LayerApp
from layer_tui.places import Places
from layer_tui.settings import Settings
from layer_tui.widgets.rows_view import RowsView
def render_line(self, y, before=RowsView.render_line):
    self.call_after_refresh(shown)
    return before(self, y)
RowsView.render_line = render_line
LayerApp(Places({path!r}, _open, ["layer"], State()), Settings()).run(headless=True, size=(120, 40))
"""


def main() -> None:
    """Measure, and print a line for each bar."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as name:
        os.environ["LAYER_STATE_DIR"] = name
        runs = Path(name) / "runs"
        first_frame(Path(name))
        asyncio.run(long_log(runs / "long"))
        asyncio.run(attach(runs / "events"))
        asyncio.run(sampled(runs / "samples"))
        asyncio.run(many_shards(runs / "shards"))
        for keys, what in ((b"", "run"), (b"l", "log")):
            busy(runs, keys, what, seconds)
        idle(runs / "long", seconds)


def first_frame(state: Path) -> None:
    """The first frame of the plan, against that of a bare application."""
    project = state / "project"
    project.mkdir()
    (project / "Layerfile").write_text("FROM vm/debian:12\nCOPY . .\nRUN make\n")
    ours = FIRST.format(app=OURS.format(path=str(project)))
    bare = FIRST.format(app=BARE)
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    for _ in range(12):
        for kind, script in (("ours", ours), ("bare", bare)):
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
            wall, used = map(float, done.stdout.strip().splitlines()[-1].split())
            times[kind].append((wall, used))
    for what, which in (("seconds", 0), ("seconds of a processor", 1)):
        best = {kind: min(each[which] for each in found) for kind, found in times.items()}
        ratio = best["ours"] / best["bare"]
        print(f"first frame: {best['ours']:.2f} {what}, bare {best['bare']:.2f}: {ratio:.2f} times (bar: 1.3)")


async def long_log(folder: Path) -> None:
    """A log of 100,000 lines: shown at its end, then scrolled through; against reading it."""
    from layer_tui.log.view import LogView

    write_run(folder, steps=1, output=LINES)
    async with shown(folder) as (app, pilot):
        await pilot.pause()
        began = time.perf_counter()
        await pilot.press("l")
        while not app.screen.query(LogView) or app.screen.query_one(LogView).virtual_size.height < LINES:
            await asyncio.sleep(0)
        await pilot.pause()
        at_end = time.perf_counter() - began
        view = app.screen.query_one(LogView)
        for page in range(20):
            view.go_to(page * LINES // 20)
            await pilot.pause()
        whole = time.perf_counter() - began
        began = time.perf_counter()
        view.set_wrap(True)
        while view.is_busy:
            view.extend()
        wrap = time.perf_counter() - began
        began = time.perf_counter()
        assert not view.find(__import__("re").compile("nowhere to be found"))
        find = time.perf_counter() - began
    print(f"{LINES} lines: shown in {at_end:.2f} s, and 20 places in {whole:.2f} s (bar: 1.5)")
    print(f"    wrapped in {wrap:.2f} s, searched in vain in {find:.2f} s")


async def attach(folder: Path) -> None:
    """A run with 200,000 events, from opening it to its last state on the screen."""
    write_run(folder, steps=30, output=EVENTS, ended=False, close=False)
    began = time.perf_counter()
    async with shown(folder) as (app, pilot):
        began = time.perf_counter()
        app.open_run(folder)
        while not app.seen.caught_up:
            await asyncio.sleep(0.005)
        await pilot.pause()
        print(f"attached to a run with {EVENTS} events in {time.perf_counter() - began:.2f} s (bar: 1)")


async def sampled(folder: Path) -> None:
    """A run of an hour with 64 shards, each sampled once a second: from opening it to its last state on the screen."""
    log = write_run(folder, steps=1000, output=0, ended=False, close=False)
    count = 3600 * 64
    for number in range(count):
        sample(log, number % 64, number // 64)
    log.flush()
    async with shown(folder) as (app, pilot):
        before = resident()
        began = time.perf_counter()
        app.open_run(folder)
        while not app.seen.caught_up:
            await asyncio.sleep(0.005)
        await pilot.pause()
        taken = time.perf_counter() - began
        points = sum(len(usage.points) for usage in app.seen.run.usage)
        size = (folder / "events.ndjson").stat().st_size / 1024**2
        print(
            f"attached to a run with {count} samples ({size:.0f} MB) in {taken:.2f} s: {points} points are kept,"
            f" {(resident() - before) / 1024**2:.0f} MB more than before"
        )
    log.close()


def sample(log: IO[str], shard: int, second: int) -> None:
    """What the machine of a shard used in a second."""
    used = {"cpu": second % 100 / 100, "memory": 2**28 + second, "total": 2**29, "read": second, "written": 10 * second}
    emit(log, event="sample", step=999, line=1000, shard=shard, **used)


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def many_shards(folder: Path) -> None:
    """1,000 steps, the last with 64 shards that all print and are sampled: the longest that the screen stood still."""
    from layer_tui.screens.shards import ShardsScreen

    log = write_run(folder, steps=1000, output=0, ended=False, close=False)
    worst: dict[str, float] = {}
    async with shown(folder) as (app, pilot):
        for what, keys in (("run", ()), ("shards", ("s",)), ("panes", ("t",)), ("plots", ("m",))):
            await pilot.press(*keys)
            if what == "shards":
                assert isinstance(app.screen, ShardsScreen)
            stalls: list[float] = []
            meter = asyncio.ensure_future(stalled(stalls))
            for turn in range(30):
                for shard in range(64):
                    emit(log, event="output", step=999, line=1000, shard=shard, data=f"shard {shard} says {turn}\n")
                    if turn % 20 == 0:
                        sample(log, shard, turn)
                log.flush()
                await asyncio.sleep(0.05)
            meter.cancel()
            worst[what] = max(stalls)
    words = ", ".join(f"{what} {stall * 1000:.0f} ms" for what, stall in worst.items())
    print(f"1000 steps, 64 shards: longest frame {words} (bar: 100)")


def busy(runs: Path, keys: bytes, what: str, seconds: float) -> None:
    """The command's use of a processor while a step prints 1,000 lines a second."""
    folder = runs / f"busy-{what}"
    log = write_run(folder, steps=3, output=0, ended=False, close=False, shards=False)
    stop = threading.Event()
    writer = threading.Thread(target=printing, args=(log, folder, stop))
    writer.start()
    try:
        used = in_terminal([sys.executable, "-m", "layer_cli", "tui", folder.name], keys, seconds)
    finally:
        stop.set()
        writer.join()
        log.close()
    print(f"1,000 lines a second, {what}: {used * 100:.1f} % of a processor for {seconds:.0f} s (bar: 15)")


def idle(folder: Path, seconds: float) -> None:
    """The command's use of a processor with a run that is over, and with a plan."""
    project = folder.parent.parent / "project"
    for what, word in (("run", folder.name), ("plan", str(project))):
        used = in_terminal([sys.executable, "-m", "layer_cli", "tui", word], b"", seconds)
        print(f"idle, {what}: {used * 100:.2f} % of a processor (bar: 1)")


def printing(log: IO[str], folder: Path, stop: threading.Event) -> None:
    """Print 1,000 lines a second, as a step does, in pieces of ten."""
    number, began = 0, time.monotonic()
    with (folder / "step-2-line-3.log").open("a") as file:
        while not stop.is_set():
            due = int((time.monotonic() - began) * 1000)
            while number + 10 <= due:
                text = "".join(f"[{number + each:7}] compiling module{(number + each) % 97}.c\n" for each in range(10))
                number += 10
                file.write(text)
                emit(log, event="output", step=2, line=3, data=text)
            file.flush()
            log.flush()
            time.sleep(0.01)


def in_terminal(command: list[str], keys: bytes, seconds: float) -> float:
    """Run a command in a pseudo-terminal; the part of a processor that it uses once it stands."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    read_for(terminal, 5)
    os.write(terminal, keys)
    read_for(terminal, 2)
    before, began = processor(process), time.monotonic()
    read_for(terminal, seconds)
    used = (processor(process) - before) / (time.monotonic() - began)
    os.write(terminal, b"\x1b")
    os.kill(process, signal.SIGTERM)
    read_for(terminal, 0.5)
    os.close(terminal)
    os.waitpid(process, 0)
    return used


def read_for(terminal: int, seconds: float) -> None:
    """Take what is printed, as a terminal does."""
    end = time.monotonic() + seconds
    while (rest := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], rest)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:
                return


def processor(process: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def stalled(stalls: list[float]) -> None:
    """Note how late this task is each time: for so long nothing else was done or drawn."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        stalls.append(time.perf_counter() - before - 0.001)


def write_run(
    folder: Path, steps: int, output: int, ended: bool = True, close: bool = True, shards: bool | None = None
) -> IO[str]:
    """A run of `steps` steps of which the last has printed `output` lines; with a thousand steps it has 64 shards."""
    from layer_runs.folder import create_log

    log = create_log(folder)
    planned = [
        {"step": step, "line": step + 1, "layerfile": "Layerfile", "text": f"RUN make part-{step}", "predicted": "miss"}
        for step in range(steps)
    ]
    emit(log, event="run_started", version=1, run=folder.name, time=time.time(), layerfile="/Layerfile", steps=planned)
    emit(log, event="restored", line=1, seconds=0.5, parts={"start": 0.4}, memory=2**29, accelerator="kvm")
    cost = {"pause": 0.1, "state": 0.01, "memory": 0.05, "disk": 0.02, "bytes": 12_000_000}
    for step in range(steps):
        for shard in range(64) if steps >= 1000 and step == steps - 1 else (None,):
            named = {} if shard is None else {"shard": shard}
            emit(log, event="step_started", step=step, line=step + 1, **named)
        if step < steps - 1:
            emit(log, event="step_finished", step=step, line=step + 1, verdict="ran", seconds=1.0, snapshot=cost)
    last = steps - 1
    with (folder / f"step-{last}-line-{steps}.log").open("w") as file:
        for number in range(output):
            text = f"line {number} of a build that says what it compiles: \x1b[32mmodule{number % 977}.c\x1b[0m\n"
            file.write(text)
            emit(log, event="output", step=last, line=steps, data=text)
    if ended:
        emit(log, event="step_finished", step=last, line=steps, verdict="ran", seconds=1.0, snapshot=cost)
        emit(log, event="run_finished", ok=True, seconds=9.0, vms_started=1)
    log.flush()
    if close:
        log.close()
    return log


def emit(log: IO[str], **fields: Any) -> None:
    """Write one event."""
    log.write(json.dumps({**fields, "at": fields.get("step", 0) * 1.0}, separators=(",", ":")) + "\n")


class shown:
    """The application with a run, on a screen that is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def __aenter__(self) -> tuple[Any, Any]:
        from layer_cache.state import State
        from layer_cli.project import Opened
        from layer_tui.app import LayerApp
        from layer_tui.places import Places
        from layer_tui.settings import Settings

        self.app = LayerApp(Places(".", Opened, ["layer"], State()), Settings(), self.folder)
        self.test = self.app.run_test(size=(120, 40))
        pilot = await self.test.__aenter__()
        while not self.app.seen.caught_up:
            await asyncio.sleep(0.01)
        await pilot.pause()
        return self.app, pilot

    async def __aexit__(self, *exception: Any) -> None:
        await self.test.__aexit__(*exception)


if __name__ == "__main__":
    main()
