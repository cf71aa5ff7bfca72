"""`layer cache show ID`: what a snapshot is, its manifest, what it stands on and what stands on it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import msgspec

from layer_cache.keeping.worth import Store, describe
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.caching.wording import NotFound, find, row, step
from layer_cli.exit_codes import ExitCode
from layer_cli.terminal import age, harmless, seconds, size


def call(options: argparse.Namespace) -> int:
    """Print it."""
    state = State()
    with Records(state.records_path) as records:
        store = describe(state, records, time.time())
    try:
        name = find(store, options.id)
    except NotFound as error:
        print(f"layer: {harmless(str(error))}", file=sys.stderr)
        return ExitCode.USAGE
    shown = as_json(store, name)
    if options.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        for line in _text(store, name, shown):
            print(line)
    return ExitCode.OK


def as_json(store: Store, name: str) -> dict[str, Any]:
    """All there is to say of a snapshot."""
    manifest = store.inventory.snapshots[name].manifest
    return {
        **row(store, name),
        "parent": store.facts[name].parent,
        "above": list(store.inventory.above(name)),
        "needs": list(store.inventory.needs(name)),
        "manifest": None if manifest is None else msgspec.to_builtins(manifest),
    }


def _text(store: Store, name: str, shown: dict[str, Any]) -> list[str]:
    place = f" ({shown['place']})" if shown["place"] else ""
    lines = [f"{name}: {step(store, name)}{place}"]
    if shown["refusal"]:
        lines.append(f"  cannot be restored here: {shown['refusal']}")
    if shown["in_use"]:
        lines.append("  a run in progress uses it")
    parent = shown["parent"]
    if parent is not None:
        removed = "" if parent in store.facts else " (removed; what is left of it is needed here)"
        lines.append(f"  stands on {parent}{removed}")
    else:
        lines.append("  stands on its image alone")
    for other in shown["above"]:
        lines.append(f"  {other} stands on it: {step(store, other)}")
    lines.append(f"  takes {size(shown['bytes'])}, of which removing it would free {size(shown['unshared'])}")
    lines.append(f"  saves {seconds(shown['saves'])}, last of use {age(store.now - shown['used'])} ago")
    lines.append("  manifest")
    for key, value in (shown["manifest"] or {}).items():
        lines.append(f"    {key}: {harmless(json.dumps(value, ensure_ascii=False))}")
    return lines
