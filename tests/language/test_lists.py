"""Names that a list has twice, and how to take them out."""

from __future__ import annotations

import pytest

from layerfile.directives import Names
from layerfile.fixing import apply
from layerfile.lists import Repeated, repeated
from layerfile.parsing import parse
from layerfile.problems import Fix


def _repeated(text: str) -> list[Repeated]:
    lines = [one for one in parse(text).directives if isinstance(one, Names)]
    return list(repeated(lines, lambda item: item.source if item.source != "any" else None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CACHE a a b\n", "CACHE a b\n"),
        ("CACHE a a a a\n", "CACHE a a\n"),
        ("CACHE a\nCACHE a a # b\nCACHE c\n", "CACHE a\nCACHE c\n"),
        ("CACHE a b\nCACHE  a   b  c\n", "CACHE a b\nCACHE   b  c\n"),
        ("CACHE a\nCACHE b \\\n  a\n", "CACHE a\nCACHE b \\\n  a\n"),
    ],
)
def test_all_fixes_at_once(text: str, expected: str) -> None:
    fixes = [one.fix for one in _repeated(text) if one.fix is not None]
    assert apply(text, [Fix(fix.title, fix.edits) for fix in fixes]) == expected


def test_no_identity_is_nobody_s() -> None:
    assert _repeated("CACHE any any\nCACHE any\n") == []
