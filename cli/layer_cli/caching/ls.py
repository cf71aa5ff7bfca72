"""`layer cache ls`: a row a snapshot, the most valuable first."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable

from layer_cache.keeping import directories, mirrors
from layer_cache.keeping.worth import Store, describe
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.caching.wording import SHOWN, row, step
from layer_cli.exit_codes import ExitCode
from layer_cli.terminal import age, columns, count, harmless, seconds, size

VERSION = 1

_TITLES = ("SNAPSHOT", "STEP", "PLACE", "SIZE", "UNSHARED", "AGE", "USED", "SAVES", "VALUE", "")
#: Characters of a step's text that are shown.
_TEXT = 40


def call(options: argparse.Namespace) -> int:
    """Print the list."""
    state = State()
    with Records(state.records_path) as records:
        store = describe(state, records, time.time())
    kept = directories.kept(state)
    cloned = mirrors.kept(state, store.inventory.held)
    names = sorted(store.facts, key=lambda name: (-store.value(name), -store.facts[name].used, name))
    if options.json:
        rows = [row(store, name) for name in names]
        found = {
            "version": VERSION,
            "bytes": store.inventory.bytes,
            "snapshots": rows,
            "directories": [
                {"root": one.root, "layerfile": one.layerfile, "bytes": one.bytes, "used": one.used} for one in kept
            ],
            "mirrors": _mirrors(cloned),
        }
        print(json.dumps(found, ensure_ascii=False))
        return ExitCode.OK
    if names:
        for line in columns([_TITLES, *(_cells(store, name) for name in names)], right=range(3, 9)):
            print(line)
    print(f"{count(len(names), 'snapshot')}, {size(store.inventory.bytes)}")
    for one in kept:
        shown = harmless(f"{one.root}/{one.layerfile}")
        print(f"directories of CACHE in {shown}: {size(one.bytes)}, used {age(store.now - one.used)} ago")
    for clone in cloned:
        note = "; in use" if clone.is_held else ""
        asked = age(max(0.0, store.now - clone.asked))
        print(f"mirror of {harmless(clone.mirror.shown)}: {size(clone.bytes)}, asked {asked} ago{note}")
    return ExitCode.OK


def _mirrors(cloned: Iterable[mirrors.Kept]) -> list[dict[str, object]]:
    return [
        {"repository": one.mirror.shown, "bytes": one.bytes, "asked": round(one.asked, 3), "in_use": one.is_held}
        for one in cloned
    ]


def _cells(store: Store, name: str) -> tuple[str, ...]:
    shown = row(store, name)
    text = step(store, name)
    notes = ["in use"] if shown["in_use"] else []
    notes += [shown["refusal"]] if shown["refusal"] else []
    created = shown["created"]
    return (
        name[:SHOWN],
        text if len(text) <= _TEXT else text[: _TEXT - 1] + "…",
        shown["place"] or "-",
        size(shown["bytes"]),
        size(shown["unshared"]),
        "-" if created is None else age(store.now - created),
        age(store.now - shown["used"]),
        seconds(shown["saves"]),
        f"{shown['value']:.2f}",
        "; ".join(notes),
    )
