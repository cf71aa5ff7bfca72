"""What a run shows outside while it goes on: the steps of EXPOSE, with the machines that they are done in."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from layer_cache.checkpoints import is_expose
from layer_runner.errors import EngineError
from layer_runner.run.events import EventLog, Log
from layer_runner.run.request import Request
from layerfile.exposing import TcpPort, Website, exposed
from layerfile.program import Program, Step
from layerfile.website_host import VARIABLE

if TYPE_CHECKING:
    from layer_runner.expose.bridging import Guest
    from layer_runner.expose.outside import Outside
    from layer_runner.guest.channel import Channel
    from layer_runs.folder import Shard


class Unanswered(Exception):
    """A step of EXPOSE fails; the words say why."""


class Exposures:
    """Shows what steps expose. Without any in the program nothing of it is loaded."""

    def __init__(self, program: Program, outside: Outside | None) -> None:
        self._depths = {path: depth for depth, path in enumerate(program.layerfiles)}
        self._outside = outside

    async def wait_for(self, step: Step, channel: Channel, seconds: float) -> None:
        """Wait until what a step exposes answers. Raises Unanswered, EngineError."""
        from layer_runner.expose.listening import COMMAND, parse, silence
        from layer_runner.expose.waiting import answers

        port = what(step).port
        problem = await answers(channel, port, seconds)
        if problem is None:
            return
        try:
            listeners = parse(await channel.run(COMMAND))
        except EngineError:
            if channel.closed:
                raise
            # The image has no ss.
            listeners = None
        raise Unanswered(silence(port, seconds, problem, listeners))

    async def show(self, step: Step, guest: Guest, shard: Shard, log: Log | None) -> str | None:
        """Show what a step exposes in the machine of a shard; its address, which goes to the log too.

        A machine that a SPLIT has made has what was exposed before it as well; of a port outside which the first of
        them has, the others get nothing (None). Raises Unanswered where nothing can listen there.
        """
        from layer_runner.expose.outside import CannotExpose
        from layer_runner.expose.routes import Route

        assert self._outside is not None
        site = what(step)
        try:
            if isinstance(site, Website):
                depth = self._depths.get(step.layerfile, 0)
                address = await self._outside.website(guest, Route(site, shard, depth, step.line, step.shard != shard))
            else:
                found = await self._outside.port(guest, shard, site, step.number, step.shard != shard)
                if found is None:
                    return None
                address = found
        except CannotExpose as error:
            raise Unanswered(str(error)) from None
        if log is not None:
            kind = "website" if isinstance(site, Website) else "tcp"
            log.emit("exposed", line=step.line, step=step.number, kind=kind, address=address, port=site.port)
        return address

    async def leave(self, shard: Shard) -> None:
        """A shard's machine has ended."""
        if self._outside is not None:
            await self._outside.leave(shard)


@contextlib.asynccontextmanager
async def exposures(request: Request, log: EventLog) -> AsyncIterator[Exposures]:
    """What a run shows, for the length of the block."""
    if not any(map(is_expose, request.program.steps)):
        yield Exposures(request.program, None)
        return
    from layer_runner.expose.outside import outside

    def say(text: str) -> None:
        log.emit("note", text=text)

    also = request.variables.get(VARIABLE, "")
    async with outside(request.website_host, request.websites, say, also) as shown:
        yield Exposures(request.program, shown)


def what(step: Step) -> Website | TcpPort:
    """What a step of EXPOSE shows."""
    site = exposed(step.directive, step.values)
    assert site is not None
    return site
