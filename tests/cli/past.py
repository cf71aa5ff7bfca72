"""Runs that `EventLog` wrote and no machine made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layer_cache.reasons import Reason
from layer_runner.engine.parts import RestoreParts, SnapshotParts
from layer_runner.run.events import EventLog, hit, restore_fields, run_started, snapshot_fields, step_finished
from tests.runner.steps import predicted, prediction, program

TEXT = "FROM vm/debian:12\nCOPY . .\nRUN make\nRUN make test\n"
OUTPUT = b"one\n\x1b[31mred\x1b[0m\x1b]0;evil\x07\ntwo\xff"


@dataclass(frozen=True)
class Past:
    """A state folder with runs of one Layerfile. The step at line 3 was a hit in all, the one at line 4 had to run."""

    state: Path

    def begin(
        self, number: str, *, text: str = TEXT, layerfile: str = "/project/Layerfile", group: str | None = None
    ) -> EventLog:
        """A run that goes on: the step at line 4 has begun."""
        steps = program(text).steps
        changed = Reason("content", "a.c", "a.c changed (content 1 → 2)", "1 644", "2 644")
        plan = prediction(
            *(predicted(step, "free") for step in steps[:2]),
            predicted(steps[2], "hit", 12.5),
            *(predicted(step, "miss", 3.0, changed) for step in steps[3:]),
        )
        log = EventLog(self.state / "runs" / number, lambda event: None)
        run_started(log, number, layerfile, plan, True, group)
        parts = restore_fields(RestoreParts(0.1, 0.2, 0.3, 0.4))
        memory = 512 * 1024**2
        log.emit("restored", line=3, snapshot="s", seconds=1.25, parts=parts, memory=memory, accelerator="tcg")
        for step in plan.steps[:3]:
            hit(log, step)
        log.emit("step_started", line=4, step=3, text=steps[3].text)
        return log

    def ran(self, number: str, seconds: float = 3.5, recording: int | None = None, text: str = TEXT) -> None:
        """A run that passed; what the step at line 4 saw is in the records under `recording`."""
        log = self.begin(number, text=text)
        step = program(text).steps[3]
        log.output(3, 4, OUTPUT)
        cost = snapshot_fields(SnapshotParts(0.25, 0.01, 0.1, 0.02, 12 * 1024**2))
        step_finished(log, step, "ran", seconds, exit=0, snapshot=cost)
        if recording is not None:
            log.emit("recorded", line=4, step=3, recording=recording, identity="identity-3")
        log.emit("run_finished", ok=True, seconds=6.5, vms_started=1)
        log.close()

    def failed(self, number: str) -> None:
        """A run whose step at line 4 failed."""
        log = self.begin(number)
        log.output(3, 4, OUTPUT)
        step_finished(log, program().steps[3], "failed", 2.5, exit=2)
        log.emit("run_finished", ok=False, seconds=4.5, vms_started=1)
        log.close()

    def died(self, number: str) -> None:
        """A run that ended without a word."""
        log = self.begin(number)
        log.output(3, 4, OUTPUT)
        log.close()
