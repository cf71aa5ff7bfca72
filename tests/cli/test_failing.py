"""What `layer run` does where a step fails, by its options and by where it runs; and `layer answer`."""

from __future__ import annotations

import argparse
import io
import os
import sys
import threading

import pytest

from layer_cli import failing
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from layer_cli.groups import options as group_options
from layer_runner.run.failure import Manners
from layer_runs.failures import failure_of

from .past import Past


class Typed(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def told(*words: str) -> argparse.Namespace:
    """The options of a command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    failing.arguments(parser)
    group_options.arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "on_terminal", "in_ci", "manners"),
    [
        ((), True, False, Manners(asks=True, terminal=True)),
        ((), False, False, Manners()),
        ((), True, True, Manners(terminal=True)),
        (("--json",), True, False, Manners()),
        (("--no-ask", "--keep"), True, False, Manners(terminal=True, keeps=True)),
        (("--ask",), False, True, Manners(asks=True)),
        (("--group", "1", "--fail-fast"), True, False, Manners(stops_others=True)),
    ],
)
def test_somebody_is_asked_where_somebody_sits(
    words: tuple[str, ...], on_terminal: bool, in_ci: bool, manners: Manners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Typed() if on_terminal else io.StringIO())
    monkeypatch.setattr(sys, "stdout", Typed() if on_terminal else io.StringIO())
    monkeypatch.setenv("CI", "true" if in_ci else "")
    assert failing.manners(told(*words)) == manners


def test_an_answer_reaches_the_run_that_asks(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    number = "20261124-100000-aaaaaa"
    past.died(number)
    folder = past.state / "runs" / number
    pipe = failure_of(folder, 3, None)
    os.mkfifo(pipe)
    taken: list[str] = []
    descriptor = os.open(pipe, os.O_RDWR)
    reader = threading.Thread(target=lambda: taken.append(os.read(descriptor, 100).decode()))
    reader.start()
    assert cli.main(["answer", folder.name, "retry"]) == ExitCode.OK
    reader.join()
    os.close(descriptor)
    assert taken == ["retry\n"]
    assert cli.main(["answer", folder.name, "retry"]) == ExitCode.USAGE
    assert "asks nothing" in capsys.readouterr().err
