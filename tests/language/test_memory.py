"""Sizes of memory."""

from __future__ import annotations

import pytest

from layerfile import memory


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("64M", 64 * 1024**2),
        ("2G", 2 * 1024**3),
        ("2g", 2 * 1024**3),
        ("1048576K", 1024**3),
        ("1073741824", 1024**3),
        ("007G", 7 * 1024**3),
    ],
)
def test_sizes_in_bytes(text: str, size: int) -> None:
    assert memory.size(text) == size


@pytest.mark.parametrize("text", ["63M", "0", "2", "99999999G", "1T", "1.5G", "-1G", "", "9" * 5000])
def test_what_a_machine_cannot_have(text: str) -> None:
    assert memory.size(text) is None


@pytest.mark.parametrize(("text", "bytes_"), [("63M", 63 * 1024**2), ("0", 0), ("2", 2), ("1T", None), ("", None)])
def test_numbers_are_read_whatever_they_are(text: str, bytes_: int | None) -> None:
    assert memory.number(text) == bytes_


@pytest.mark.parametrize(
    ("text", "meant"), [("2GB", "2G"), ("2 gib", "2G"), ("512 m", "512M"), ("2", None), ("x", None)]
)
def test_what_was_almost_a_size(text: str, meant: str | None) -> None:
    assert memory.almost(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"), [("2", "2G"), ("512", "512M"), ("0", None), ("1048576", None), ("2G", None)]
)
def test_the_unit_that_a_small_number_lacks(text: str, meant: str | None) -> None:
    assert memory.with_unit(text) == meant
