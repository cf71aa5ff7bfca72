"""The command and the editor's server say the same of BUILD ENV and SKIP REMAINING IF, with the caller's variables."""

from __future__ import annotations

import pytest

from layer_cache.state import State
from layer_cli import main as cli
from layer_server.documents import Document
from layer_server.verdicts import Verdicts
from tests.cache.projects import git

from .conftest import Recorded

TEXT = """\
FROM vm/debian:12
BUILD ENV MODE GIT_BRANCH
RUN make
SKIP REMAINING IF MODE=short AND GIT_BRANCH=~^dev
RUN make test
"""


@pytest.fixture
def ran(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """It ran with MODE=fast on the branch main."""
    (recorded.folder / "Layerfile").write_text(TEXT)
    git(recorded.folder, "init", "-q", "-b", "main")
    git(recorded.folder, "add", "-A")
    git(recorded.folder, "commit", "-q", "-m", "start")
    monkeypatch.setenv("MODE", "fast")
    recorded.run([2.0, 3.0])
    return recorded


def printed(recorded: Recorded, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What `layer predict` says."""
    assert cli.main(["predict", *arguments, str(recorded.folder)]) == 0
    return capsys.readouterr().out.splitlines()


def in_editor(recorded: Recorded) -> list[tuple[str, str]]:
    """What the server says of each line."""
    path = recorded.folder / "Layerfile"
    document = Document(path.as_uri(), "layerfile", 1, path.read_text().splitlines(keepends=True), path)
    forecast = Verdicts(State(recorded.state)).forecast(document, [document])
    assert forecast.unknown == ""
    found = [forecast.verdicts[line].explanation for line in sorted(forecast.verdicts)]
    return [(one.verdict, one.reasons[0].detail if one.reasons else "") for one in found]


def test_the_same_variables_are_hits(ran: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert [line[0] for line in printed(ran, capsys)][:-1] == ["·", "·", "✓", "·", "✓"]
    assert [verdict for verdict, _ in in_editor(ran)] == ["free", "free", "hit", "free", "hit"]


def test_another_value_is_named(
    ran: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODE", "slow")
    assert printed(ran, capsys)[3].strip() == "MODE is slow, and was fast"
    assert in_editor(ran)[2] == ("miss", "MODE is slow, and was fast")
    cli.main(["why", "3", str(ran.folder)])
    assert "    then: fast\n    now:  slow\n" in capsys.readouterr().out


def test_another_branch_is_named_and_a_commit_is_asked_for_its_own(
    ran: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    git(ran.folder, "checkout", "-q", "-b", "topic")
    assert printed(ran, capsys)[3].strip() == "GIT_BRANCH is topic, and was main"
    assert in_editor(ran)[2] == ("miss", "GIT_BRANCH is topic, and was main")
    assert [line[0] for line in printed(ran, capsys, "--at", "main")][:-1] == ["·", "·", "✓", "·", "✓"]


def test_what_is_skipped_is_said_once(
    ran: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODE", "short")
    git(ran.folder, "checkout", "-q", "-b", "develop")
    because = "line 4 of Layerfile stops the run: MODE is short and GIT_BRANCH is develop"
    lines = printed(ran, capsys)
    assert lines[-3].startswith("-    5")
    assert lines[-2].strip() == because
    assert in_editor(ran)[4] == ("skipped", because)
    cli.main(["why", "5", str(ran.folder)])
    assert "would not be done" in capsys.readouterr().out


def test_nothing_waits_where_no_run_waits_at_a_button(ran: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ran.state / "runs" / "20260101-000000-000aaaaaa"
    folder.mkdir(parents=True)
    (folder / "events.ndjson").touch()
    assert cli.main(["press"]) == 2
    assert "does not wait at a BUTTON" in capsys.readouterr().err
