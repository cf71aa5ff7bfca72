"""What can go wrong here, in words for the person who runs it."""


class StoreError(Exception):
    """The store cannot be read or written; the message says what to do (exit code 4)."""


class TreeError(OSError):
    """The source tree cannot be read; the message says which file and why (exit code 2)."""
