"""Past runs as JUnit XML and as traces."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest

from layer_cli import main as cli
from layer_cli.run_reports import Entry, write

from .past import Past


def test_a_past_run_as_junit(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.failed("2")
    assert cli.main(["junit"]) == 0
    (suite,) = xml.fromstring(capsys.readouterr().out)
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("Layerfile", "4", "1")
    assert "red\ntwo" in (suite.findtext(".//failure") or "")


def test_a_past_run_as_a_trace(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1", recording=7)
    assert cli.main(["trace", "1"]) == 0
    names = [each["name"] for each in json.loads(capsys.readouterr().out)["traceEvents"] if each["ph"] == "X"]
    assert {"restore line 3", "RUN make test", "snapshot", "snapshot of line 4", "Layerfile"} <= set(names)


def test_a_run_that_goes_on_has_a_trace_so_far(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    log = past.begin("1")
    assert cli.main(["trace"]) == 0
    log.close()
    assert "RUN make test" in capsys.readouterr().out


def test_a_group_is_all_that_were_started_together(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    for number, group in (("1", "0"), ("2", "0"), ("3", None), ("4", "0"), ("5", "4")):
        past.begin(number, layerfile=f"/project/{number}/Layerfile", group=group).close()
    assert cli.main(["junit", "2", "--group"]) == 0
    suites = xml.fromstring(capsys.readouterr().out)
    assert [each.get("value") for each in suites.iter("property") if each.get("name") == "run"] == ["1", "2", "4"]
    assert cli.main(["junit", "3", "--group"]) == 0
    assert len(xml.fromstring(capsys.readouterr().out)) == 1


def test_a_file_is_replaced_at_once_and_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text("old")
    entries = [Entry("app", None, "it could not run")]
    write(argparse.Namespace(junit=str(file), trace="/dev/null"), entries)
    assert "it could not run" in file.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["junit.xml"]
    assert Path("/dev/null").is_char_device()
