"""`layer shell` in a real terminal and a real machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.editors.terminal import COLUMNS, LINES, terminal
from tests.vm.conftest import Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Census = Callable[[], set[str]]
LAYER = [sys.executable, "-m", "layer_cli"]


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


@pytest.fixture
def ran(project: Project) -> Project:
    """A project that was run: its second RUN writes to a file that the first has made."""
    project.layerfile(
        """
        WORKDIR /work
        COPY data /work/data
        ENV WHO=world
        RUN echo first > /state
        RUN cat data >> /state
        RUN exit 3
        """
    )
    project.write("data", "old\n")
    assert project.run().status == 1
    return project


def test_a_shell_in_the_machine_as_a_step_left_it(ran: Project, machines: Census, tmp_path: Path) -> None:
    ran.write("data", "of today\n")
    with terminal([*LAYER, "shell", "last", "6"], environment(), tmp_path) as shown:
        shown.wait_for("the machine after Layerfile:6")
        shown.wait_for("/work#")
        shown.type("cat /state; echo hello $WHO; cat data; stty size\r")
        shown.wait_for(f"first\nhello world\nof today\n{LINES} {COLUMNS}\n")
        assert machines()
        # ^C is the shell's own.
        shown.type("sh -c 'echo begun; exec sleep 100'\r")
        shown.wait_for("begun\n")
        shown.type("\x03")
        shown.wait_for(lambda text: text.rstrip().endswith("^C\nroot@layer:/work#"))
        shown.type("echo gone > /state; exit 5\r")
        assert shown.wait_for_end() == 5
    assert not machines()
    # The next one knows nothing of that.
    with terminal([*LAYER, "shell", "last"], environment(), tmp_path) as shown:
        shown.wait_for("the machine after Layerfile:7")
        shown.type("cat /state; exit\r")
        shown.wait_for("first\nold\n")
        assert shown.wait_for_end() == 0


def test_a_shell_where_a_run_would_begin(ran: Project, machines: Census) -> None:
    with terminal([*LAYER, "shell", "--path", str(ran.folder)], environment(), ran.folder) as shown:
        shown.wait_for("the machine after Layerfile:7")
        shown.type("tail -n 1 /state; exit\r")
        shown.wait_for("old\n")
        assert shown.wait_for_end() == 0
    assert not machines()
