"""Runs as a trace that Perfetto and chrome://tracing open: what took how long, and what went on beside it.

The format is that of Chrome's trace events
(https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU). A run is a process; its threads
are the run, its machine's steps (each shard's after SPLIT), and the snapshots that are written beside them. Slices of
one thread lie in each other or apart, never across. What machines used is counters. Times in a trace are
microseconds, those of event logs seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from layer_runs.events import (
    Attached,
    Event,
    NotCached,
    Note,
    Recorded,
    Restored,
    RunDied,
    RunFinished,
    RunStarted,
    Sample,
    StepFinished,
    StepStarted,
)

Record = dict[str, Any]

_RUN, _STEPS, _WRITING = 0, 1, 1000


def trace(runs: Iterable[tuple[str, Iterable[Event]]]) -> Record:
    """The trace of runs, each with a name and what its log says."""
    tracks = [_Run(number, name, events) for number, (name, events) in enumerate(runs, 1)]
    begun = [track.begun for track in tracks if track.begun is not None]
    first = min(begun, default=0.0)
    records: list[Record] = []
    for track in tracks:
        offset = 0.0 if track.begun is None else track.begun - first
        records += track.names()
        records += (_placed(each, offset) for each in track.records)
    return {"traceEvents": records, "displayTimeUnit": "ms", "otherData": {"begun": first}}


def _placed(record: Record, offset: float) -> Record:
    """A record whose `ts` and `dur`, its end, are seconds, on the trace's clock."""
    start = _microseconds(offset + record["ts"])
    placed = {**record, "ts": start}
    if "dur" in record:
        # Rounded as ends, or a slice would stick out of the one around it.
        placed["dur"] = _microseconds(offset + record["dur"]) - start
    return placed


class _Run:
    """The records of one run, by the clock of its log: `ts` and, for now, `dur` are seconds since that was begun, at
    `begun`, where a slice begins and ends.
    """

    def __init__(self, process: int, name: str, events: Iterable[Event]) -> None:
        self.records: list[Record] = []
        self.begun: float | None = None
        self._process = process
        self._name = name
        self._threads = {_RUN: "run"}
        #: Where each thread's last slice ends: what follows begins there at the earliest.
        self._ends: dict[int, float] = {}
        self._started: dict[tuple[int, int | None], StepStarted] = {}
        self._written: dict[tuple[int, int | None], StepFinished] = {}
        self._note: Note | None = None
        self._result: Record | None = None
        last: Event | None = None
        for event in events:
            self._take(event)
            last = event if not isinstance(event, RunDied) else last
        end = 0.0 if last is None else last.at
        self._end_note(end)
        for started in self._started.values():
            # It was running when the run ended.
            self._slice(self._steps(started.shard), started.text, started.at, end, "stopped", {"line": started.line})
        self._slice(_RUN, name, 0.0, end, "run", self._result or {"result": "has not ended"})

    def names(self) -> list[Record]:
        """What the process and its threads are called, in the order in which to show them."""
        named: list[Record] = [self._meta("process_name", _RUN, name=self._name)]
        named.append(self._meta("process_sort_index", _RUN, sort_index=self._process))
        for thread, name in sorted(self._threads.items()):
            named.append(self._meta("thread_name", thread, name=name))
            named.append(self._meta("thread_sort_index", thread, sort_index=thread))
        return named

    def _take(self, event: Event) -> None:
        if not isinstance(event, Recorded):
            # What was slow had been done when the restore began, which is told at its end.
            self._end_note(event.at - event.seconds if isinstance(event, Restored) else event.at)
        match event:
            case RunStarted():
                self.begun = event.time - event.at
            case Note():
                self._note = event
            case Restored():
                self._restored(event)
            case Attached():
                start = event.at - event.seconds
                self._slice(self._steps(event.shard), "agent answers", start, event.at, "restore", {})
            case StepStarted():
                self._started[event.step, event.shard] = event
            case StepFinished():
                self._finished(event)
            case Recorded():
                self._recorded(event)
            case Sample():
                self._sampled(event)
            case NotCached():
                self._instant(_RUN, f"not kept from line {event.line} on", event.at, {"reason": event.reason})
            case RunFinished():
                result = "passed" if event.ok else event.error or ("interrupted" if event.interrupted else "failed")
                self._result = {"result": result, "vms_started": event.vms_started}
            case _:
                pass

    def _restored(self, event: Restored) -> None:
        thread = self._steps(event.shard)
        args = {"snapshot": event.snapshot, "memory": event.memory, "accelerator": event.accelerator}
        name = f"restore line {event.line}"
        start = self._slice(thread, name, event.at - event.seconds, event.at, "restore", args)
        self._parts(thread, event.parts, start, event.at, "restore")

    def _sampled(self, event: Sample) -> None:
        for name, values in (
            ("processors, %", {"busy": round(event.cpu * 100, 1)}),
            ("memory, MB", {"used": round(event.memory / 1024**2, 1)}),
            ("disk, MB/s", {"read": event.read / 1e6, "written": event.written / 1e6}),
        ):
            named = name + _of(event.shard)
            self.records.append({"ph": "C", "name": named, "pid": self._process, "ts": event.at, "args": values})

    def _finished(self, event: StepFinished) -> None:
        started = self._started.pop((event.step, event.shard), None)
        thread = self._steps(event.shard)
        args: Record = {"line": event.line, "layerfile": event.layerfile, "verdict": event.verdict}
        if started is None:
            saved = {"saved": event.seconds} if event.verdict == "hit" else {}
            self._instant(thread, f"{event.verdict}: {event.text}", event.at, {**args, **saved})
            return
        if event.exit is not None:
            args["exit"] = event.exit
        start = self._slice(thread, event.text, started.at, event.at, event.verdict, args)
        done = min(event.at, start + event.seconds)
        if event.snapshot is None:
            return
        self._inner(thread, "command", start, done, event.verdict)
        cost = event.snapshot
        # The machine goes on just before the event is written.
        paused = self._inner(
            thread, "snapshot", max(done, event.at - cost.pause), event.at, "snapshot", {"bytes": cost.bytes}
        )
        parts = {"state": cost.state, "memory": cost.memory, "disk": cost.disk}
        self._parts(thread, parts, paused, event.at, "snapshot")
        self._written[event.step, event.shard] = event

    def _recorded(self, event: Recorded) -> None:
        """The snapshot's files are written: that began when the machine went on, or when it was about to."""
        finished = self._written.pop((event.step, event.shard), None)
        if finished is None or finished.snapshot is None:
            return
        thread = _WRITING + self._shard(event.shard)
        self._threads.setdefault(thread, "snapshots written" + _of(event.shard))
        args = {"bytes": finished.snapshot.bytes, "recording": event.recording}
        self._slice(thread, f"snapshot of line {event.line}", finished.at, event.at, "snapshot", args)

    def _end_note(self, at: float) -> None:
        note, self._note = self._note, None
        if note is not None:
            thread = self._steps(None)
            self._slice(thread, note.text, note.at, at, "note", {})

    def _parts(self, thread: int, parts: Mapping[str, float], start: float, end: float, category: str) -> None:
        """Parts of a slice, one after the other."""
        for name, took in parts.items():
            until = min(end, start + took)
            start = self._inner(thread, name, start, until, category) + max(0.0, until - start)

    def _steps(self, shard: int | None) -> int:
        thread = _STEPS + self._shard(shard)
        self._threads.setdefault(thread, "steps" + _of(shard))
        return thread

    def _shard(self, shard: int | None) -> int:
        return 0 if shard is None else min(max(shard, 0), _WRITING - 3) + 1

    def _slice(self, thread: int, name: str, start: float, end: float, category: str, args: Record) -> float:
        """A slice of its own, after the last one of its thread; when it begins."""
        start = max(0.0, start, self._ends.get(thread, 0.0))
        end = max(start, end)
        self._ends[thread] = end
        return self._inner(thread, name, start, end, category, args)

    def _inner(
        self, thread: int, name: str, start: float, end: float, category: str, args: Record | None = None
    ) -> float:
        self.records.append(
            {
                "ph": "X",
                "name": _title(name),
                "cat": category,
                "pid": self._process,
                "tid": thread,
                "ts": start,
                "dur": max(start, end),
                "args": args or {},
            }
        )
        return start

    def _instant(self, thread: int, name: str, at: float, args: Record) -> None:
        self.records.append(
            {"ph": "i", "s": "t", "name": _title(name), "pid": self._process, "tid": thread, "ts": at, "args": args}
        )

    def _meta(self, what: str, thread: int, **args: object) -> Record:
        return {"ph": "M", "name": what, "pid": self._process, "tid": thread, "ts": 0, "args": args}


def _of(shard: int | None) -> str:
    return "" if shard is None else f" of shard {shard}"


def _title(text: str) -> str:
    return (text.splitlines() or [""])[0][:200]


def _microseconds(seconds: float) -> int:
    return round(seconds * 1e6)
