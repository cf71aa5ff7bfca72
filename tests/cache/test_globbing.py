"""Patterns in the sources of COPY."""

from __future__ import annotations

import pytest

from layer_cache.globbing import expand, is_pattern

from .memory_tree import MemoryTree

NAMES = ("a.c", "b.c", ".hidden", "x/a.c", "x/y/a.c", "x/y/b.h", "a]c", "a-c", "new\nline")
TREE = MemoryTree(dict.fromkeys(NAMES, b""))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", [".hidden", "a-c", "a.c", "a]c", "b.c", "new\nline", "x"]),
        ("*.c", ["a.c", "b.c"]),
        ("?.c", ["a.c", "b.c"]),
        ("[ab].c", ["a.c", "b.c"]),
        ("[!a].c", ["b.c"]),
        ("[^a].c", ["b.c"]),
        ("[a-b].c", ["a.c", "b.c"]),
        ("[b-a].c", []),
        ("[!b-a].c", ["a.c", "b.c"]),
        ("a[]]c", ["a]c"]),
        ("a[!]]c", ["a-c", "a.c"]),
        ("a[.-]c", ["a-c", "a.c"]),
        ("[", []),
        ("[]", []),
        ("[!]", []),
        ("[a", []),
        ("a[\\]]c", ["a]c"]),
        ("\\a.c", ["a.c"]),
        ("a.c\\", []),
        ("[[:alpha:]].c", ["a.c", "b.c"]),
        ("[[:nothing:]].c", []),
        ("new?line", ["new\nline"]),
        ("x/*", ["x/a.c", "x/y"]),
        ("x/*.c", ["x/a.c"]),
        ("*/a.c", ["x/a.c"]),
        ("x/*/b.h", ["x/y/b.h"]),
        ("**/a.c", ["a.c", "x/a.c", "x/y/a.c"]),
        ("x/**", ["x/a.c", "x/y/a.c", "x/y/b.h"]),
        ("x/**/*.c", ["x/a.c", "x/y/a.c"]),
        ("**/y", ["x/y"]),
        ("a.c/*", []),
        ("nowhere/**", []),
    ],
)
def test_what_matches(pattern: str, expected: list[str]) -> None:
    assert expand(pattern, TREE) == expected


def test_what_is_a_pattern() -> None:
    assert is_pattern("a*")
    assert is_pattern("[id].js")
    assert not is_pattern("a-b.c")
