"""The examples are what the project's own tools call right."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_lint_has_nothing_to_say_of_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(EXAMPLES)]) == 0
    assert capsys.readouterr().out == ""


def test_the_examples_are_in_canonical_layout() -> None:
    assert main(["format", "--check", str(EXAMPLES)]) == 0


def test_each_example_is_explained_and_listed() -> None:
    listed = (EXAMPLES / "README.md").read_text()
    folders = [folder for folder in EXAMPLES.iterdir() if folder.is_dir() and folder.name != "__pycache__"]
    assert len(folders) > 10
    for folder in folders:
        assert (folder / "README.md").is_file(), folder
        assert f"]({folder.name})" in listed
