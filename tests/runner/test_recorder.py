"""What a recorder makes of what steps looked for; what it records is tested in VMs."""

from __future__ import annotations

from layer_cache.observations import ABSENT, Observation
from layer_runner.run.recorder import _looked_for_in_vain


def test_only_names_that_the_tree_does_not_have_are_the_machines_own() -> None:
    seen = [
        Observation("entry", "/root/there", "file 644"),
        Observation("entry", "/root/a/not-there", ABSENT),
        Observation("absence", "/root/gone", ABSENT),
    ]
    assert _looked_for_in_vain(seen) == {"not-there", "gone"}
