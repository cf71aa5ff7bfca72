"""The snapshots that are kept: which step of which Layerfile left each, how old it is, what it weighs and saves."""

from __future__ import annotations

import os
from collections.abc import Iterable

from msgspec import Struct

from layer_cache import snapshots
from layer_cache.records import Recording, Records
from layer_cache.state import State
from layer_runs.terminal import harmless
from layer_tui.amounts import short, size
from layer_tui.pieces import Line, fit


class Kept(Struct, frozen=True):
    """A snapshot; `bytes` of its memory and device state, `created` in seconds since 1970.

    `recording` is None where none names it: a machine that was booted once. `refusal` says why it cannot be restored.
    """

    id: str
    bytes: int
    created: float
    image: str
    recording: Recording | None = None
    refusal: str = ""


def kept(state: State) -> list[Kept]:
    """All snapshots, the newest first. Raises StoreError."""
    try:
        names = sorted(name for name in os.listdir(state.snapshots) if not name.startswith("."))
    except FileNotFoundError:
        return []
    found = []
    with Records(state.records_path) as records:
        for name in names:
            manifest = snapshots.read(state, name)
            if manifest is None:
                continue
            refusal = snapshots.refusal(state, name) or ""
            recording = records.with_snapshot(name)
            one = Kept(name, manifest.bytes, manifest.created, manifest.image, recording, refusal)
            found.append(one)
    return sorted(found, key=lambda each: -each.created)


def lines(found: Iterable[Kept], now: float, width: int = 100) -> list[Line]:
    """The snapshots as lines, and what they weigh together."""
    rows = list(found)
    total = sum(each.bytes for each in rows)
    text = max(20, width - 36)
    head: Line = ((fit("weighs", 10, True) + fit("age", 12, True) + fit("saves", 11, True) + "  step", "head"),)
    result: list[Line] = [((f"{len(rows)} snapshots, {size(total)}; layers of disks are not counted", "dim"),), head]
    for each in rows:
        step = each.recording
        said = f"image {each.image[:12]}, booted"
        if step is not None:
            said = f"{step.layerfile}:{step.line}  {_first(step.text)}"
        result.append(
            (
                (fit(size(each.bytes), 10, True), ""),
                (fit(age(now - each.created), 12, True), "dim"),
                (fit(short(None if step is None else step.seconds), 11, True), "hit"),
                (fit(f"  {harmless(said)}", text), ""),
                (f" {each.refusal}", "warn"),
            )
        )
    return result


def _first(text: str) -> str:
    return (text.splitlines() or [""])[0]


def age(seconds: float) -> str:
    """How long ago, in one unit."""
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"
