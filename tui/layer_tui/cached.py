"""The snapshots that are kept: which step left each, how old it is, what it weighs and saves, what that is worth."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from layer_cache.keeping.worth import Store, describe
from layer_cache.records import Records
from layer_cache.state import State
from layer_runs.terminal import harmless
from layer_tui.amounts import short, size
from layer_tui.pieces import Line, fit

#: By what they can be sorted, each with what comes first.
ORDERS = ("value", "size", "age", "saves")

_WEIGHS, _FREES, _AGE, _SAVES, _VALUE = 9, 9, 9, 11, 8
_FIGURES = _WEIGHS + _FREES + _AGE + _SAVES + _VALUE


class Kept(Struct, frozen=True):
    """A snapshot: `bytes` of its own files, of which `frees` are gone with it; seconds since it was made and `used`.

    `saves` is what runs would have to do again without it, in seconds, `value` that by recency and megabyte. `refusal`
    says why it cannot be restored.
    """

    id: str
    text: str
    place: str
    bytes: int
    frees: int
    age: float | None
    used: float
    saves: float
    value: float
    in_use: bool = False
    refusal: str = ""


class Contents(Struct, frozen=True):
    """All snapshots, and the bytes of the store."""

    kept: tuple[Kept, ...] = ()
    bytes: int = 0


def contents(state: State, now: float | None = None) -> Contents:
    """What is kept at `now` (seconds since 1970). Raises StoreError."""
    with Records(state.records_path) as records:
        store = describe(state, records, time.time() if now is None else now)
    return Contents(tuple(_kept(store, name) for name in sorted(store.facts)), store.inventory.bytes)


def _kept(store: Store, name: str) -> Kept:
    fact, inventory = store.facts[name], store.inventory
    manifest = inventory.snapshots[name].manifest
    text = "(no recording leads to it)" if fact.seconds is None else (fact.text.splitlines() or [""])[0]
    return Kept(
        id=name,
        text=harmless(text),
        place=harmless(fact.place),
        bytes=inventory.own_bytes(name),
        frees=inventory.unshared(name),
        age=None if manifest is None else store.now - manifest.created,
        used=store.now - fact.used,
        saves=store.saved(name),
        value=store.value(name),
        in_use=name in inventory.held,
        refusal=fact.refusal or "",
    )


_FIRST: dict[str, Callable[[Kept], float]] = {
    "value": lambda each: -each.value,
    "size": lambda each: -each.bytes,
    "age": lambda each: each.age if each.age is not None else float("inf"),
    "saves": lambda each: -each.saves,
}


def ordered(kept: Sequence[Kept], order: str) -> list[Kept]:
    """The most valuable, the largest, the newest first, or what saves most."""
    return sorted(kept, key=lambda each: (_FIRST[order](each), each.used, each.id))


def summary(found: Contents) -> Line:
    """How many there are, and what all of it takes."""
    many = f"{len(found.kept)} snapshot{'' if len(found.kept) == 1 else 's'}"
    held = sum(each.in_use for each in found.kept)
    used = f", {held} in use by a run" if held else ""
    return ((f" {many}{used}, ", "dim"), (size(found.bytes), ""), (" with the layers of their disks", "dim"))


def heading(order: str, width: int) -> Line:
    """The names of the columns; the one that they are sorted by has a mark."""

    def name(text: str, cells: int, by: str = "") -> str:
        return fit(f"{'▾' if by == order else ''}{text}", cells, True)

    figures = name("weighs", _WEIGHS, "size") + name("frees", _FREES) + name("age", _AGE, "age")
    figures += name("saves", _SAVES, "saves") + name("value", _VALUE, "value")
    return ((fit(figures + "  step", width), "head"),)


def cells(each: Kept, width: int) -> Line:
    """One snapshot in exactly `width` cells."""
    note = "in use  " if each.in_use else "cannot be restored  " if each.refusal else ""
    said = f"{each.place}  {each.text}" if each.place else each.text
    return (
        (fit(size(each.bytes), _WEIGHS, True), ""),
        (fit(size(each.frees), _FREES, True), "dim"),
        (fit("-" if each.age is None else age(each.age), _AGE, True), "dim"),
        (fit(short(each.saves), _SAVES, True), "hit"),
        (fit(f"{each.value:.2f}", _VALUE, True), ""),
        ("  ", ""),
        (note, "warn"),
        (fit(said, max(0, width - _FIGURES - 2 - len(note))), ""),
    )


def details(each: Kept) -> list[Line]:
    """All that is known of one, for who thinks of removing it."""
    found: list[Line] = [((each.text, "head"),)]
    if each.place:
        found.append((("of        ", "dim"), (each.place, "")))
    found.append((("snapshot  ", "dim"), (each.id, "")))
    used = f"{age(each.used)} ago"
    found.append((("used      ", "dim"), (used, ""), ("  now, by a run" if each.in_use else "", "warn")))
    found.append(
        (
            ("saves     ", "dim"),
            (short(each.saves), "hit"),
            (f" that a run which starts from it need not do; without it {size(each.frees)} more would be free", ""),
        )
    )
    if each.refusal:
        found.append((("refused   ", "dim"), (harmless(each.refusal), "warn")))
    return found


def age(seconds: float) -> str:
    """How long ago, in one unit."""
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"
