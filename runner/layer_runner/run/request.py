"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layer_cache.keeping.caps import Caps
from layer_cache.records import Records
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layerfile.program import Program
from layerfile.website_host import WebsiteHost
from layerfile.website_settings import Settings


@dataclass
class Request:
    """What to run and with what: of each secret that the program names, the keyed digest and the value by its name.

    `variables` are the run's own, which every step sees. `yes`: no BUTTON is waited at. `websites` says how what is
    exposed is shown, and `website_host` where.
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
