"""A log as it grows."""

from __future__ import annotations

import io
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runs.events import Note, Output, RunDied, RunFinished, of_record
from layer_runs.folder import EVENTS, create_log
from layer_runs.folding import fold_all
from layer_runs.reading import CHUNK, Lines, Reader, follow, read

from .playbook import DAMAGED, RECORDS, STARTED, Record, ended, finished, line, output

NOTE = {"event": "note", "text": "booting"}


class Log:
    """A run that writes its log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = create_log(folder)

    def write(self, *records: Record) -> None:
        """Append events."""
        for record in records:
            self.raw(line(record))

    def raw(self, data: bytes) -> None:
        """Append anything."""
        self.file.flush()
        assert isinstance(self.file, io.TextIOWrapper)
        self.file.buffer.write(data)
        self.file.buffer.flush()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A run that has begun."""
    log = Log(tmp_path / "run")
    yield log
    log.file.close()


class TestReader:
    def test_what_is_appended_comes_with_the_next_poll(self, log: Log) -> None:
        with Reader(log.folder) as reader:
            assert reader.poll() == []
            log.write(STARTED, NOTE)
            assert reader.poll() == [of_record(STARTED), of_record(NOTE)]
            assert reader.at_end
            assert not reader.ended
            log.write(ended())
            assert reader.poll() == [of_record(ended())]
            assert reader.ended
            assert reader.poll() == []

    def test_half_a_line_waits_for_its_end(self, log: Log) -> None:
        whole = line(NOTE)
        with Reader(log.folder) as reader:
            log.raw(whole[:10])
            assert reader.poll() == []
            log.raw(whole[10:])
            assert reader.poll() == [of_record(NOTE)]

    def test_a_run_that_is_gone_without_an_end_died(self, log: Log) -> None:
        log.write(NOTE)
        log.raw(b'{"event":"note","te')
        with Reader(log.folder) as reader:
            assert reader.poll() == [of_record(NOTE)]
            log.file.close()
            assert reader.poll() == [RunDied()]
            assert reader.ended

    def test_a_run_that_ended_did_not_die(self, log: Log) -> None:
        log.write(ended())
        log.file.close()
        with Reader(log.folder) as reader:
            assert reader.poll() == [of_record(ended())]

    def test_the_end_is_not_missed_when_it_is_written_while_somebody_looks(
        self, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between the question whether the run goes on and the reading, the run ends."""

        def asks(_file: object) -> bool:
            if not log.file.closed:
                log.write(ended())
                log.file.close()
                return True
            return False

        monkeypatch.setattr("layer_runs.reading.is_written", asks)
        with Reader(log.folder) as reader:
            assert reader.poll() == [of_record(ended())]

    def test_a_long_log_comes_in_pieces(self, log: Log) -> None:
        record = output(2, "x" * 1000)
        count = 3 * CHUNK // 1000
        log.write(*[record] * count)
        with Reader(log.folder) as reader:
            assert 0 < len(reader.poll()) < count
            assert not reader.at_end

    def test_without_output_it_is_passed_over(self, log: Log) -> None:
        log.write(STARTED, output(2, "x"), finished(2, "ran"))
        with Reader(log.folder, output=False) as reader:
            assert reader.poll() == [of_record(STARTED), of_record(finished(2, "ran"))]


class TestRead:
    def test_of_a_run_that_goes_on_it_is_what_there_is(self, log: Log) -> None:
        log.write(STARTED, NOTE)
        assert list(read(log.folder)) == [of_record(STARTED), of_record(NOTE)]

    def test_lines_longer_than_a_chunk_are_read(self, log: Log) -> None:
        log.write(output(2, "x" * (2 * CHUNK + 5)), ended())
        assert [type(event) for event in read(log.folder)] == [Output, RunFinished]

    def test_a_log_of_the_length_of_a_chunk_is_read(self, log: Log) -> None:
        note = line({"event": "note", "text": ""})
        log.raw(line({"event": "note", "text": "x" * (CHUNK - len(note))}))
        assert (log.folder / EVENTS).stat().st_size == CHUNK
        log.file.close()
        assert [type(event) for event in read(log.folder)] == [Note, RunDied]

    def test_where_there_is_no_log_that_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            list(read(tmp_path))


def test_following_goes_on_until_the_run_has_ended(log: Log) -> None:
    seen: list[object] = []
    first = threading.Event()

    def watch() -> None:
        for event in follow(log.folder, pause=0.001):
            seen.append(event)
            first.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    log.write(STARTED)
    assert first.wait(20)
    log.write(NOTE, ended())
    watcher.join(20)
    assert seen == [of_record(STARTED), of_record(NOTE), of_record(ended())]


def test_following_a_run_that_dies_ends(log: Log) -> None:
    log.write(STARTED)
    events = follow(log.folder, pause=0.001)
    assert next(events) == of_record(STARTED)
    log.file.close()
    assert list(events) == [RunDied()]


class TestProperties:
    @given(st.lists(RECORDS.map(line) | DAMAGED, max_size=15), st.lists(st.integers(0, 2000), max_size=8))
    def test_it_does_not_matter_where_a_log_is_cut(self, lines: list[bytes], cuts: list[int]) -> None:
        log = b"".join(lines)
        places = [0, *sorted(min(cut, len(log)) for cut in cuts), len(log)]
        pieces = Lines()
        cut = [event for begin, end in itertools.pairwise(places) for event in pieces.feed(log[begin:end])]
        assert fold_all(cut) == fold_all(Lines().feed(log))

    @given(st.lists(RECORDS, max_size=10), st.integers(0, 4000))
    def test_any_beginning_of_a_log_is_what_its_whole_lines_say(self, records: list[Record], length: int) -> None:
        beginning = b"".join(map(line, records))[:length]
        whole = beginning.count(b"\n")
        assert fold_all(Lines().feed(beginning)) == fold_all(map(of_record, records[:whole]))
