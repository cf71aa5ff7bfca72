"""Two runs, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from layer_runs.comparison import compare
from layer_runs.state import Run

from .playbook import Record, ended, finished, play, started


def _run(texts: list[str], *records: Record) -> Run:
    steps: list[dict[str, Any]] = [
        {"step": number, "line": number + 1, "layerfile": "Layerfile", "text": text}
        for number, text in enumerate(texts)
    ]
    return play({"event": "run_started", "steps": steps}, *records)


def test_the_same_step_is_found_where_lines_moved() -> None:
    a = _run(["FROM x", "RUN a", "RUN b"])
    b = _run(["FROM x", "RUN new", "RUN a", "RUN b2"])
    pairs = [(pair.a and pair.a.text, pair.b and pair.b.text) for pair in compare(a, b)]
    assert pairs == [
        ("FROM x", "FROM x"),
        (None, "RUN new"),
        ("RUN a", "RUN a"),
        ("RUN b", None),
        (None, "RUN b2"),
    ]
    assert [pair.step.text for pair in compare(a, b)] == ["FROM x", "RUN new", "RUN a", "RUN b", "RUN b2"]
    assert [pair.differs_in_verdict for pair in compare(a, b)] == [False, True, False, True, True]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ([finished(0, "hit", 5.0)], [finished(0, "hit", 5.0)], False),
        ([finished(0, "hit", 5.0)], [finished(0, "ran", 5.0)], True),
        ([finished(0, "failed", exit=1)], [finished(0, "failed", exit=2)], True),
        ([finished(0, "failed", exit=1)], [finished(0, "failed", exit=1)], False),
        ([started(0), ended(False)], [finished(0, "ran")], True),
        ([started(0), ended(False)], [], True),
        ([], [], False),
    ],
)
def test_what_became_of_a_step(one: list[Record], other: list[Record], differs: bool) -> None:
    (pair,) = compare(_run(["RUN a"], *one), _run(["RUN a"], *other))
    assert pair.differs_in_verdict is differs


@pytest.mark.parametrize(("predicted", "differs"), [("free", False), ("miss", True)])
def test_that_a_step_which_costs_nothing_was_new_is_no_difference(predicted: str, differs: bool) -> None:
    plan: Record = {
        "event": "run_started",
        "steps": [{"step": 0, "line": 1, "text": "COPY . .", "predicted": predicted}],
    }
    (pair,) = compare(play(plan, finished(0, "ran")), play(plan, finished(0, "hit")))
    assert pair.differs_in_verdict is differs


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (("ran", 10.0), ("ran", 11.0), False),
        (("ran", 10.0), ("ran", 13.0), True),
        (("ran", 13.0), ("ran", 10.0), True),
        (("ran", 0.01), ("ran", 0.1), False),
        (("ran", 10.0), ("failed", 1.0), True),
        (("hit", 10.0), ("ran", 20.0), False),
        (("hit", 10.0), ("hit", 20.0), False),
    ],
)
def test_how_long_it_took(one: tuple[str, float], other: tuple[str, float], differs: bool) -> None:
    (pair,) = compare(_run(["RUN a"], finished(0, *one)), _run(["RUN a"], finished(0, *other)))
    assert pair.differs_in_time is differs


def test_a_step_that_only_one_run_has_took_no_time_in_the_other() -> None:
    (pair,) = compare(_run(["RUN a"], finished(0, "ran", 5.0)), _run([]))
    assert not pair.differs_in_time
