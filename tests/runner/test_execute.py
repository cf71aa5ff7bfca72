"""What a run makes of errors and of what its steps looked for; the runs themselves are tested in VMs."""

from __future__ import annotations

import pytest

from layer_cache.errors import StoreError
from layer_cache.observations import ABSENT, Observation
from layer_runner.errors import EngineError, GuestDied
from layer_runner.run.execute import _looked_for_in_vain, _masked
from layer_runner.run.masking import Masker


@pytest.mark.parametrize("kind", [EngineError, GuestDied, StoreError])
def test_the_words_of_an_error_hold_no_secret(kind: type[Exception]) -> None:
    found = _masked(kind("it died:\nconsole: s3cret"), Masker(["s3cret"]))
    assert (type(found), str(found)) == (kind, "it died:\nconsole: ***")


def test_an_error_without_secrets_stays_the_same_one() -> None:
    for error in (EngineError("no QEMU"), KeyError("s3cret")):
        assert _masked(error, Masker(["s3cret"])) is error


def test_only_names_that_the_tree_does_not_have_are_the_machines_own() -> None:
    seen = [
        Observation("entry", "/root/there", "file 644"),
        Observation("entry", "/root/a/not-there", ABSENT),
        Observation("absence", "/root/gone", ABSENT),
    ]
    assert _looked_for_in_vain(seen) == {"not-there", "gone"}
