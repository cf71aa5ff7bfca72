"""Which run is meant: by its id, the beginning of one, or how many runs ago it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from layer_runs.folder import run_ids

_AGO = re.compile(r"last(?:~([0-9]{0,9}))?")
_MOST_NAMED = 5


class UnknownRun(Exception):
    """No run, or more than one, is called that; the message names those that are near."""


def find_run(runs: Path, word: str) -> Path:
    """The folder of the run that `word` means. Raises UnknownRun."""
    return runs / resolve(word, run_ids(runs))


def resolve(word: str, ids: Sequence[str]) -> str:
    """The id that `word` means, of `ids`, oldest first. Raises UnknownRun.

    `word` is an id, the beginning of just one, `last`, or `last~N` for the one N runs before the last.
    """
    if not ids:
        raise UnknownRun("there is no run yet: `layer run` makes one")
    if word in ids:
        return word
    ago = _AGO.fullmatch(word)
    if ago is not None:
        # As git has it, `last~` is `last~1`.
        back = 0 if ago[1] is None else int(ago[1] or "1")
        if back >= len(ids):
            raise UnknownRun(f"there is no {word}: the oldest run is last~{len(ids) - 1}, {ids[0]}")
        return ids[-1 - back]
    found = [each for each in ids if word and each.startswith(word)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownRun(f"{word} is the beginning of {len(found)} runs: {_named(found)}")
    raise UnknownRun(f"there is no run {word!r}; {_nearest(word, ids)}")


def _nearest(word: str, ids: Sequence[str]) -> str:
    # Compared with as much of each id as was given; of equally near ones the newest.
    beginnings = {each[: len(word)]: each for each in ids}
    near = get_close_matches(word, list(beginnings), 1)
    return f"the nearest is {beginnings[near[0]]}" if near else f"the newest is {ids[-1]}"


def _named(ids: Sequence[str]) -> str:
    newest = ids[::-1]
    more = f" and {len(newest) - _MOST_NAMED} more" if len(newest) > _MOST_NAMED else ""
    return ", ".join(newest[:_MOST_NAMED]) + more
