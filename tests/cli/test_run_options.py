"""Which steps `layer run` is told to do, and what a run is called."""

from __future__ import annotations

import pytest

from layer_cli import main as cli
from layer_cli.commands.run import before, until
from layer_cli.exit_codes import ExitCode
from layer_cli.project import open_project
from layerfile.problems import LayerfileError

from .conftest import Recorded
from .past import Past


def test_until_a_line_there_are_no_steps_after_it(recorded: Recorded) -> None:
    project = until(open_project(str(recorded.folder)), 3)
    assert [step.line for step in project.program.steps] == [1, 2, 3]


def test_from_a_line_on_nothing_is_known(recorded: Recorded) -> None:
    recorded.run([1.0, 2.0])
    project = open_project(str(recorded.folder))
    assert [step.verdict for step in project.predict().steps] == ["free", "free", "hit", "hit"]
    assert [step.verdict for step in project.predict(before(project, 4)).steps] == ["free", "free", "miss", "miss"]
    assert [step.verdict for step in project.predict(before(project, 1)).steps][2:] == ["miss", "miss"]


def test_a_line_where_no_step_starts_is_told(recorded: Recorded) -> None:
    project = open_project(str(recorded.folder))
    for act in (before, until):
        with pytest.raises(LayerfileError, match="no step starts at line 9; steps are at 1, 2, 3, 4"):
            act(project, 9)


@pytest.mark.parametrize("number", ["../x", "", "a b"])
def test_an_id_that_cannot_be_one_is_refused(
    recorded: Recorded, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "--run-id", number, str(recorded.folder)]) == ExitCode.USAGE
    assert "cannot be the id of a run" in capsys.readouterr().err


def test_an_id_that_is_taken_is_refused(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    assert cli.main(["run", "--run-id", "1"]) == ExitCode.USAGE
    assert "there is a run 1 already" in capsys.readouterr().err
