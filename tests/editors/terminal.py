"""A program in a terminal: what it shows, and keys typed to it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte

from tests.editors.fetching import REPOSITORY
from tests.editors.picture import save

COLUMNS, LINES = 120, 40
#: Seconds after which what was waited for is taken not to come.
PATIENCE = 30.0


class _Screen(pyte.Screen):
    """Answers to what programs ask of their terminal, and takes no private sequence for one that sets attributes."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(COLUMNS, LINES)
        self._descriptor = descriptor

    def write_process_input(self, data: str) -> None:
        os.write(self._descriptor, data.encode())

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)


class Terminal:
    """What a program shows on a screen of `COLUMNS` times `LINES`."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes]) -> None:
        self._descriptor, self._process = descriptor, process
        self.screen = _Screen(descriptor)
        self._stream = pyte.ByteStream(self.screen)

    @property
    def text(self) -> str:
        """All lines, without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def type(self, keys: str) -> None:
        """Type these characters; `\\x1b` is Escape."""
        os.write(self._descriptor, keys.encode())

    def wait_for(self, wanted: str | Callable[[str], bool]) -> None:
        """Until the screen has this text on it, or what is on it is as wanted."""
        end = time.monotonic() + PATIENCE
        while not (wanted in self.text if isinstance(wanted, str) else wanted(self.text)):
            remaining = end - time.monotonic()
            assert remaining > 0, f"waited in vain for {wanted}\n{self.text}"
            self._read(remaining)

    def wait_for_end(self) -> int:
        """Until the program has ended; its exit status."""
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            assert time.monotonic() < end, f"it does not end\n{self.text}"
            with contextlib.suppress(AssertionError):
                self._read(0.05)
        return self._process.returncode

    def colour(self, text: str) -> str:
        """The colour in which the first character of a text is shown, in hexadecimal or as a name."""
        for number, line in enumerate(self.screen.display):
            if text in line:
                return str(self.screen.buffer[number][line.index(text)].fg)
        raise AssertionError(f"{text} is not shown\n{self.text}")

    def picture(self, name: str, title: str, lines: int = 18) -> None:
        """Keep the first lines of what is shown as a picture under build/screenshots."""
        save(self.screen, REPOSITORY / "build" / "screenshots" / f"{name}.svg", title, lines)

    def _read(self, seconds: float) -> None:
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return
        try:
            data = os.read(self._descriptor, 1 << 16)
        except OSError:
            # Linux says so when nobody has the other end open any more.
            data = b""
        assert data, f"the program ended with {self._process.wait(timeout=10)}\n{self.text}"
        self._stream.feed(data)


@contextmanager
def terminal(command: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[Terminal]:
    """Start a program in a terminal of its own; it is ended afterwards."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        # Emacs opens /dev/tty.
        ["setsid", "--ctty", *command],
        cwd=folder,
        env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
