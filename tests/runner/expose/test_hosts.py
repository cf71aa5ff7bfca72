"""Whose requests are answered, and where is listened."""

from __future__ import annotations

import pytest

from layer_runner.expose.hosts import listening, names_this_machine
from layerfile.website_host import is_loopback, outside_name

OWN = "shop.localhost:20001"


@pytest.mark.parametrize(
    "host",
    [
        *("shop.localhost:20001", "shop.localhost", "SHOP.Localhost:1", "admin.shop.localhost:20001"),
        *("localhost:20001", "127.0.0.1:20001", "[::1]:20001", "localhost.", "other.localhost:1"),
    ],
)
def test_names_of_this_machine(host: str) -> None:
    assert names_this_machine(host, OWN)


@pytest.mark.parametrize(
    "host",
    ["evil.example:20001", "localhost.evil.example", "10.0.0.1", "", "notlocalhost", "[::2]:1", "127.0.0.1.nip.io"],
)
def test_other_names_are_refused(host: str) -> None:
    assert not names_this_machine(host, OWN)


def test_the_host_that_was_asked_for_is_ours() -> None:
    assert names_this_machine("shop.example.com", OWN, "shop.example.com:443")
    assert not names_this_machine("", OWN, "")


def test_without_an_address_only_this_machine_can_connect() -> None:
    assert all(map(is_loopback, listening(None)))
    assert listening("0.0.0.0") == ("0.0.0.0",)
    assert listening("localhost") == listening(None)
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("example.com")


def test_what_the_address_is_made_of() -> None:
    assert outside_name(None, "shop.localhost") == "shop.localhost"
    assert outside_name("0.0.0.0", "shop.localhost") == "shop.localhost"
    assert outside_name("192.168.1.7", "shop.localhost") == "192.168.1.7"
    assert outside_name("fd00::7", "shop.localhost") == "[fd00::7]"
