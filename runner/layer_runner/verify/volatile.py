"""Files that are not the same after two runs of one step even where it did the same: named, and told apart.

Each was seen to differ between two machines that did the same, or says by its format that it must. What is not here
counts.
"""

from __future__ import annotations

import re

_WHY: tuple[tuple[str, str], ...] = (
    (r"/run/.*|/var/run/.*", "process numbers and sockets"),
    (r"/tmp/.*|/var/tmp/.*", "temporary files"),
    (r"/var/log/.*", "logs have times"),
    (r"/var/lib/systemd/(random-seed|timers/.*|timesync/.*|credential\.secret)", "systemd's own state"),
    # Its format has the inode and the times of each library: ldconfig(8), --ignore-aux-cache.
    (r"/var/cache/ldconfig/aux-cache", "the dynamic linker's cache has times"),
    # Memory images of apt's package cache.
    (r"/var/cache/apt/(src)?pkgcache\.bin", "apt's cache has times"),
    (r"/var/lib/apt/(periodic|extended_states\.lock|lists/lock|daily_lock).*", "apt's own state"),
    # https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation
    (r".*/__pycache__/[^/]*\.pyc", "compiled Python has the time of its source"),
    # https://git-scm.com/docs/index-format: the times and inode of each file.
    (r".*/\.git/(.*/)?index", "git's index has times"),
    (r".*/\.git/(.*/)?logs/.*", "git's logs have times"),
    # shadow(5): the day of the last change of each password, which useradd sets.
    (r"/etc/shadow-?", "accounts have the day on which they were made"),
    (r".*\.pid", "a process number"),
)
_FORMS = tuple((re.compile(form, re.DOTALL), why) for form, why in _WHY)


def why_volatile(path: str) -> str | None:
    """Why the file at `path`, in the machine, need not be the same after two runs; None where it must."""
    return next((why for form, why in _FORMS if form.fullmatch(path)), None)
