"""What can go wrong outside a Layerfile's own steps, in words for the person who runs it."""


class EngineError(Exception):
    """A machine, libvirt or QEMU failed; the message says what to do (exit code 3)."""


class GuestDied(EngineError):
    """The machine went away, or its agent stopped answering, in the middle of something."""


class Interrupted(Exception):
    """The person asked the run to stop (exit code 130)."""
