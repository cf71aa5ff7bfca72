"""Passwords in addresses."""

from __future__ import annotations

import time

import pytest

from layerfile.passwords import is_elsewhere, passwords


@pytest.mark.parametrize("host", ["db.example.com", "github.com", "a.b.c", "1.example.com"])
def test_hosts_of_the_world(host: str) -> None:
    assert is_elsewhere(host)


@pytest.mark.parametrize(
    "host", ["localhost", "db", "127.0.0.1", "10.1.2.3", "a.local", "host.docker.internal", "x.test"]
)
def test_hosts_that_may_be_the_machine_s_own(host: str) -> None:
    assert not is_elsewhere(host)


def test_a_long_text_takes_no_more_than_its_length() -> None:
    for piece in ("a://", "a://b:", "a://b:ccc", "a://b:ccc@", "a.", "@", "a://b:ccc@d."):
        start = time.perf_counter()
        list(passwords("://@" + piece * (200_000 // len(piece))))
        assert time.perf_counter() - start < 2
