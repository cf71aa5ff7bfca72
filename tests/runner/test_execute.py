"""What a run makes of errors; the runs themselves are tested in VMs."""

from __future__ import annotations

import pytest

from layer_cache.errors import StoreError
from layer_runner.errors import EngineError, GuestDied
from layer_runner.run.execute import _masked
from layer_runner.run.masking import Masker


@pytest.mark.parametrize("kind", [EngineError, GuestDied, StoreError])
def test_the_words_of_an_error_hold_no_secret(kind: type[Exception]) -> None:
    found = _masked(kind("it died:\nconsole: s3cret"), Masker(["s3cret"]))
    assert (type(found), str(found)) == (kind, "it died:\nconsole: ***")


def test_an_error_without_secrets_stays_the_same_one() -> None:
    for error in (EngineError("no QEMU"), KeyError("s3cret")):
        assert _masked(error, Masker(["s3cret"])) is error
