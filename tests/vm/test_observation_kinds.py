"""Each kind of observation, in a VM: what a step looked at is what makes it run again, and nothing else does."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.vm.conftest import Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Edit = Callable[[Path], object]


@dataclass(frozen=True)
class Kind:
    """One kind: the step, an edit that does not concern it, one that does, and the reason that is given."""

    command: str
    harmless: Edit
    telling: Edit
    reason: str
    path: str


def _write(name: str, text: str) -> Edit:
    return lambda folder: (folder / name).write_text(text)


def _touch(folder: Path) -> None:
    os.utime(folder / "data")


def _relink(folder: Path) -> None:
    (folder / "link").unlink()
    (folder / "link").symlink_to("other")


KINDS = {
    "content": Kind("cat data", _touch, _write("data", "DATA\n"), "content", "data"),
    "content through mmap": Kind("grep -c . data", _touch, _write("data", "x\ny\n"), "content", "data"),
    "content by executing": Kind(
        "./tool", _write("data", "DATA\n"), _write("tool", "#!/bin/sh\necho 2\n"), "content", "tool"
    ),
    "append": Kind("echo more >> data", _touch, _write("data", "DATA\n"), "content", "data"),
    "stat": Kind("stat -c %s data", _touch, _write("data", "longer data\n"), "stat", "data"),
    "mode": Kind("test ! -x data", _touch, lambda folder: (folder / "data").chmod(0o755), "entry", "data"),
    "absence": Kind("! test -e missing", _write("another", "x"), _write("missing", "x"), "absence", "missing"),
    "listing": Kind("ls folder", _write("folder/one", "changed\n"), _write("folder/two", "x"), "listing", "folder"),
    "link": Kind("readlink link", _write("data", "DATA\n"), _relink, "link", "link"),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_an_edit_counts_only_where_the_step_looked(kind: Kind, project: Project) -> None:
    project.write("data", "data\n")
    project.write("other", "other\n")
    project.write("folder/one", "one\n")
    project.write("tool", "#!/bin/sh\necho 1\n")
    (project.folder / "tool").chmod(0o755)
    (project.folder / "link").symlink_to("data")
    project.layerfile(f"COPY . .\nRUN {kind.command}\n")
    assert project.run().verdicts[4] == "ran"

    kind.harmless(project.folder)
    assert project.predict()[4]["verdict"] == "hit"

    kind.telling(project.folder)
    predicted = project.predict()[4]
    assert predicted["verdict"] == "miss"
    assert (predicted["reason"]["kind"], predicted["reason"]["path"]) == (kind.reason, kind.path)


def test_a_file_that_was_written_first_is_no_input(project: Project) -> None:
    project.write("data", "data\n")
    project.layerfile("COPY . .\nRUN mkdir -p out && echo 1 > out/made && cat out/made\n")
    assert project.run().output(4) == "1\n"
    project.write("data", "DATA\n")
    assert project.predict()[4]["verdict"] == "hit"


def test_what_a_daemon_reads_belongs_to_the_step_in_which_it_reads(project: Project) -> None:
    project.write("data", "data\n")
    project.layerfile(
        """\
        COPY . .
        RUN BACKGROUND while true; do if test -e /tmp/go; then cat data > /tmp/out; rm /tmp/go; fi; sleep 0.1; done
        RUN true
        RUN touch /tmp/go && while test -e /tmp/go; do sleep 0.1; done && cat /tmp/out
        """
    )
    assert project.run().output(6) == "data\n"
    project.write("data", "DATA\n")
    predicted = project.predict()
    assert [predicted[line]["verdict"] for line in (4, 5, 6)] == ["hit", "hit", "miss"]
    again = project.run()
    assert again.verdicts == {1: "hit", 2: "hit", 3: "hit", 4: "hit", 5: "hit", 6: "ran"}
    assert again.output(6) == "DATA\n"


def test_after_a_restore_the_machine_has_todays_tree(project: Project) -> None:
    for name in ("first", "second", "gone"):
        project.write(name, f"{name}\n")
    project.layerfile("COPY . .\nRUN cat first\nRUN cat second; ls; cat fresh || true\n")
    project.run()
    project.write("second", "SECOND\n")
    project.write("fresh", "FRESH\n")
    (project.folder / "gone").unlink()
    again = project.run()
    assert again.verdicts[4] == "hit"
    assert again.output(5).split() == ["SECOND", "Layerfile", "first", "fresh", "second", "FRESH"]


def test_an_input_that_changes_while_it_is_used_voids_the_recording_by_name(project: Project) -> None:
    project.write("late", "before\n")
    project.layerfile("COPY . .\nRUN echo started; sleep 3; cat late\n")
    process = project.start()
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if '"output"' in line:
            project.write("late", "while it ran\n")
            break
    rest, _ = process.communicate(timeout=120)
    assert "not_cached" in rest
    assert "late" in rest[rest.index("not_cached") :]
    assert process.returncode == 0
    assert project.predict()[4]["verdict"] == "miss"


def test_a_change_of_an_earlier_step_reaches_what_only_reads_its_result(project: Project) -> None:
    """File -> result of step 1 -> step 2: going back to an old file must not bring back a newer result."""
    project.write("data", "one\n")
    project.layerfile("COPY . .\nRUN cat data > /var/tmp/result\nRUN cat /var/tmp/result\n")
    assert project.run().output(5) == "one\n"
    project.write("data", "two\n")
    assert project.run().output(5) == "two\n"
    project.write("data", "one\n")
    assert project.run().verdicts[5] == "hit"
    project.layerfile("COPY . .\nRUN cat data > /var/tmp/result\nRUN cat /var/tmp/result\nRUN cat /var/tmp/result\n")
    assert project.run().output(6) == "one\n"
