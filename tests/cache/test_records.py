"""Recordings are kept, shared by processes, and never believed when damaged."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from layer_cache.digests import Stamp
from layer_cache.errors import StoreError
from layer_cache.observations import Observation
from layer_cache.records import VERSION, Records
from tests.privileges import modes_count

SEEN = [Observation("content", f"/w/f{number}", "x 644") for number in range(1000)]
WORKER = Path(__file__).parent / "records_worker.py"


def add(records: Records, identity: str = "i", **more: Any) -> int:
    """A recording."""
    fields: dict[str, Any] = {
        "layerfile": "Layerfile",
        "line": 3,
        "text": "RUN x",
        "seconds": 1.5,
        "observations": SEEN,
    }
    return records.add(identity=identity, **{**fields, **more})


def query(path: Path, statement: str, *values: object) -> list[Any]:
    """Rows of the database, asked behind the back of `Records`."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(statement, values).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def test_a_recording_comes_back_as_it_was(records: Records) -> None:
    first = add(records)
    second = add(records, parent=first, snapshot="s", created=5.0, text="RUN\n\udcff", line=4)
    found = records.candidates("i")
    assert [each.id for each in found] == [second, first]
    assert (found[0].parent, found[0].snapshot, found[0].created) == (first, "s", 5.0)
    assert (found[0].text, found[0].line, found[0].seconds) == ("RUN\n\udcff", 4, 1.5)
    assert found[1].parent is None
    assert set(found[0].observations) == set(SEEN)
    assert records.candidates("j") == []


def test_a_recording_is_found_by_its_number_if_it_is_of_that_step(records: Records) -> None:
    number = add(records)
    found = records.recording(number, "i")
    assert found is not None
    assert found.id == number
    assert records.recording(number, "j") is None
    assert records.recording(number + 1, "i") is None


def test_names_of_any_bytes_survive(records: Records) -> None:
    strange = [Observation("link", "/w/\udcff\n", "a\n\udc80"), Observation("absence", "/w/é", "absent")]
    number = add(records, observations=strange)
    assert set(records.observations(number)) == set(strange)


def test_a_step_may_have_seen_nothing(records: Records) -> None:
    assert records.observations(add(records, observations=[])) == ()


@pytest.mark.parametrize("observation", [("content", "/a\0b", "x"), ("content", "/a", "x\0"), ("other", "/a", "x")])
def test_what_is_no_observation_is_refused(records: Records, observation: Any) -> None:
    with pytest.raises(ValueError, match="no observation"):
        add(records, observations=[observation])
    assert records.candidates("i") == []


def test_the_same_observations_are_stored_once(records: Records) -> None:
    add(records)
    pieces = query(records.path, "SELECT count(*) FROM pieces")
    add(records, "other")
    assert query(records.path, "SELECT count(*) FROM pieces") == pieces
    assert query(records.path, "SELECT count(*) FROM sets") == [(1,)]
    add(records, observations=[*SEEN[:-1], Observation("content", SEEN[-1].path, "y 644")])
    assert query(records.path, "SELECT count(*) FROM pieces")[0][0] == pieces[0][0] + 1


def test_steps_that_were_done_are_known(records: Records) -> None:
    assert not records.seen("a")
    records.mark_seen(["a", "b", "a"])
    assert records.seen("a")
    assert not records.seen("c")


def test_the_latest_at_a_place_is_the_projects_own(records: Records) -> None:
    add(records, "1", root="/one", text="RUN old")
    add(records, "2", root="/one", text="RUN new")
    add(records, "3", root="/two", text="RUN two")
    latest = records.latest_for_line("Layerfile", 3, "/one")
    assert latest is not None
    assert latest.text == "RUN new"
    same = records.latest_for_text("Layerfile", "RUN old", "/one")
    assert same is not None
    assert same.identity == "1"
    assert records.latest_for_line("Layerfile", 3, "/three") is None


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with Records(tmp_path / "none" / "records.db") as records:
        assert records.candidates("i") == []
        assert not records.seen("i")
        assert records.digests.find("/", "a", Stamp(1, 2, 3, 4)) is None
    assert not (tmp_path / "none").exists()


def test_the_folder_is_for_the_owner_only(records: Records) -> None:
    add(records)
    assert records.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_newer_store_is_refused_in_words(records: Records) -> None:
    add(records)
    records.close()
    query(records.path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match="newer version of layer"):
        Records(records.path).candidates("i")
    with pytest.raises(StoreError, match="newer version of layer"):
        add(Records(records.path))


def damaged(path: Path) -> list[Path]:
    """What was moved aside."""
    return [each for each in path.parent.iterdir() if ".damaged-" in each.name]


def test_what_is_no_database_is_moved_aside_with_a_message(tmp_path: Path) -> None:
    content = b"this is no database, and it is long enough" * 9
    path = tmp_path / "records.db"
    path.write_bytes(content)
    messages: list[str] = []
    with Records(path, messages.append) as records:
        assert records.candidates("i") == []
        assert add(records) == 1
        assert len(records.candidates("i")) == 1
    assert len(messages) == 1
    assert "damaged" in messages[0]
    assert [each.read_bytes() for each in damaged(path)] == [content]


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "records.db").touch()
    with Records(tmp_path / "records.db") as records:
        assert records.candidates("i") == []
        assert add(records) == 1


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bytes_lose_recordings_and_nothing_else(tmp_path: Path, seed: int) -> None:
    """Whatever is hit, what is still told of a recording is true, and new ones can be added."""
    path, chance = tmp_path / "records.db", random.Random(seed)
    with Records(path) as records:
        for number in range(20):
            add(records, f"i{number}", observations=SEEN[number : number + 500])
    content = bytearray(path.read_bytes())
    for _ in range(30):
        content[chance.randrange(100, len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    with Records(path) as records:
        for number in range(20):
            for found in records.candidates(f"i{number}"):
                pieces = records.pieces(found.id)
                loaded = [records.piece(each) for each in pieces or ()]
                if pieces is not None and None not in loaded:
                    seen = {each for piece in loaded if piece for each in piece}
                    assert seen in [set(map(tuple, SEEN[n : n + 500])) for n in range(20)]
        add(records, "new")
        assert set(records.candidates("new")[0].observations) == set(SEEN)


def test_a_changed_piece_is_found_out(records: Records) -> None:
    number = add(records)
    query(records.path, "UPDATE pieces SET data = substr(data, 1, 50) WHERE id = 1")
    with pytest.raises(StoreError, match="damaged"):
        records.observations(number)
    query(records.path, "DELETE FROM set_pieces WHERE position = 2")
    assert records.pieces(number) is None
    # The next run of the step mends it.
    add(records)
    assert set(records.observations(number)) == set(SEEN)


def start_worker(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that adds `count` recordings."""
    command = [sys.executable, str(WORKER), str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_many_processes_write_at_once(tmp_path: Path) -> None:
    """From the first moment on, when there is no file and no folder yet."""
    path = tmp_path / "state" / "records.db"
    workers = [start_worker(path, str(number), 15) for number in range(6)]
    for worker in workers:
        output, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors
        assert len(output.split()) == 15
    with Records(path) as records:
        for number in range(15):
            found = records.candidates(f"step{number}")
            assert len(found) == 6
            own = {each.value for one in found for each in one.observations if each.path == "/w/own"}
            assert own == {str(name) for name in range(6)}
            assert all((one.parent is None) == (number == 0) for one in found)


def test_a_killed_writer_leaves_whole_recordings(tmp_path: Path) -> None:
    path, acknowledged = tmp_path / "records.db", 0
    for number in range(5):
        worker = start_worker(path, str(number), 1000)
        assert worker.stdout is not None
        for _ in range(1 + number * 3):
            assert worker.stdout.readline()
            acknowledged += 1
        worker.send_signal(signal.SIGKILL)
        acknowledged += len(worker.communicate()[0].split())
    with Records(path) as records:
        count = query(path, "SELECT count(*) FROM recordings")[0][0]
        assert count >= acknowledged
        for (found,) in query(path, "SELECT id FROM recordings"):
            assert len(records.observations(found)) == 301
        assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_several_processes_find_the_same_damage(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.write_bytes(b"garbage " * 1000)
    workers = [start_worker(path, str(number), 3) for number in range(4)]
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors
    assert len(damaged(path)) == 1
    with Records(path) as records:
        assert len(records.candidates("step2")) == 4


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="LAYER_STATE_DIR"):
        add(Records(tmp_path / "file" / "records.db"))


def test_no_space_is_told_and_changes_nothing(records: Records) -> None:
    add(records)
    connection = records._database._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    other = [Observation("content", f"/other/{number}", "x" * 100) for number in range(5000)]
    with pytest.raises(StoreError, match="no space"):
        add(records, "big", observations=other)
    assert records.candidates("big") == []
    assert len(records.candidates("i")) == 1


def test_a_store_of_somebody_else_is_read_and_not_written(records: Records) -> None:
    add(records)
    records.close()
    records.path.chmod(0o400)
    records.path.parent.chmod(0o500)
    try:
        with modes_count(), Records(records.path) as again:
            assert len(again.candidates("i")) == 1
            with pytest.raises(StoreError, match="cannot write"):
                add(again)
    finally:
        records.path.parent.chmod(0o700)
