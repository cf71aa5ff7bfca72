"""What can go wrong outside a Layerfile's own steps, in words for the person who runs it."""


class EngineError(Exception):
    """A machine, libvirt or QEMU failed; the message says what to do (exit code 3)."""


class GuestDied(EngineError):
    """The machine went away, or its agent stopped answering, in the middle of something."""


def first(error: Exception) -> Exception:
    """The first plain exception of a group of groups, as a task group raises them; of any other, itself.

    Not `except*`: what its block raises comes wrapped in a group before Python 3.11.4, and bare from then on
    (python/cpython#103590).
    """
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
