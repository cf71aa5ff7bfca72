"""Why a step must run, in words and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from layer_cache.observations import ABSENT, Observation
from layer_cache.records import Recording, Records

if TYPE_CHECKING:
    from layerfile.program import Program, Step

    from layer_cache.placed_tree import PlacedTree

ReasonKind = Literal[
    "content",
    "stat",
    "entry",
    "absence",
    "listing",
    "link",
    "text",
    "parent",
    "never_run",
    "snapshot",
    "image",
]

#: What says most comes first: who adds a file changes a listing as well, who edits one its stat.
_TELLING = {"content": 0, "link": 1, "absence": 2, "entry": 3, "stat": 4, "listing": 5}
_NAMES = {"file": "a file", "dir": "a directory", "link": "a symbolic link"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step must run.

    `path` is the source's, or the machine's where no source maps to it, or "".
    """

    kind: ReasonKind
    path: str
    detail: str
    old: str = ""
    new: str = ""


def false_observations(
    recording: Recording, records: Records, placed: PlacedTree
) -> list[Observation]:
    """What that run saw and would not see now, the most telling first."""
    found = [
        observation
        for number in records.pieces(recording.id) or ()
        for observation in records.piece(number) or ()
        if placed.value(observation.kind, observation.path) != observation.value
    ]
    return sorted(found, key=lambda observation: (_TELLING[observation.kind], observation.path))


def of_recording(recording: Recording, records: Records, placed: PlacedTree) -> Reason:
    """The most telling reason that a recording does not hold."""
    found = false_observations(recording, records, placed)
    if found:
        return of_observation(found[0], placed)
    return Reason("never_run", "", "the record of its last run is damaged")


def of_observation(observation: Observation, placed: PlacedTree) -> Reason:
    """The reason that an observation is false."""
    kind, guest, old = observation
    new = placed.value(kind, guest)
    source = placed.source_of(guest)
    path = guest if source is None else source or "."
    return Reason(kind, path, _detail(observation, path, new), old, new)


def _detail(observation: Observation, path: str, new: str) -> str:
    kind, _, old = observation
    if old == ABSENT:
        return f"{path} did not exist, now it does"
    if kind == "listing":
        folder = path.rstrip("/")
        if new == ABSENT:
            return f"{folder}/ is gone"
        return f"the list of names in {folder}/ changed" if new else f"{folder} is no directory now"
    if new == ABSENT:
        return f"{path} is gone"
    if kind == "link":
        return f"{path} points to {new} instead of {old}" if new else f"{path} is no link any more"
    # A link's stat is followed by its target, which may look like anything.
    was, now = old.split(" "), new.split(" ")
    if kind == "content":
        was = ["file", was[1], was[0]]
        now = ["file", now[1], now[0]] if len(now) == 2 else now
    if was[0] != now[0]:
        return f"{path} is {_NAMES.get(now[0], now[0])} now, and was {_NAMES.get(was[0], was[0])}"
    if was[0] == "link":
        return f"{path} points to {new[5:]} instead of {old[5:]}"
    if len(was) > 2 and was[-1] != now[-1]:
        return f"{path} changed (content {was[-1][:7]} → {now[-1][:7]})"
    return f"{path} changed (mode {was[1]} → {now[1]})"


def of_unknown_step(
    step: Step, program: Program, names: Sequence[str], records: Records, root: str
) -> Reason:
    """The reason that a step has no recording at all under its identity."""
    texts = {other.text for other in program.steps if other.layerfile == step.layerfile}
    before = records.latest_for_line(step.layerfile, step.line, root)
    if before is not None and before.text not in texts:
        return Reason("text", "", f"the line was: {_first(before.text)}", before.text, step.text)
    if records.latest_for_text(step.layerfile, step.text, root) is None:
        return Reason("never_run", "", "never ran before")
    for earlier in program.steps[: step.number]:
        if records.seen(names[earlier.number]):
            continue
        if earlier.directive.keyword == "FROM":
            return Reason("image", "", f"{program.image} or the memory size is not what it was")
        detail = f"line {earlier.line} before it is new or changed: {_first(earlier.text)}"
        return Reason("text", "", detail, "", earlier.text)
    return Reason("text", "", "what comes before it is not what it was")


def of_later_step(step: Step, first: Step) -> Reason:
    """The reason that a step must run because one before it must."""
    return Reason("parent", "", f"{place(first, step)} runs before it")


def place(step: Step, seen_from: Step) -> str:
    """A step's place, for somebody who reads another one."""
    if step.layerfile == seen_from.layerfile:
        return f"line {step.line}"
    return f"{step.layerfile}:{step.line}"


def _first(text: str) -> str:
    return text.splitlines()[0] if text else ""
