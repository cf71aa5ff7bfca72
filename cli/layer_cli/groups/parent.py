"""What the process of one run does because another process started it."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """End as by ^C when the process that started this one is gone, even if that was killed (prctl(2))."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    # It may have gone just before.
    if parent == 1 or os.getppid() != parent:
        raise KeyboardInterrupt
