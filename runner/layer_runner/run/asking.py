"""Asks what to do where a step has failed, on the run's terminal and through a named pipe in its folder, and does it.

What is to be asked and done, `failure.conversation` decides. One step is asked about at a time; the machines of
others that failed meanwhile wait, paused.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import termios
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from layer_runner.run import button, named_pipe, terminal
from layer_runner.run.events import Log
from layer_runner.run.failure import Command, Manners, Outcome, Reply, conversation
from layer_runs.failures import ANSWERS, failure_of
from layer_runs.folder import Shard
from layerfile.program import Step

#: What can be typed; the beginning of a word is enough.
TYPED = ("shell", *ANSWERS, "edit")

#: Longest answer, in bytes.
_LONGEST = 4096

#: Editors that take `+LINE`.
_TAKE_LINES = frozenset({"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe", "pico"})


class FailedMachine(Protocol):
    """The machine in which a step failed."""

    async def freeze(self) -> None:
        """Pause it, with all its processes."""

    async def thaw(self) -> None:
        """Let it go on, with today's clock."""

    async def shell(self) -> None:
        """Open a shell in it on our terminal, until that ends."""

    async def keep(self) -> str | None:
        """Take a snapshot of it as it is, for `layer shell`; words about why that cannot be, or None."""


@dataclass
class Asking:
    """Who is asked about the steps of one run that fail.

    `folder` is the run's, `root` that of the Layerfiles. `reload` reads them and the tree anew: words about what is
    wrong with them, or None.
    """

    manners: Manners
    folder: Path
    root: Path
    reload: Callable[[], str | None]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, step: Step, shard: Shard, log: Log, machine: FailedMachine) -> Outcome:
        """Have it decided what becomes of a step that failed, and carry that out."""
        talk = conversation(self.manners)
        reply: Reply = None
        last = ""
        async with contextlib.AsyncExitStack() as stack:
            while True:
                try:
                    command = talk.send(reply)
                except StopIteration as end:
                    outcome: Outcome = end.value
                    break
                if command.act == "ask":
                    if not last:
                        await stack.enter_async_context(self._turn)
                        # Buttons that other shards wait at have it back afterwards.
                        stack.callback(button.listen)
                        stack.enter_context(terminal.lent())
                    reply = last = await self._ask(step, shard, log, command)
                else:
                    reply = await self._do(command, step, machine)
            if last:
                log.emit("failure_answered", line=step.line, step=step.number, answer=last)
        return outcome

    async def _ask(self, step: Step, shard: Shard, log: Log, command: Command) -> str:
        typing = terminal.foreground() if self.manners.terminal else None
        if typing is not None:
            # What was typed while the step ran was meant for nobody.
            termios.tcflush(typing, termios.TCIFLUSH)
        with named_pipe.opened(failure_of(self.folder, step.number, shard)) as pipe:
            log.emit(
                "failure_waiting",
                line=step.line,
                step=step.number,
                layerfile=step.layerfile,
                answers=list(ANSWERS),
                terminal=typing is not None,
                **({"problem": command.problem} if command.problem else {}),
            )
            return await _first_word(pipe, typing)

    async def _do(self, command: Command, step: Step, machine: FailedMachine) -> Reply:
        acts: dict[str, Callable[[], Awaitable[Reply]]] = {
            "freeze": machine.freeze,
            "thaw": machine.thaw,
            "shell": machine.shell,
            "keep": machine.keep,
            "edit": lambda: _edit(self.root / step.layerfile, step.line),
            "reload": lambda: asyncio.to_thread(self.reload),
        }
        return await acts[command.act]()


def meant(typed: str) -> str:
    """The answer that was typed: the word of which it is the beginning; else what was typed."""
    word = typed.strip().lower()
    return next((answer for answer in TYPED if word and answer.startswith(word)), word)


async def _first_word(pipe: int, typing: int | None) -> str:
    """The first line that comes through either. The end of what is typed means to quit."""
    answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    typed = {pipe: b""} | ({} if typing is None else {typing: b""})

    def take(descriptor: int) -> None:
        try:
            data = os.read(descriptor, _LONGEST)
        except OSError:
            # How Linux tells the end of a terminal that was closed.
            data = b""
        typed[descriptor] = (typed[descriptor] + data)[-_LONGEST:]
        if answered.done():
            return
        if not data:
            answered.set_result("quit")
        elif b"\n" in typed[descriptor]:
            answered.set_result(meant(typed[descriptor].partition(b"\n")[0].decode(errors="replace")))

    loop = asyncio.get_running_loop()
    try:
        for descriptor in typed:
            loop.add_reader(descriptor, take, descriptor)
        return await answered
    finally:
        for descriptor in typed:
            loop.remove_reader(descriptor)


def editor(environment: dict[str, str], file: Path, line: int) -> list[str]:
    """The command that opens a file, as `VISUAL` or `EDITOR` says; at the line, where the editor takes one."""
    words = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "vi")
    at = [f"+{line}"] if words and Path(words[0]).name in _TAKE_LINES else []
    return [*words, *at, str(file)]


async def _edit(file: Path, line: int) -> str | None:
    try:
        command = editor(dict(os.environ), file, line)
        process = await asyncio.create_subprocess_exec(*command)
    except (OSError, ValueError) as error:
        return f"the editor does not start (EDITOR): {error}"
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        raise
    return f"{command[0]} ended with status {status}" if status else None
