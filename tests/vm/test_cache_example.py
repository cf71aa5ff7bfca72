"""The proof: examples/cache, every edit of it, with prediction and hover asked before each run."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.prove_cache import FIRST, LAST, Case, prove
from layer_server.features.hover import hover_text
from tests.vm.conftest import LAYER

pytestmark = [pytest.mark.vm, pytest.mark.timeout(600)]


def test_what_runs_is_what_was_predicted(tmp_path: Path) -> None:
    def hover_agrees(folder: Path, case: Case) -> None:
        for line in (FIRST, LAST):
            text = hover_text(folder / "Layerfile", line)
            expected = "would run" if line in case.runs else "hit"
            assert expected in text, f"{case.title}, line {line}: {text}"

    outcomes = prove(LAYER, tmp_path / "cache", witness=hover_agrees)
    for outcome in outcomes:
        for event in outcome.events:
            if "snapshot" in event and event["event"] == "step_finished":
                assert set(event["snapshot"]) == {"pause", "state", "memory", "disk", "bytes"}
