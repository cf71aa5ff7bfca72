"""What a run leaves, and the lock that says whether it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from layer_runs.folder import EVENTS, create_log, is_run_id, is_written, logs_of, run_id, run_ids, shard_of, step_log

#: Holds a run's log, with a child that outlives it, until it is killed.
HOLDER = """
import pathlib, subprocess, sys
from layer_runs.folder import create_log
log = create_log(pathlib.Path(sys.argv[1]))
child = subprocess.Popen(["sleep", "60"])
print(child.pid, flush=True)
sys.stdin.read()
"""


def _is_written(folder: Path) -> bool:
    with (folder / EVENTS).open("rb") as file:
        return is_written(file)


def test_a_run_goes_on_until_its_log_is_closed(tmp_path: Path) -> None:
    log = create_log(tmp_path / "run")
    assert _is_written(tmp_path / "run")
    # Looking does not take it away.
    assert _is_written(tmp_path / "run")
    log.close()
    assert not _is_written(tmp_path / "run")


def test_readers_do_not_take_each_other_for_the_run(tmp_path: Path) -> None:
    create_log(tmp_path).close()
    with (tmp_path / EVENTS).open("rb") as one, (tmp_path / EVENTS).open("rb") as other:
        assert not is_written(one)
        assert not is_written(other)


def test_a_run_whose_process_was_killed_does_not_go_on(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    try:
        assert _is_written(tmp_path)
        holder.kill()
        holder.wait(timeout=20)
        assert Path(f"/proc/{child}").exists()
        assert not _is_written(tmp_path)
    finally:
        os.kill(child, signal.SIGKILL)
        holder.stdin.close()
        holder.stdout.close()


def test_a_log_is_there_only_when_it_is_locked(tmp_path: Path) -> None:
    with create_log(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [EVENTS]


def test_the_logs_of_a_step_are_its_own(tmp_path: Path) -> None:
    for number, line in ((1, 2), (11, 2), (1, 12)):
        (tmp_path / step_log(number, line)).touch()
    assert [path.name for path in logs_of(tmp_path, 1)] == ["step-1-line-12.log", "step-1-line-2.log"]
    assert logs_of(tmp_path, 2) == []


def test_runs_are_the_folders_with_a_log_oldest_first(tmp_path: Path) -> None:
    assert run_ids(tmp_path / "none") == []
    for name in ("b", "a"):
        create_log(tmp_path / name).close()
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert run_ids(tmp_path) == ["a", "b"]


def test_a_new_id_is_one_and_what_could_be_a_path_is_not() -> None:
    assert is_run_id(run_id())
    assert run_id(1_000_000_000.5).startswith("20010909-014640-500")
    assert not any(map(is_run_id, ["", ".", "..", "a/b", "-x", "a\n", "a" * 65]))


def test_the_logs_of_shards_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for shard in (10, 2, 0):
        (tmp_path / step_log(4, 6, shard)).touch()
    found = logs_of(tmp_path, 4)
    assert [shard_of(path) for path in found] == [0, 2, 10]
    assert found[0].name == "step-4-line-6-shard-0.log"
    assert shard_of(tmp_path / step_log(4, 6)) is None
