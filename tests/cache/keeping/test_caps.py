"""Caps as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_cache.keeping.caps import KEEP_FREE, SIZE, Caps, parse_size, read_caps
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError

GB = 1024**3
TB = 1024**4


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1048576", 1024**2),
        ("512 MB", 512 * 1024**2),
        ("20G", 20 * GB),
        ("20g", 20 * GB),
        ("20GiB", 20 * GB),
        ("1.5T", 3 * TB // 2),
        (" 3 K ", 3072),
        ("7B", 7),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "G", "-1G", "1 P", "10%", "1,5G", "1.G", "1e9", "٣G", "1G 2M", "0x10", "nan"])
def test_what_is_no_size_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        parse_size(text)


@given(st.integers(0, 10**18))
def test_any_number_of_bytes_can_be_written(size: int) -> None:
    assert parse_size(str(size)) == size


def read(toml: str) -> Caps:
    return read_caps(MemoryFiles({"layer.toml": toml}))


def test_without_a_file_or_a_table_nothing_is_said() -> None:
    assert read_caps(MemoryFiles({})) == read("[lint]\n") == Caps()


def test_both_caps() -> None:
    assert read("[cache]\nsize = '20G'\nkeep-free = 1024\n") == Caps(20 * GB, 1024)


def test_what_directories_may_take() -> None:
    assert read("[cache]\ndirectories = '2G'\n") == Caps(directories=2 * GB)
    assert Caps().directories == 10 * GB


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[cache]\nsize = 'much'\n", 'layer.toml:2:1: error: cache.size: "much" is no size'),
        ("# caps\n[cache]\n\n  keep-free = -1\n", "layer.toml:4:3: error: cache.keep-free must be a size"),
        ("[cache]\nsize = true\n", "layer.toml:2:1: error: cache.size must be a size"),
        ("[lint]\n[cache]\nlimit = '1G'\n", "layer.toml:3:1: error: cache.limit is not known: there are size"),
        ("cache.size = '1 P'\n", 'layer.toml:1:7: error: cache.size: "1 P"'),
        ("[cache]\ndirectories = '1K'\n", "layer.toml:2:1: error: cache.directories must be between"),
        ("[cache]\ndirectories = '1T'\n", "layer.toml:2:1: error: cache.directories must be between"),
        ("cache = {size = 'x'}\n", "layer.toml:1:1: error: cache.size"),
        ("cache = 3\n", "layer.toml:1:1: error: [cache] must be a table"),
        ("[cache\n", "layer.toml:1:1: error: layer.toml is no TOML"),
    ],
)
def test_mistakes_are_told_where_they_stand(toml: str, message: str) -> None:
    with pytest.raises(LayerfileError) as caught:
        read(toml)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("caps", "taken", "free", "total", "excess"),
    [
        (Caps(10, 0), 10, 0, 100, 0),
        (Caps(10, 0), 13, 0, 100, 3),
        (Caps(10, 50), 10, 45, 100, 5),
        (Caps(10, 50), 20, 45, 100, 10),
        (Caps(None, 0), SIZE + 1, 0, TB, 1),
        (Caps(None, 0), 30, 0, 100, 5),
        (Caps(10, None), 0, KEEP_FREE - 7, TB, 7),
        (Caps(10, None), 0, 2, 100, 3),
        (Caps(), 0, TB, TB, 0),
    ],
)
def test_excess(caps: Caps, taken: int, free: int, total: int, excess: int) -> None:
    assert caps.excess(taken, free, total) == excess
