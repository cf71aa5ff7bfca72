"""What there is to give, from files as the kernel writes them."""

from __future__ import annotations

from pathlib import Path

from layer_runner.group.resources import cores, free_memory

_GB = 1024**3


def _write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".", 1) if name.startswith("memory") else folder / name).write_text(text)


def _proc(folder: Path, group: str) -> Path:
    _write(folder, meminfo=f"MemTotal: 99 kB\nMemAvailable:  {8 * _GB // 1024} kB\n")
    _write(folder / "self", cgroup=group)
    return folder


def test_this_machine_has_some() -> None:
    assert cores() >= 1
    assert 0 < free_memory() < 2**60


def test_without_control_groups_it_is_what_the_kernel_calls_available(tmp_path: Path) -> None:
    assert free_memory(_proc(tmp_path / "proc", "3:memory:/x\n"), tmp_path / "none") == 8 * _GB


def test_the_tightest_control_group_counts(tmp_path: Path) -> None:
    proc, groups = _proc(tmp_path / "proc", "0::/outer/inner\n"), tmp_path / "groups"
    stat = f"anon 5\ninactive_file {_GB}\n"
    _write(groups / "outer", memory_max=str(4 * _GB), memory_current=str(3 * _GB), memory_stat=stat)
    _write(groups / "outer" / "inner", memory_max="max", memory_current=str(_GB), memory_stat=stat)
    assert free_memory(proc, groups) == 2 * _GB
    _write(groups / "outer" / "inner", memory_max=str(_GB), memory_current=str(3 * _GB), memory_stat=stat)
    assert free_memory(proc, groups) == 0


def test_a_group_that_lies_outside_of_what_is_seen_here_is_the_root_of_it(tmp_path: Path) -> None:
    proc, groups = _proc(tmp_path / "proc", "0::/../other\n"), tmp_path / "groups"
    _write(groups, memory_max=str(_GB), memory_current="0", memory_stat="anon 0\n")
    assert free_memory(proc, groups) == _GB
