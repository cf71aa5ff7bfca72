"""Diagnostics and hovers as functions of texts, without a server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from layer_cache.explanation import Explanation
from layer_cache.reasons import Reason
from layer_server.documents import Document
from layer_server.features import diagnostics as feature
from layer_server.features.hover import Hover, hover
from layer_server.positions import ClientPosition, range_of
from layer_server.trees import Trees
from layer_server.verdicts import Forecast, Outlook, Verdict
from layerfile.document import split
from layerfile.problems import Problem
from layerfile.spans import Position

TEXT = "# why\nFROM vm/debian:12\nRUN cat é \\\n  b\n\nRUN <<E\nx\nE\n"
DIGESTS = ("a" * 40, "b" * 40)


def untitled(text: str) -> Document:
    return Document("untitled:x", "layerfile", 1, split(text))


def diagnostics(document: Document, documents: Iterable[Document]) -> tuple[Problem, ...]:
    return feature.diagnostics(Trees().view(document, documents))


def explained(verdict: str, *reasons: Reason, paths: tuple[str, ...] = (), first: int = 3) -> Verdict:
    observed = {"content": len(paths)} if paths else {}
    explanation = Explanation(
        "Layerfile",
        3,
        "RUN x",
        verdict,
        20.1,
        reasons,
        1.0,
        first,
        "Layerfile",
        observed,
        paths,  # type: ignore[arg-type]
    )
    return Verdict(explanation, Outlook(1, 2, 20.1, 3.0, True))


def asked(text: str, line: int, verdict: Verdict | str, markdown: bool = False) -> Hover | None:
    """The hover for a line (from 0) where all steps have one verdict, or where there is none."""
    forecast = Forecast(unknown=verdict) if isinstance(verdict, str) else Forecast(dict.fromkeys(range(99), verdict))
    return hover(Trees().view(untitled(text), ()), Position(line + 1, 0), markdown, forecast, str)


def shown(verdict: Verdict, line: int = 2, markdown: bool = False) -> str:
    found = asked(TEXT, line, verdict, markdown)
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    ("line", "first", "last"), [(0, None, None), (1, 1, 1), (2, 2, 3), (3, 2, 3), (4, None, None), (6, 5, 7)]
)
def test_all_lines_of_a_directive_have_its_hover(line: int, first: int | None, last: int | None) -> None:
    found = asked(TEXT, line, explained("hit"))
    if first is None or last is None:
        assert found is None
        return
    assert found is not None
    assert (found.span.start_line, found.span.end_line) == (first + 1, last + 1)


def test_a_hit() -> None:
    text = shown(explained("hit", paths=tuple("abcdefgh")))
    assert text.splitlines()[:2] == [
        "✓ hit, 20.1 s saved",
        "It depends on 8 observations, above all of a, b, c, d, e, f …",
    ]
    assert "It depends on no file of the tree." in shown(explained("hit"))


def test_a_miss() -> None:
    old, new = (f"{digest} 644" for digest in DIGESTS)
    changed = Reason("content", "file1", f"file1 changed (content {old[:7]} → {new[:7]})", old, new)
    there = Reason("absence", "x", "x did not exist, now it does", "absent", f"file 644 1 {DIGESTS[0]}")
    assert shown(explained("miss", changed)).splitlines()[:2] == [
        "↻ would run, about 20.1 s",
        "file1 changed (content aaaaaaa → bbbbbbb), seen by reading it",
    ]
    assert (
        "`x` did not exist, now it does, seen by looking for it in vain\n\nthen `absent`, now `file 644 1 aaaaaaa`"
        in (shown(explained("miss", there), markdown=True))
    )
    many = shown(explained("miss", *[changed] * 9, first=2))
    assert "… and 3 more" in many
    assert "The first line that misses: Layerfile:2" in many


def test_a_miss_that_goes_on_from_its_own_last_run() -> None:
    verdict = explained("miss")
    again = replace(verdict.explanation, again=1_000_000_000.0)
    assert "It starts from what its own last run left, 2001-09-0" in shown(replace(verdict, explanation=again))


def test_other_verdicts() -> None:
    assert shown(explained("free")).startswith("· free")
    assert shown(explained("unknown")).startswith("? cannot be told")
    assert "The whole file: 1 of 3 RUN steps are hits; 20.1 s saved; 2 would run, about 3.0 s or more." in shown(
        explained("free"), line=1
    )


def test_no_verdict_says_why() -> None:
    found = asked("RUM x", 0, "*because*", True)
    assert found is not None
    assert found.text.startswith("**? verdict unknown**\n\n\\*because\\*\n\nThis line is no directive")


def test_a_line_that_is_no_step_has_no_verdict() -> None:
    found = hover(Trees().view(untitled("RUN x"), ()), Position(1, 0), False, Forecast(), str)
    assert found is not None
    assert "no step starts at this line" in found.text


@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff", "FROM", "RUN \\", "RUN <<E", "ENV", "\x00", "\ud800 x", "COPY \\\n\r"]
)
def test_no_text_is_too_strange(text: str) -> None:
    diagnostics(untitled(text), ())
    for line in range(3):
        asked(text, line, explained("hit"))


def test_columns_are_the_editors_own() -> None:
    document = untitled("FROM vm/debian:12\nENV A=😀 B\n")
    (found,) = diagnostics(document, (document,))
    assert (found.name, found.severity) == ("env-shape", "error")
    assert range_of(document.lines, found.span, "utf-16").end == ClientPosition(1, 10)


def test_a_parent_that_is_only_in_the_editor(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    child = Document("a", "layerfile", 1, split("FROM ./base\nRUN true\n"), tmp_path / "Layerfile")
    base = tmp_path / "base" / "Layerfile"
    parent = Document("b", "layerfile", 1, split("FROM vm/debian:12\n"), base, changed=True)
    assert [found.name for found in diagnostics(child, (child,))] == ["from-missing-layerfile"]
    assert diagnostics(child, (child, parent)) == ()


def test_settings_that_are_wrong_are_told_and_the_defaults_hold(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "layer.toml").write_text("[lint]\nignroe = []\n")
    document = Document("a", "layerfile", 1, split("FROM vm/debian:12\nSPLIT 1\n"), tmp_path / "Layerfile")
    told: list[str] = []
    trees = Trees(notify=told.append)
    assert [one.name for one in feature.diagnostics(trees.view(document, (document,)))] == ["split-one"]
    assert ["ignroe is not known" in message for message in told] == [True]
