"""The host of a Layerfile's websites."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerfile.website_host import website_host


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
    assert website_host(root, layerfile).name == name


def test_it_is_the_same_in_each_run_and_another_in_another_checkout() -> None:
    assert website_host("/a/shop", "Layerfile") == website_host("/a/shop", "Layerfile")
    assert website_host("/a/shop", "Layerfile").port != website_host("/b/shop", "Layerfile").port
    assert str(website_host("/a/shop", "Layerfile", 8080)) == "shop.localhost:8080"


@given(st.text(), st.text())
def test_any_path_makes_a_host(root: str, layerfile: str) -> None:
    host = website_host("/" + root, layerfile)
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.localhost", host.name)
    assert 20000 <= host.port < 30000
