"""The host of a Layerfile's websites."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerfile.files import MemoryFiles
from layerfile.website_host import VARIABLE, website_host, with_website_host
from layerfile.website_settings import Settings

NONE = Settings()


@pytest.mark.parametrize(
    ("root", "layerfile", "name"),
    [
        ("/src/shop", "Layerfile", "shop.localhost"),
        ("/src/shop", "web/Layerfile", "web-shop.localhost"),
        ("/src/My_Shop.2", "web/e2e/Layerfile", "web-e2e-my-shop-2.localhost"),
        ("/", "Layerfile", "layerfile.localhost"),
    ],
)
def test_it_is_called_after_its_folders(root: str, layerfile: str, name: str) -> None:
    assert website_host(root, layerfile, NONE).name == name


def test_it_is_the_same_in_each_run_and_another_in_another_checkout() -> None:
    first = website_host("/a/shop", "Layerfile", NONE)
    assert first == website_host("/a/shop", "Layerfile", NONE)
    assert first.port != website_host("/b/shop", "Layerfile", NONE).port
    assert first.port != website_host("/a/shop", "web/Layerfile", NONE).port


def test_what_was_asked_for_counts() -> None:
    assert str(website_host("/a/shop", "Layerfile", Settings(port=8080))) == "shop.localhost:8080"
    assert str(website_host("/a/shop", "Layerfile", Settings("192.168.1.7", 8080))) == "192.168.1.7:8080"
    assert website_host("/a/shop", "Layerfile", Settings("0.0.0.0")).name == "shop.localhost"


def test_a_caller_knows_better() -> None:
    files = MemoryFiles({"layer.toml": "[expose]\nport = 8080\n"})
    assert with_website_host({"A": "b"}, "/a/shop", "Layerfile", files) == {VARIABLE: "shop.localhost:8080", "A": "b"}
    assert with_website_host({VARIABLE: "x.example"}, "/a/shop", "Layerfile", files)[VARIABLE] == "x.example"


@given(st.text(), st.text())
def test_any_path_makes_a_host(root: str, layerfile: str) -> None:
    host = website_host("/" + root, layerfile, NONE)
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.localhost", host.name)
    assert 20000 <= host.port < 30000
