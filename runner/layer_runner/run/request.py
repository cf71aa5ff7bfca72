"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from layer_cache.errors import StoreError, TreeError
from layer_cache.keeping.caps import Caps
from layer_cache.records import Records
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.run.failure import Manners
from layerfile.problems import LayerfileError
from layerfile.program import Program
from layerfile.website_host import WebsiteHost
from layerfile.website_settings import Settings


@dataclass
class Request:
    """What to run and with what: of each secret that the program names, the keyed digest and the value by its name.

    `variables` are the run's own, which every step sees. `yes`: no BUTTON is waited at. `websites` says how what is
    exposed is shown, and `website_host` where. `reopen` reads Layerfile, tree and secrets anew, for a run that goes on
    from a new plan. Raises LayerfileError, StoreError, TreeError.
    """

    program: Program
    state: State
    records: Records
    tree: SourceTree
    use_cache: bool = True
    digests: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    caps: Caps = field(default_factory=Caps)
    variables: Mapping[str, str] = field(default_factory=dict)
    yes: bool = False
    websites: Settings = field(default_factory=Settings)
    website_host: WebsiteHost = field(default_factory=lambda: WebsiteHost("layerfile.localhost", 0))
    manners: Manners = field(default_factory=Manners)
    reopen: Callable[[], Request] | None = None

    def problem(self) -> str | None:
        """What stands in the way of a new plan, in words; None where nothing does."""
        assert self.reopen is not None
        try:
            self.reopen().records.close()
        except (LayerfileError, StoreError, TreeError) as error:
            return str(error)
        return None

    def renewed(self, recorded: frozenset[int]) -> Request:
        """The request for a new plan in the same run, in which what it has `recorded` counts, whatever else does."""
        assert self.reopen is not None
        fresh = self.reopen()
        records = fresh.records.and_also(recorded) if self.use_cache else fresh.records.limited_to(recorded)
        return replace(fresh, records=records, use_cache=True)
