"""Steps and predictions made by hand, for what only reads them."""

from __future__ import annotations

from layer_cache.prediction import Prediction, StepPrediction, Verdict
from layer_cache.reasons import Reason
from layerfile.files import MemoryFiles
from layerfile.program import Program, Step, load

TEXT = "FROM vm/debian:12\nCOPY . .\nRUN make\nRUN make test\n"


def program(text: str = TEXT) -> Program:
    """The program of a Layerfile's text."""
    return load("Layerfile", MemoryFiles({"Layerfile": text}))


def predicted(
    step: Step, verdict: Verdict, seconds: float | None = None, reason: Reason | None = None
) -> StepPrediction:
    """A verdict on a step."""
    return StepPrediction(step, f"identity-{step.number}", verdict, seconds, None, reason)


def prediction(*steps: StepPrediction) -> Prediction:
    """A prediction of these steps."""
    misses = [step for step in steps if step.verdict == "miss"]
    return Prediction(
        steps,
        None,
        misses[0].step.number if misses else None,
        sum(step.seconds or 0.0 for step in steps if step.verdict == "hit"),
        sum(step.seconds or 0.0 for step in misses),
        any(step.seconds is None for step in misses),
    )
