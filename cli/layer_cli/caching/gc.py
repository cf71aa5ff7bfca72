"""`layer cache gc`: removes the least valuable snapshots until the rest is within the caps."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from layer_cache.keeping import directories
from layer_cache.keeping.caps import Caps, parse_size, read_caps
from layer_cache.keeping.tidying import Tidied, tidy
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.caching.wording import SHOWN, step
from layer_cli.exit_codes import ExitCode
from layer_cli.terminal import count, harmless, seconds, size
from layerfile import tree_root
from layerfile.files import DiskFiles

VERSION = 1


def call(options: argparse.Namespace) -> int:
    """Decide, remove, and say what went and why."""
    from layer_runner.engine.thinning import thin

    try:
        caps = _caps(options)
    except ValueError as error:
        print(f"layer: {error}", file=sys.stderr)
        return ExitCode.USAGE
    state = State().create()
    with Records(state.records_path) as records:
        done = tidy(state, records, caps, dry=options.dry_run)
    if not options.dry_run:
        done = replace(done, freed=done.freed + thin(state))
        directories.remove_forgotten(state, time.time())
    if options.json:
        print(json.dumps(_as_json(done, options.dry_run), ensure_ascii=False))
    else:
        for line in _text(done, options.dry_run):
            print(line)
    return ExitCode.OK


def _caps(options: argparse.Namespace) -> Caps:
    caps = read_caps(DiskFiles(tree_root(Path(options.path))))
    return Caps(
        caps.size if options.size is None else parse_size(options.size),
        caps.keep_free if options.keep_free is None else parse_size(options.keep_free),
        caps.directories,
    )


def _as_json(done: Tidied, dry: bool) -> dict[str, object]:
    return {
        "version": VERSION,
        "dry_run": dry,
        "removed": [
            {
                "snapshot": removal.snapshot,
                "text": done.store.facts[removal.snapshot].text,
                "place": done.store.facts[removal.snapshot].place,
                "bytes": removal.bytes,
                "seconds": round(removal.seconds, 3),
                "why": removal.why,
            }
            for removal in done.decision.removals
        ],
        "mirrors": [{"repository": one.mirror.shown, "bytes": one.bytes} for one in done.mirrors],
        "bytes_before": done.taken,
        "bytes_freed": done.freed,
        "bytes_missing": done.decision.missing,
    }


def _text(done: Tidied, dry: bool) -> list[str]:
    lines = []
    for removal in done.decision.removals:
        cost = f"{size(removal.bytes)}, saved {seconds(removal.seconds)}"
        lines.append(f"{removal.snapshot[:SHOWN]}  {step(done.store, removal.snapshot)}")
        lines.append(f"{'':{SHOWN}}  {cost}: {removal.why}")
    verb = "would be removed" if dry else "removed"
    for one in done.mirrors:
        shown = harmless(one.mirror.shown)
        lines.append(f"the mirror of {shown} {verb}, {size(one.bytes)}: the next run fetches it anew")
    lines.append(
        f"{count(len(done.decision.removals), 'snapshot')} {verb}, {size(done.freed)} of {size(done.taken)} "
        f"{'would be ' if dry else ''}freed"
    )
    if done.decision.missing:
        lines.append(
            f"still {size(done.decision.missing)} too much: what is left is used by runs, or is not the cache's"
        )
    return lines
