"""What happens where a step has failed: the conversation with whoever is asked, decided without any I/O.

`conversation` is a generator: it yields what is to be done (`Command`), is sent what came of it (a `Reply`: an answer,
or words about what went wrong, or None), and returns how the run goes on. `run/asking.py` carries it out.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

#: What is to be done next. `freeze` and `thaw` are about the machine; `ask` wants an answer; `shell` opens a terminal
#: in the machine; `keep` takes a snapshot of it as it is; `edit` opens the Layerfile; `reload` reads it, and the tree,
#: anew.
Act = Literal["freeze", "thaw", "ask", "shell", "keep", "edit", "reload"]

#: How the run goes on: from a new plan, with the next step in this machine, or not in this machine any more.
Outcome = Literal["again", "go on", "give up"]

Reply = str | None


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do; `problem` is what an `ask` has to say about the answer before, or ""."""

    act: Act
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """What a run does where a step fails: whether it `asks` somebody, `keeps` the machine, and stops the others.

    `terminal`: the run's own terminal is one of those that are asked.
    """

    asks: bool = False
    terminal: bool = False
    keeps: bool = False
    stops_others: bool = False


Conversation = Generator[Command, Reply, Outcome]


def conversation(manners: Manners) -> Conversation:
    """Decide about one step that failed. The machine is frozen whenever nobody is in it."""
    if not manners.asks:
        if manners.keeps:
            yield Command("keep")
        return "give up"
    yield Command("freeze")
    kept, problem = False, ""
    while True:
        answer = yield Command("ask", problem)
        problem = ""
        if answer in ("shell", "keep"):
            yield Command("thaw")
            problem = (yield Command("keep" if answer == "keep" else "shell")) or ""
            kept = answer == "keep" and not problem
            yield Command("freeze")
        elif answer in ("edit", "retry"):
            if answer == "edit":
                problem = (yield Command("edit")) or ""
            # Also what somebody edited in another window; with a mistake in it there is nothing to go on with.
            problem = problem or (yield Command("reload")) or ""
            if not problem:
                return "again"
        elif answer == "continue":
            yield Command("thaw")
            return "go on"
        elif answer == "quit":
            if manners.keeps and not kept:
                yield Command("thaw")
                yield Command("keep")
            return "give up"
        else:
            problem = f"{answer!r} is none of the answers"
