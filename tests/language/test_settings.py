"""What `layer.toml` says of rules."""

from __future__ import annotations

import pytest

from layerfile.checking import check
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.rules import all_rules
from layerfile.settings import DEFAULT, Settings, read_settings

TEXT = "FROM vm/debian:12\nSPLIT 1\n"


def found(toml: str) -> list[tuple[str, str]]:
    files = MemoryFiles({"Layerfile": TEXT, "layer.toml": toml})
    return [(one.name, one.severity) for one in check("Layerfile", files, read_settings(files))]


def refused(toml: str) -> str:
    with pytest.raises(LayerfileError) as caught:
        read_settings(MemoryFiles({"layer.toml": toml}))
    return str(caught.value)


def test_without_a_file_or_a_table_the_defaults_hold() -> None:
    assert read_settings(MemoryFiles({})) == DEFAULT
    assert read_settings(MemoryFiles({"layer.toml": "[cache]\nlimit = '1G'\n"})) == DEFAULT
    assert found("") == [("split-one", "warning")]


def test_a_severity() -> None:
    assert found("[lint.severity]\nsplit-one = 'error'\n") == [("split-one", "error")]
    assert found("[lint.severity]\nsplit-one = 'off'\n") == []


@pytest.mark.parametrize("name", ["split-one", "LF502", "LF5", "LF", "ALL"])
def test_rules_are_ignored_by_name_code_or_its_beginning(name: str) -> None:
    assert found(f"[lint]\nignore = ['{name}']\n") == []


def test_what_is_off_by_default_can_be_selected() -> None:
    off = next(rule for rule in all_rules().values() if not rule.default)
    assert not DEFAULT.applies(off)
    assert Settings(select=(off.code,)).applies(off)
    assert Settings(select=("ALL",)).applies(off)
    assert not Settings(select=("ALL",), ignore=(off.name,)).applies(off)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[lint", "is no TOML"),
        ("lint = 3", "[lint] must be a table"),
        ("[lint]\nselct = []", "lint.selct is not known"),
        ("[lint]\nselect = 'ALL'", "lint.select must be a list"),
        ("[lint]\nignore = ['nope']", "lint.ignore: there is no rule nope"),
        ("[lint]\nshellcheck = 'yes'", "lint.shellcheck must be true or false"),
        ("[lint.severity]\nnope = 'error'", "there is no rule nope"),
        ("[lint.severity]\nsplit-one = 'fatal'", "lint.severity.split-one must be one of"),
        ("[lint]\nseverity = 'error'", "lint.severity must be a table"),
    ],
)
def test_what_is_wrong_is_named(toml: str, message: str) -> None:
    assert message in refused(toml)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert refused("[lint]\na = 1\nb = 2\n").count("is not known") == 2
