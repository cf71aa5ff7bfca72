"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layer_cache.keeping.caps import Caps
from layer_cache.records import Records
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layerfile.program import Program


@dataclass
class Request:
    """What to run and with what: of each secret that the program names, the keyed digest and the value by its name.

    `variables` are the run's own, which every step sees. `yes`: no BUTTON is waited at.
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
