"""What is done again: from one snapshot to the next, in every lane."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from layer_cache.prediction import LanePrediction, Prediction, StepPrediction, Verdict
from layer_cache.records import Recording
from layer_runner.verify.stretches import Skipped, Stretch, of_line, plan
from layerfile.lanes import Lane, Step
from layerfile.parsing import parse
from tests.cache.projects import program_of

TEXT = "FROM vm/debian:12\nCOPY . .\nRUN a\nWORKDIR /w\nRUN b\nRUN c\n"


def predicted(text: str, without: Collection[str] = (), misses: Collection[str] = ()) -> Prediction:
    """A prediction in which every RUN is a hit that left a snapshot of its own, but for those that are named."""

    def step_of(step: Step) -> StepPrediction:
        verdict: Verdict = "free"
        recording = None
        if step.directive.keyword.startswith("RUN"):
            verdict = "miss" if step.text in misses else "hit"
        if verdict == "hit":
            name = f"{step.text} {step.shard}" if step.shard is not None else step.text
            snapshot = None if step.text in without else f"after {name}"
            recording = Recording(step.number, None, name, step.layerfile, step.line, step.text, 1.0, 0.0, snapshot)
        return StepPrediction(step, "", verdict, 1.0, recording, None)

    def lane_of(lane: Lane) -> LanePrediction:
        steps = tuple(map(step_of, lane.own))
        return LanePrediction(lane, steps, None, None, True, tuple(map(lane_of, lane.lanes)))

    lane = lane_of(program_of(text).lane)
    return Prediction(lane.steps, None, None, 0.0, 0.0, False, lane)


def planned(
    prediction: Prediction, gone: Collection[str] = (), base: str | None = "image", came_from: str | None = "?"
) -> list[tuple[str, ...]]:
    """What is planned, in brief: (start, texts..., end) of a stretch, (text, reason) of what is skipped."""
    found = plan(prediction, base, lambda snapshot: snapshot not in gone, lambda _: came_from)
    return [
        (one.start, str(one.first), *(step.step.text for step in one.steps), str(one.end))
        if isinstance(one, Stretch)
        else (one.step.step.text, one.reason.partition(",")[0])
        for one in found
    ]


def test_each_step_from_the_snapshot_before_it() -> None:
    assert planned(predicted(TEXT)) == [
        ("image", "0", "RUN a", "after RUN a"),
        ("after RUN a", "3", "RUN b", "after RUN b"),
        ("after RUN b", "5", "RUN c", "after RUN c"),
    ]


def test_only_hits_before_the_first_miss() -> None:
    assert planned(predicted(TEXT, misses=["RUN b"])) == [("image", "0", "RUN a", "after RUN a")]
    assert planned(predicted(TEXT, misses=["RUN a"])) == []


def test_steps_without_a_snapshot_are_done_together_with_the_next_that_has_one() -> None:
    assert planned(predicted(TEXT, without=["RUN b"])) == [
        ("image", "0", "RUN a", "after RUN a"),
        ("after RUN a", "3", "RUN b", "RUN c", "after RUN c"),
    ]
    assert planned(predicted(TEXT), gone=["after RUN a"])[0] == ("image", "0", "RUN a", "RUN b", "after RUN b")


def test_a_last_step_without_a_snapshot_is_done_and_has_nothing_to_be_compared_with() -> None:
    assert planned(predicted(TEXT, without=["RUN c"]))[-1] == ("after RUN b", "5", "RUN c", "None")


def test_without_the_image_only_the_first_steps_cannot_be_done() -> None:
    assert planned(predicted(TEXT), base=None) == [
        ("RUN a", "the snapshot before it is gone"),
        ("after RUN a", "3", "RUN b", "after RUN b"),
        ("after RUN b", "5", "RUN c", "after RUN c"),
    ]


def test_every_shard_from_where_it_forks_off() -> None:
    text = "FROM vm/debian:12\nRUN a\nSPLIT 2\nRUN b\n"
    assert planned(predicted(text)) == [
        ("image", "0", "RUN a", "after RUN a"),
        ("after RUN a", "2", "RUN b", "after RUN b 0"),
        ("after RUN a", "2", "RUN b", "after RUN b 1"),
    ]
    assert [one[1] for one in planned(predicted(text), gone=["after RUN a"])[1:]] == [
        "the snapshot before it is gone"
    ] * 2


def test_a_repeatable_step_only_where_it_began_as_any_other() -> None:
    prediction = predicted(TEXT.replace("RUN b", "RUN REPEATABLE b"))
    assert planned(prediction, came_from="after RUN a")[1] == (
        "after RUN a",
        "3",
        "RUN REPEATABLE b",
        "after RUN REPEATABLE b",
    )
    found = planned(prediction, came_from="its own")
    assert found[1] == ("RUN REPEATABLE b", "it went on from what its own last run left")
    assert found[2][:2] == ("after RUN REPEATABLE b", "5")


def test_of_one_line() -> None:
    found = plan(predicted(TEXT, without=["RUN b"]), "image", lambda _: True, lambda _: None)
    assert of_line(found, "Layerfile", 5) == of_line(found, "Layerfile", 6) == found[1:]
    assert of_line(found, "Layerfile", 2) == of_line(found, "other/Layerfile", 5) == []
    skipped = [Skipped(predicted(TEXT).steps[2], "why")]
    assert of_line(list(skipped), "Layerfile", 3) == skipped


def test_without_lanes_there_is_nothing() -> None:
    assert plan(replace(predicted(TEXT), lane=None), "image", lambda _: True, lambda _: None) == []


def test_what_lies_outside_of_snapshots_cannot_be_compared() -> None:
    text = "FROM vm/debian:12\nRUN a\nRUN b\n"
    prediction = predicted(text)
    assert prediction.lane is not None
    steps = list(prediction.lane.lane.steps)
    directive = parse("FROM vm/debian:12\nCACHE /root/.npm\n").directives[1]
    steps.insert(2, replace(steps[1], number=2, directive=directive))
    steps[3] = replace(steps[3], number=3)
    hits = list(prediction.lane.steps)
    hits[2] = replace(hits[2], step=steps[3])
    lane = replace(prediction.lane, lane=replace(prediction.lane.lane, steps=tuple(steps)), steps=tuple(hits))
    assert planned(replace(prediction, lane=lane)) == [
        ("image", "0", "RUN a", "after RUN a"),
        ("RUN b", "what its CACHE directories hold now is not what they held then"),
    ]
