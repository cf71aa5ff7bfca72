"""The event log: one object a line, the bytes of each step, text that is whole characters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layer_cache.prediction import StepPrediction
from layer_cache.reasons import Reason
from layer_cache.records import Recording
from layer_runner.engine.parts import RestoreParts, SnapshotParts
from layer_runner.run.events import EventLog, hit, restore_fields, run_id, run_started, snapshot_fields, step_finished
from layer_runner.run.masking import Masker
from layer_runs.folder import EVENTS, is_written

from .steps import predicted, prediction, program


class Log(EventLog):
    """An event log that keeps what it handed on."""

    def __init__(self, folder: Path) -> None:
        self.seen: list[dict[str, Any]] = []
        super().__init__(folder, self.seen.append)

    def lines(self) -> list[dict[str, Any]]:
        """What is in the file."""
        text = (self.folder / "events.ndjson").read_text(encoding="utf-8")
        assert text.endswith("\n")
        return [json.loads(line) for line in text.split("\n")[:-1]]

    def texts(self) -> str:
        """All output, as text."""
        return "".join(event["data"] for event in self.seen if event["event"] == "output")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A log in a folder that it makes."""
    log = Log(tmp_path / "runs" / "one")
    yield log
    log.close()


def test_an_event_is_in_the_file_before_it_is_handed_on(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    found: list[bool] = []
    log = EventLog(tmp_path, lambda event: found.append(f'"{event["event"]}"' in file.read_text()))
    log.emit("note", text="hello")
    log.close()
    assert found == [True]


def test_file_and_sink_get_the_same(log: Log) -> None:
    log.emit("note", text="ä\n\u2028", number=1)
    log.emit("run_finished", ok=True)
    assert log.lines() == log.seen
    assert [event["event"] for event in log.seen] == ["note", "run_finished"]


def test_each_event_says_when(log: Log) -> None:
    for _ in range(3):
        log.emit("note")
    times = [event["at"] for event in log.seen]
    assert times == sorted(times)
    assert times[0] >= 0


def test_only_the_owner_can_look_into_a_run(log: Log) -> None:
    assert log.folder.stat().st_mode & 0o077 == 0


def test_a_run_goes_on_until_its_log_is_closed(tmp_path: Path) -> None:
    log = EventLog(tmp_path, lambda event: None)
    with (tmp_path / EVENTS).open("rb") as file:
        assert is_written(file)
        log.close()
        assert not is_written(file)


def test_a_name_that_is_not_utf_8_is_kept(log: Log) -> None:
    log.emit("not_cached", reason="changed: b\udcffd")
    assert log.lines()[0]["reason"] == "changed: b\udcffd"


def test_a_steps_log_has_its_bytes(log: Log) -> None:
    log.output(2, 5, b"\xff\x00one\n")
    log.output(2, 5, b"two")
    log.output(3, 5, b"another step at the same line of another file")
    assert (log.folder / "step-2-line-5.log").read_bytes() == b"\xff\x00one\ntwo"
    assert (log.folder / "step-3-line-5.log").read_bytes().startswith(b"another")


def test_a_character_that_is_split_over_two_outputs_is_whole(log: Log) -> None:
    for byte in "a€b".encode():
        log.output(1, 3, bytes([byte]))
    assert log.texts() == "a€b"
    assert all("\ufffd" not in event["data"] for event in log.seen)


def test_steps_do_not_share_half_a_character(log: Log) -> None:
    euro = "€".encode()
    log.output(1, 3, euro[:1])
    log.output(2, 4, b"other")
    log.output(1, 3, euro[1:])
    assert [(event["step"], event["line"], event["data"]) for event in log.seen] == [(2, 4, "other"), (1, 3, "€")]


def test_bytes_that_are_no_text_are_replaced(log: Log) -> None:
    log.output(1, 3, b"a\xffb")
    assert log.texts() == "a\ufffdb"


def test_a_finished_step_is_named(log: Log) -> None:
    step = program().steps[2]
    step_finished(log, step, "failed", 1.23456789, exit=2)
    event = {**log.seen[0]}
    event.pop("at")
    assert event == {
        "event": "step_finished",
        "line": 3,
        "step": 2,
        "layerfile": "Layerfile",
        "text": "RUN make",
        "verdict": "failed",
        "seconds": 1.2346,
        "exit": 2,
    }


def test_a_run_begins_with_what_is_predicted_and_why(log: Log) -> None:
    steps = program().steps
    reason = Reason("content", "a.c", "a.c changed", "1 644", "2 644")
    run_started(
        log,
        "an id",
        "/p/Layerfile",
        prediction(predicted(steps[2], "hit", 2.5), predicted(steps[3], "miss", None, reason)),
        True,
    )
    (event,) = log.seen
    assert (event["version"], event["run"], event["layerfile"], event["cache"]) == (1, "an id", "/p/Layerfile", True)
    assert [(step["step"], step["line"], step["predicted"], step["seconds"]) for step in event["steps"]] == [
        (2, 3, "hit", 2.5),
        (3, 4, "miss", None),
    ]
    assert event["steps"][0]["reason"] is None
    assert event["steps"][1]["reason"] == {
        "kind": "content",
        "path": "a.c",
        "detail": "a.c changed",
        "old": "1 644",
        "new": "2 644",
    }


def test_a_hit_names_the_recording_that_it_is_one_of(log: Log) -> None:
    free, step = program().steps[1:3]
    recording = Recording(7, None, "the identity", "Layerfile", 3, step.text, 2.5, 0.0, None)
    hit(log, StepPrediction(step, "the identity", "hit", 2.5, recording, None))
    hit(log, predicted(free, "free"))
    assert [(event["verdict"], event["seconds"], event.get("recording")) for event in log.seen] == [
        ("hit", 2.5, 7),
        ("hit", 0.0, None),
    ]
    assert log.seen[0]["identity"] == "the identity"


def test_costs_are_rounded_and_bytes_are_not() -> None:
    assert snapshot_fields(SnapshotParts(0.123456, 0.1, 0.2, 0.3, 12345678)) == {
        "pause": 0.1235,
        "state": 0.1,
        "memory": 0.2,
        "disk": 0.3,
        "bytes": 12345678,
    }
    assert restore_fields(RestoreParts(0.11111, 0.2, 0.3, 0.4)) == {
        "disk": 0.1111,
        "start": 0.2,
        "memory": 0.3,
        "state": 0.4,
    }


def test_ids_sort_by_time_and_differ() -> None:
    assert run_id(0).startswith("19700101-000000-")
    assert run_id(1_000_000_000) < run_id(1_000_000_001)
    assert run_id(1_000_000_000.25) < run_id(1_000_000_000.5)
    assert run_id(0) != run_id(0)


def test_a_secret_is_in_no_file_and_no_event(log: Log) -> None:
    log.masker = Masker(["s3cret"])
    log.emit("run_started", steps=[{"text": "RUN echo s3cret", "line": 2}], layerfile="Layerfile")
    for piece in (b"a s3", b"cr", b"et ", b"b s3"):
        log.output(1, 2, piece)
    log.emit("guest_log", level="warn", message="s3cret")
    log.output_ended(1, 2)
    log.emit("run_finished", ok=False, error="x: s3cret")
    assert log.texts() == "a *** b s3"
    assert (log.folder / "step-1-line-2.log").read_bytes() == b"a *** b s3"
    assert log.seen[0]["steps"] == [{"text": "RUN echo ***", "line": 2}]
    assert "s3cret" not in (log.folder / "events.ndjson").read_text()
    assert log.lines() == log.seen


def test_what_readers_compare_is_not_masked(log: Log) -> None:
    log.masker = Masker(["ran"])
    step_finished(log, program().steps[2], "ran", 1.0)
    assert (log.seen[0]["event"], log.seen[0]["verdict"]) == ("step_finished", "ran")


def test_steps_at_once_do_not_share_half_a_secret(log: Log) -> None:
    log.masker = Masker(["s3cret"])
    log.output(1, 3, b"s3c")
    log.output(2, 4, b"ret s3c")
    log.output(1, 3, b"ret")
    log.output_ended(1, 3)
    log.output_ended(2, 4)
    log.output_ended(3, 5)
    assert [(event["step"], event["data"]) for event in log.seen] == [(2, "ret "), (1, "***"), (2, "s3c")]


def test_shards_at_once_do_not_share_half_a_secret_or_half_a_character(log: Log) -> None:
    log.masker = Masker(["s3cret"])
    one, two = log.of(0), log.of(1)
    one.output(1, 3, b"\xc3")
    two.output(1, 3, b"ret s3c")
    one.output(1, 3, b"\xa4 s3c")
    two.output(1, 3, b"ret")
    one.output(1, 3, b"ond")
    two.output_ended(1, 3)
    one.output_ended(1, 3)
    log.output_ended(1, 3)
    said = [(event["shard"], event["data"]) for event in log.seen]
    assert said == [(1, "ret "), (0, "ä "), (1, "***"), (0, "s3cond")]
    assert (log.folder / "step-1-line-3-shard-1.log").read_bytes() == b"ret ***"
    assert (log.folder / "step-1-line-3-shard-0.log").read_bytes() == "ä s3cond".encode()


def test_words_of_a_shard_are_masked(log: Log) -> None:
    log.masker = Masker(["s3cret"])
    log.of(2).emit("guest_log", level="warn", message="a s3cret")
    assert (log.seen[0]["shard"], log.seen[0]["message"]) == (2, "a ***")


def test_the_events_and_the_output_of_a_shard_are_its_own(tmp_path: Path) -> None:
    found: list[dict[str, object]] = []
    log = EventLog(tmp_path, found.append)
    for shard in (0, 1):
        # Half a character in one of them does not spoil the other.
        log.of(shard).output(4, 6, "ü".encode()[: 1 + shard])
        log.of(shard).emit("attached", seconds=1.0)
    assert log.of(None) is log
    log.close()
    assert [(e["event"], e.get("data"), e["shard"]) for e in found] == [
        ("attached", None, 0),
        ("output", "ü", 1),
        ("attached", None, 1),
    ]
    assert (tmp_path / "step-4-line-6-shard-0.log").read_bytes() == b"\xc3"
