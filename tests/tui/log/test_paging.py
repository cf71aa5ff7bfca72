"""The person's own pager."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_tui.log.paging import page


def test_it_is_given_the_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", f"cp --target-directory {tmp_path}")
    assert page(["one", "two"]) == ""
    (copied,) = tmp_path.iterdir()
    assert copied.read_text() == "one\ntwo\n"


def test_one_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "no-such-pager-anywhere")
    assert "cannot start no-such-pager-anywhere" in page([])
