"""What `layer`'s exit status means."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The statuses that scripts may rely on."""

    OK = 0
    STEP_FAILED = 1
    USAGE = 2
    ENGINE = 3
    STORE = 4
    TIMEOUT = 124
    INTERRUPTED = 130
