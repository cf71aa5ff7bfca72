"""At the end of a run that made snapshots: the store is brought within its caps."""

from __future__ import annotations

from layer_cache.keeping import tidying
from layer_cache.keeping.caps import Caps
from layer_cache.records import Records
from layer_cache.state import State
from layer_runner.engine import thinning


def tidy(state: State, records: Records, caps: Caps) -> str | None:
    """Remove the least valuable snapshots if there is too much; what was done, in words. Raises StoreError.

    Cheap where nothing is to be done: a look at the files, and no lock. What the run itself uses is not removed,
    as it still holds its lease.
    """
    if tidying.excess(state, caps) == 0:
        return None
    done = tidying.tidy(state, records, caps)
    freed = done.freed + thinning.thin(state)
    count = len(done.decision.removals)
    if not count and not freed:
        return None
    seconds = sum(removal.seconds for removal in done.decision.removals)
    gone = f"{count} snapshot{'' if count == 1 else 's'}"
    return f"the cache was over its cap: {gone} removed, {freed // 1024**2} MB, that had saved {seconds:.1f} s"
