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


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2GB", "did you mean 2G?"),
        ("2 gib", "did you mean 2G?"),
        ("2", "did you mean 2G?"),
        ("512", "did you mean 512M?"),
        ("63M", "at least 64M"),
        ("0", "at least 64M"),
        ("1T", "2G, 512M"),
        ("1.5G", "2G, 512M"),
        ("-1G", "2G, 512M"),
        ("", "2G, 512M"),
        ("99999999G", "more memory than any machine has"),
        ("9" * 5000, "2G, 512M"),
    ],
)
def test_what_is_no_size_is_told_with_what_may_be_meant(text: str, hint: str) -> None:
    found = memory.size(text)
    assert isinstance(found, str)
    assert hint in found
