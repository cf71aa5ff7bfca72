"""A fix is offered only where it is surely what is meant: here the rule finds something, and offers none."""

from __future__ import annotations

import pytest

from tests.language.rules.spec import Text, files_of, findings


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("unknown-directive", "image: python"),
        ("unknown-directive", "Note that make is needed"),
        ("unknown-directive", "}' > x"),
        ("unknown-directive", "[section]"),
        ("unknown-directive", "A=b"),
        ("unknown-directive", "SECRET A"),
        ("unknown-directive", "SKIP \\\n REMIANING IF A=b"),
        # A comment would end where its line does.
        ("docker-directive", "MAINTAINER me \\\n and you"),
        ("docker-directive", "ADD https://example.com/x /x"),
        ("docker-directive", "ADD x.tar.gz /x"),
        # Nothing is behind it on its line: the blank to go with it is the line's end.
        ("docker-flag", "RUN --network=none"),
        ("docker-flag", "COPY --chown=a:b c d"),
        ("from-extra", "FROM vm/debian:12 # a \\\n b"),
        ("from-docker-image", "FROM node:18"),
        ("from-not-first", "nope\nFROM vm/debian:12"),
        # It would start from itself.
        ("from-missing-layerfile", {"Layerfile": "FROM ./Layerfiel", ".git/HEAD": ""}),
        ("from-letter-case", {"Layerfile": "FROM ./layerfile"}),
        ("memory-value", "MEMORY much"),
        ("memory-too-small", "MEMORY 0"),
        ("argument-extra", "MEMORY 2 x"),
    ],
)
def test_no_fix_is_offered(rule: str, text: Text) -> None:
    found = findings(files_of(text), rule)
    assert found
    assert [problem.fix for problem in found] == [None] * len(found)
