"""`layer cache rm ID...`: removes snapshots, and says what that costs. Recordings stay."""

from __future__ import annotations

import argparse
import sys

from layer_cache.keeping import leases, removing
from layer_cache.keeping.worth import Store, describe
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.caching.wording import NotFound, find, step
from layer_cli.exit_codes import ExitCode
from layer_cli.terminal import count, harmless, seconds, size


def call(options: argparse.Namespace) -> int:
    """Remove them all, or where one cannot be removed none."""
    from layer_runner.engine.thinning import thin

    state = State()
    if not state.root.is_dir():
        print("layer: there are no snapshots", file=sys.stderr)
        return ExitCode.USAGE
    with Records(state.records_path) as records, leases.removing(state):
        store = describe(state, records)
        try:
            names = list(dict.fromkeys(find(store, text) for text in options.ids))
        except NotFound as error:
            print(f"layer: {harmless(str(error))}", file=sys.stderr)
            return ExitCode.USAGE
        used = [name for name in names if name in store.inventory.held]
        if used:
            print(f"layer: {', '.join(used)}: a run in progress uses it; nothing was removed", file=sys.stderr)
            return ExitCode.STORE
        for name in names:
            for line in _costs(store, name):
                print(line)
        freed = removing.remove(state, names)
    print(f"{size(freed + thin(state))} freed")
    return ExitCode.OK


def _costs(store: Store, name: str) -> list[str]:
    fact = store.facts[name]
    place = f" ({fact.place})" if fact.place else ""
    lines = [f"removed {name}: {step(store, name)}{place}"]
    if fact.refusal is not None:
        lines.append(f"  costs nothing: {fact.refusal}")
    elif fact.seconds is None:
        lines.append("  costs nothing: no run could find it")
    else:
        lines.append(f"  a run that would have started from it must do {seconds(store.saved(name))} again")
    above = store.inventory.above(name)
    if above:
        kept = store.inventory.own_bytes(name) - store.inventory.unshared(name)
        many = f"{count(len(above), 'snapshot')} {'stands' if len(above) == 1 else 'stand'}"
        lines.append(f"  {many} on it, and can still be restored: what that takes of {size(kept)} stays")
    return lines
