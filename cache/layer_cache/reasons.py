"""Why a step must run, in words and as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from layer_cache.folding import Row, first_kind, unfold
from layer_cache.observations import ABSENT, NOT_THAT, Observation
from layer_cache.records import Recording, Records
from layerfile.variables import NEW_IN_EACH_RUN, may_be_shown

if TYPE_CHECKING:
    from layer_cache.placed_tree import PlacedTree
    from layerfile.program import Program, Step

ReasonKind = Literal[
    "content",
    "stat",
    "entry",
    "absence",
    "listing",
    "link",
    "text",
    "secret",
    "variable",
    "skipped",
    "parent",
    "never_run",
    "snapshot",
    "image",
    "clone",
]

#: Characters of a variable's value that a reason has in its words.
_LONGEST = 60

#: What says most comes first: who adds a file changes a listing as well, who edits one its stat.
TELLING = {"content": 0, "link": 1, "absence": 2, "entry": 3, "stat": 4, "listing": 5}


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


def false_observations(recording: Recording, records: Records, placed: PlacedTree) -> list[Observation]:
    """What that run saw and would not see now, the most telling first."""
    found = [
        observation
        for number in records.pieces(recording.id) or ()
        for row in records.piece(number) or ()
        if placed.value(first_kind(row[0]), row[1]) != row[2]
        for observation in unfold(Row(*row))
        if placed.value(observation.kind, observation.path) != observation.value
    ]
    return sorted(found, key=lambda observation: (TELLING[observation.kind], observation.path))


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
    return Reason(kind, path, describe(observation, path, new), old, new)


def describe(observation: Observation, path: str, new: str) -> str:
    """How what is seen at `path` now, `new`, differs from what was observed."""
    kind, _, old = observation
    if old == ABSENT:
        return f"{path} did not exist, now it does"
    if kind == "listing":
        return _listing_detail(path.rstrip("/"), new)
    if new == ABSENT:
        return f"{path} is gone"
    if kind == "link":
        return f"{path} points to {new} instead of {old}" if new else f"{path} is no link any more"
    was, now = _parse(kind, old), _parse(kind, new)
    if was.type != now.type:
        return f"{path} is {now.type} now, and was {was.type}"
    if was.target != now.target:
        return f"{path} points to {now.target} instead of {was.target}"
    if was.digest != now.digest:
        return f"{path} changed (content {was.digest[:7]} → {now.digest[:7]})"
    return f"{path} changed (mode {was.mode} → {now.mode})"


def _listing_detail(folder: str, new: str) -> str:
    if new == ABSENT:
        return f"{folder}/ is gone"
    if new == NOT_THAT:
        return f"{folder} is no directory any more"
    return f"the list of names in {folder}/ changed"


class _Seen(NamedTuple):
    """What a value says."""

    type: str
    mode: str = ""
    digest: str = ""
    target: str = ""


def _parse(kind: str, value: str) -> _Seen:
    """Never fails: a recorded value comes from the machine and may be anything."""
    match value.split(" "):
        case [digest, mode] if kind == "content":
            return _Seen("a file", mode, digest)
        case ["file", mode]:
            return _Seen("a file", mode)
        case ["file", mode, _, digest]:
            return _Seen("a file", mode, digest)
        case ["link", *_]:
            return _Seen("a symbolic link", target=value[5:])
        case ["dir"]:
            return _Seen("a directory")
    return _Seen("something else")


def of_circumstances(
    step: Step,
    without: str,
    secrets: Mapping[str, str],
    variables: Mapping[str, str],
    records: Records,
    root: str,
) -> Reason | None:
    """The reason that a step which was never done with these secrets and variables was done with others; None where it
    was not.

    `without` is its identity if it knew none of them, `secrets` and `variables` if it knew only the one of that name
    (`identity.remembered`).
    """
    latest = records.latest_for_text(step.layerfile, step.text, root)
    # The second: whether it was done in this project.
    if not records.seen(without) or latest is None:
        return None
    changed = [name for name in sorted(secrets) if not records.seen(secrets[name])]
    for name in sorted(variables):
        if not records.seen(variables[name]):
            return _of_variable(name, dict(step.context.build).get(name), records.values(latest.id))
    match changed:
        case []:
            return _of_combination(step, sorted({*secrets, *variables}), records.values(latest.id))
        case [name]:
            detail = f"the secret {name} has another value"
        case _:
            detail = f"the secrets {' and '.join(changed)} have other values"
    return Reason("secret", "", detail)


def _of_variable(name: str, new: str | None, values: Mapping[str, str]) -> Reason:
    old = values.get(name)
    if not may_be_shown(name):
        return Reason("variable", "", f"{name} has another value")
    if name in NEW_IN_EACH_RUN and new:
        return Reason("variable", "", f"{name} is another one in each run", old or "", new)
    was, now = (
        f"is {_short(value)}" if value else "is not set" if value is None else "is empty" for value in (old, new)
    )
    return Reason("variable", "", f"{name} {now}, and {was.replace('is ', 'was ', 1)}", old or "", new or "")


def _of_combination(step: Step, names: Sequence[str], values: Mapping[str, str]) -> Reason:
    """Each value was seen before, but never with the others."""
    differing = [
        _of_variable(name, value, values)
        for name, value in step.context.build
        if name in names and values.get(name) != value
    ]
    if len(differing) == 1:
        return differing[0]
    kind: ReasonKind = "secret" if set(names) <= set(step.context.secrets) else "variable"
    return Reason(kind, "", f"it never ran with these values of {' and '.join(names)} together")


def _short(value: str) -> str:
    first = value.partition("\n")[0]
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"


def of_unknown_step(step: Step, program: Program, names: Sequence[str], records: Records, root: str) -> Reason:
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
