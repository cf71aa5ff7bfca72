"""What the threads tell the application."""

from __future__ import annotations

from textual.message import Message

from layer_tui.plans import Plan
from layer_tui.seen import Seen


class RunChanged(Message):
    """More is known of the run that follower number `follower` follows."""

    def __init__(self, seen: Seen, follower: int) -> None:
        super().__init__()
        self.seen = seen
        self.follower = follower

    def can_replace(self, message: Message) -> bool:
        """Only the newest one counts."""
        return isinstance(message, RunChanged)


class Planned(Message):
    """There is a plan, for the tree as it is now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


class TreeChanged(Message):
    """A file of the tree that is planned was written, somewhere else."""

    def can_replace(self, message: Message) -> bool:
        """One says it all."""
        return isinstance(message, TreeChanged)
