"""The shell text of steps, run by the shells of this machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from layer_runner.run.commands import LONGEST_VALUE, BadValue, capturing, reading, shell, value_of


def ran(argv: list[str]) -> tuple[int, str, str]:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout, done.stderr


def test_setup_files_are_sourced_in_order_in_the_shell_of_the_command(tmp_path: Path) -> None:
    one, two = tmp_path / "it's one", tmp_path / "two"
    one.write_text("A=1\nf() { echo $A $B; }\n")
    two.write_text("B=${A}2\nfalse\n")
    assert ran(shell("f; exit 3", [str(one), str(two)])) == (3, "1 12\n", "")


def test_one_that_is_not_there_fails_and_is_named(tmp_path: Path) -> None:
    status, output, errors = ran(shell("echo on", [str(tmp_path / "nope")]))
    assert (status, output) == (1, "")
    assert errors == f"SETUP FILE: {tmp_path}/nope cannot be read\n"


def test_a_value_is_the_standard_output_alone(tmp_path: Path) -> None:
    setup, file = tmp_path / "setup", str(tmp_path / "value")
    setup.write_text("echo hello\nX=7\n")
    assert ran(capturing('echo "a  $X"; echo no >&2; exit 4', [str(setup)], file)) == (4, "", "hello\nno\n")
    assert ran(reading(file))[1] == "a  7\n"
    assert not Path(file).exists()


def test_what_cannot_be_a_value_is_refused() -> None:
    assert value_of("ä\0b") == "äb"
    with pytest.raises(BadValue, match="127 KB"):
        value_of("x" * (LONGEST_VALUE + 1))
    with pytest.raises(BadValue, match="UTF-8"):
        value_of(b"\xff".decode(errors="replace"))
