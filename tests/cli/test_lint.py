"""`layer lint`: a line a problem, in the form that editors and CI read."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from layer_cli.linting import settings


def _lint(folder: Path, text: str) -> int:
    (folder / "Layerfile").write_text(text)
    return cli.main(["lint", str(folder)])


def test_nothing_wrong_is_said_beside_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _lint(tmp_path, "FROM vm/debian:12\nRUN true\n") == ExitCode.OK
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nothing to say" in printed.err


def test_each_problem_is_a_line_with_its_place_severity_and_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _lint(tmp_path, "FROM vm/debian:12\nRNU a\n\n  RUM b\n") == ExitCode.STEP_FAILED
    lines = capsys.readouterr().out.splitlines()
    places = []
    assert lines[1:4] == ["  |", "2 | RNU a", "  | ^^^"]
    for line in [line for line in lines if line.startswith(str(tmp_path))]:
        match = re.fullmatch(r"(.+):(\d+):(\d+): LF\d{3} (error|warning|hint): .+ \[[a-z-]+\]", line)
        assert match, line
        assert match[1] == str(tmp_path / "Layerfile")
        places.append((int(match[2]), int(match[3]), match[4]))
    assert places == [(2, 1, "error"), (4, 3, "error")]


def test_warnings_alone_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = _lint(tmp_path, "FROM vm/debian:12\nSPLIT 1\n")
    printed = capsys.readouterr().out
    assert " warning: " in printed
    assert " error: " not in printed
    assert status == ExitCode.OK


def test_a_parents_mistake_is_shown_at_from_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    for name, text in (("base", "FROM vm/debian:12\nRNU a\n"), ("child", "FROM ../base\nRUN b\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Layerfile").write_text(text)
    cli.main(["lint", str(tmp_path / "child")])
    printed = capsys.readouterr().out
    assert printed.startswith(f"{tmp_path}/child/Layerfile:1:1: LF114 error: ")
    assert "base/Layerfile:2:1: error: RNU" in printed


def test_a_hostile_layerfile_cannot_drive_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _lint(tmp_path, "FROM vm/debian:12\nR\x1b]52;c;aGk=\x07 x\n") == ExitCode.STEP_FAILED
    printed = capsys.readouterr().out
    assert ":2:1: LF001 error: " in printed
    assert "\x1b" not in printed
    assert "\x07" not in printed


def test_a_file_can_be_named_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Other").write_text("FROM vm/debian:12\nRNU\n")
    assert cli.main(["lint", str(tmp_path / "Other")]) == ExitCode.STEP_FAILED
    assert capsys.readouterr().out.startswith(f"{tmp_path}/Other:2:1: LF001 error: ")


def _json(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    cli.main(["lint", "--format", "json", *options, str(folder)])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_json_has_all_of_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Layerfile").write_text("FROM vm/debian:12\nSPLIT 1\n")
    [found] = _json(tmp_path, capsys)
    assert found["filename"] == str(tmp_path / "Layerfile")
    assert (found["code"], found["name"], found["severity"]) == ("LF502", "split-one", "warning")
    assert (found["location"], found["end_location"]) == ({"row": 2, "column": 7}, {"row": 2, "column": 8})
    edit = {"content": "", "location": {"row": 2, "column": 1}, "end_location": {"row": 3, "column": 1}}
    assert found["fix"] == {"message": "Leave the line out", "edits": [edit]}


def test_json_of_a_right_file_is_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Layerfile").write_text("FROM vm/debian:12\n")
    assert _json(tmp_path, capsys) == []


def test_sarif_names_rules_places_and_fixes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Layerfile").write_text("FROM vm/debian:12\nSPLIT 1\nRNU x\n")
    assert cli.main(["lint", "--format", "sarif", str(tmp_path)]) == ExitCode.STEP_FAILED
    log = json.loads(capsys.readouterr().out)
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        [location] = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] in (2, 3)
    assert [result["level"] for result in run["results"]] == ["warning", "error"]
    assert run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": ""}


def test_github_has_a_command_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Layerfile").write_text("FROM vm/debian:12\nSPLIT 1\n")
    cli.main(["lint", "--format", "github", str(tmp_path)])
    printed = capsys.readouterr().out
    assert printed.startswith(f"::warning file={tmp_path}/Layerfile,line=2,endLine=2,col=7,endColumn=8,title=LF502")


def test_fixes_are_written_and_what_is_left_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Layerfile"
    file.write_text("from vm/debian:12\nSPLIT 1\nTHEN RUN a\nFOO x\n")
    file.chmod(0o640)
    assert cli.main(["lint", "--fix", str(tmp_path)]) == ExitCode.STEP_FAILED
    assert file.read_text() == "FROM vm/debian:12\nRUN a\nFOO x\n"
    assert file.stat().st_mode & 0o777 == 0o640
    printed = capsys.readouterr()
    assert "FOO" in printed.out
    assert "3 fixed" in printed.err


def test_what_is_not_utf_8_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"FROM vm/debian:12\nSPLIT 1\nRUN echo \xff\n"
    (tmp_path / "Layerfile").write_bytes(content)
    assert cli.main(["lint", "--fix", str(tmp_path)]) == ExitCode.USAGE
    assert "not UTF-8" in capsys.readouterr().err
    assert (tmp_path / "Layerfile").read_bytes() == content
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert cli.main(["lint", "--fix", "-"]) == ExitCode.USAGE
    assert capsys.readouterr().out == ""


def test_rules_are_selected_and_ignored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Layerfile").write_text("FROM org/base\nSPLIT 1\n")
    assert [one["name"] for one in _json(tmp_path, capsys, "--select", "from-unpinned")] == [
        "from-unpinned",
        "split-one",
    ]
    assert _json(tmp_path, capsys, "--ignore", "LF5,LF1") == []
    assert cli.main(["lint", "--select", "nope", str(tmp_path)]) == ExitCode.USAGE
    assert "there is no rule nope" in capsys.readouterr().err


def test_layer_toml_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Layerfile").write_text("FROM vm/debian:12\nSPLIT 1\n")
    (tmp_path / "layer.toml").write_text("[lint.severity]\nsplit-one = 'error'\n")
    assert cli.main(["lint", str(tmp_path)]) == ExitCode.STEP_FAILED
    settings.cache_clear()
    (tmp_path / "layer.toml").write_text("[lint]\nignroe = []\n")
    assert cli.main(["lint", str(tmp_path)]) == ExitCode.USAGE
    assert "lint.ignroe is not known" in capsys.readouterr().err


def test_standard_input(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"FROM vm/debian:12\nSPLIT 1\nCOPY nope /x\n")))
    assert cli.main(["lint", "-"]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("<stdin>:2:7: LF502 ")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"FROM vm/debian:12\nSPLIT 1\nRUN a\n")))
    assert cli.main(["lint", "--fix", "-"]) == ExitCode.OK
    assert capsys.readouterr().out == "FROM vm/debian:12\nRUN a\n"


def test_a_folder_means_all_layerfiles_below_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("Layerfile", "a/Layerfile", "b/web.Layerfile"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("FROM vm/debian:12\nSPLIT 1\n")
    assert len(_json(tmp_path, capsys)) == 3
    assert len(_json(tmp_path / "a", capsys)) == 1


def test_a_caret_stands_below_what_is_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _lint(tmp_path, "FROM vm/debian:12\nCOPY 漢 $(é) b/\n")
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("2 | COPY 漢 $(é) b/")
    assert lines[at + 1] == "  |         ^^^^"


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "split-one"]) == ExitCode.OK
    by_name = capsys.readouterr().out
    assert by_name.startswith("# split-one (LF502)\n")
    assert cli.main(["explain", "lf502"]) == ExitCode.OK
    assert capsys.readouterr().out == by_name
    assert cli.main(["explain"]) == ExitCode.OK
    assert "LF502  split-one" in capsys.readouterr().out
    assert cli.main(["explain", "splt-one"]) == ExitCode.USAGE
    assert "did you mean split-one?" in capsys.readouterr().err
