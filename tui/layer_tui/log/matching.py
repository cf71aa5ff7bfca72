"""Lines that a regular expression finds."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

from layer_tui.log.cleaning import plain

#: What lines say that tell of an error.
ERRORS = re.compile(
    r"(?i)\b(error|errors|fatal|failed|failure|panic|traceback|exception|segfault|undefined reference|not found"
    r"|no such file|permission denied|cannot|unable to)\b|\bE:|✗|\bERR!"
)
_NONE = re.compile(r"(?i)\b(0|no) (errors?|failures?|failed)\b")


def expression(text: str) -> re.Pattern[str]:
    """What a person typed; letter case counts only where there is a capital. Raises re.error."""
    return re.compile(text, 0 if any(letter.isupper() for letter in text) else re.IGNORECASE)


def tells_of_error(text: str) -> bool:
    """Whether a line tells of an error; `0 errors` does not."""
    return ERRORS.search(_NONE.sub("", text)) is not None


def found(block: Iterable[bytes], first: int, pattern: re.Pattern[str]) -> array[int]:
    """The numbers of the lines of `block` that match; the first one's is `first`."""
    search = pattern.search
    return array("Q", [number for number, line in enumerate(block, first) if search(plain(line))])
