"""Whether a step that was done again left what is recorded. Pure: lists of files and digests in, differences out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from layer_cache.observations import Observation
from layer_runner.verify.listing import Entry
from layer_runner.verify.volatile import why_volatile

What = Literal["missing", "new", "kind", "mode", "owner", "content", "target", "value"]

Result = Literal["same", "differs", "not compared"]

_KINDS = {
    "f": "a file",
    "d": "a directory",
    "l": "a symbolic link",
    "c": "a device, or the mark of a removed file",
    "b": "a device",
    "p": "a pipe",
    "s": "a socket",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """At `path` in the machine, or in the variable `$NAME`, the step left `new`, and what is recorded is `old`.

    `why`: why that says nothing (`volatile`). `varies`: two runs of now differ there as well.
    """

    path: str
    what: What
    old: str
    new: str
    why: str | None = None
    varies: bool = False

    @property
    def counts(self) -> bool:
        """Whether it speaks against the recording."""
        return self.why is None


@dataclass(frozen=True)
class Left:
    """What a machine's disk holds: its files, and the digests of those that were asked for."""

    listing: Mapping[str, Entry]
    digests: Mapping[str, str] = field(default_factory=dict)


def touched(recorded: Mapping[str, Entry], again: Mapping[str, Entry]) -> list[str]:
    """The paths that need a look: all others were last written before the two machines parted."""
    return sorted(
        path
        for path in recorded.keys() | again.keys()
        if path not in recorded or path not in again or recorded[path].stamp != again[path].stamp
    )


def to_read(paths: Iterable[str], recorded: Mapping[str, Entry], again: Mapping[str, Entry]) -> list[str]:
    """Those of the paths whose contents must be compared: files of one size in both."""
    found = []
    for path in paths:
        old, new = recorded.get(path), again.get(path)
        if old is not None and new is not None and old.kind == new.kind == "f" and old.size == new.size > 0:
            found.append(path)
    return found


def differences(recorded: Left, again: Left, paths: Iterable[str]) -> list[Difference]:
    """What differs at the paths, sorted; a path at most once. Times and inodes do not count, nor a directory's size."""
    found = []
    for path in sorted(paths):
        difference = _difference(path, recorded, again)
        if difference is not None:
            found.append(difference)
    return found


def of_values(recorded: Mapping[str, str], again: Mapping[str, str]) -> list[Difference]:
    """The variables to which commands of ENV gave another value."""
    names = sorted(name for name in recorded.keys() | again.keys() if recorded.get(name) != again.get(name))
    return [
        Difference(f"${name}", "value", recorded.get(name, "nothing"), again.get(name, "nothing")) for name in names
    ]


def _difference(path: str, recorded: Left, again: Left) -> Difference | None:
    old, new = recorded.listing.get(path), again.listing.get(path)
    why = why_volatile(path)
    if old is None or new is None:
        if old is None and new is None:
            return None
        there = old or new
        assert there is not None
        return Difference(path, "missing" if new is None else "new", _words(old), _words(new), why)
    if old.kind != new.kind:
        return Difference(path, "kind", _words(old), _words(new), why)
    if old.kind == "l":
        return Difference(path, "target", old.target, new.target, why) if old.target != new.target else None
    if old.kind == "f":
        if old.size != new.size:
            return Difference(path, "content", f"{old.size} bytes", f"{new.size} bytes", why)
        before, after = recorded.digests.get(path, ""), again.digests.get(path, "")
        if before != after:
            return Difference(path, "content", before[:12], after[:12], why)
    if old.mode != new.mode:
        return Difference(path, "mode", old.mode, new.mode, why)
    if old.owner != new.owner:
        return Difference(path, "owner", old.owner, new.owner, why)
    return None


def _words(entry: Entry | None) -> str:
    return "nothing" if entry is None else _KINDS.get(entry.kind, f"something else ({entry.kind})")


@dataclass(frozen=True)
class Outcome:
    """What became of a step that was done again, and how that compares with its recording.

    `ended` is empty where it ended well, as it did when it was recorded, and else says how; `ended_by_chance`: the
    second time it did end well. `seconds` is what it took
    now. `unknown` are the observations that the recording lacks, those that `varying` has only in one of two runs of
    now; `unrepeated` the paths that only the recording has. `files` is how many files were touched and so compared
    (None: they could not be, and `reason` says why); `printed` whether it printed what it did then (None: not known
    any more); `values` what commands of ENV came to now.
    """

    ended: str = ""
    ended_by_chance: bool = False
    seconds: float = 0.0
    unknown: tuple[Observation, ...] = ()
    varying: frozenset[Observation] = frozenset()
    unrepeated: tuple[str, ...] = ()
    files: int | None = None
    differences: tuple[Difference, ...] = ()
    printed: bool | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def result(self) -> Result:
        """A difference that was found counts, even where something else could not be compared."""
        if self.ended or self.unknown or any(one.counts for one in self.differences):
            return "differs"
        return "not compared" if self.reason else "same"

    @property
    def is_stale(self) -> bool:
        """Whether it differs in something in which two runs of now agree: then it is not the step's own chance."""
        steady = any(one.counts and not one.varies for one in self.differences)
        failed = bool(self.ended) and not self.ended_by_chance
        return failed or steady or any(one not in self.varying for one in self.unknown)
