"""What a person chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_tui.settings import Settings, read_settings, settings_path


def test_keys_and_theme_are_read(tmp_path: Path) -> None:
    path = tmp_path / "tui.toml"
    path.write_text('theme = "textual-light"\n[keys]\n"run.log" = "x"\n')
    assert read_settings(path) == Settings("textual-light", {"run.log": "x"})


def test_without_a_file_nothing_is_chosen(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "tui.toml") == Settings()


@pytest.mark.parametrize("text", ["theme = ", "theme = 3", 'keys = "x"', '[keys]\n"a" = 3\n"b" = "c"'])
def test_what_is_wrong_is_told_and_what_is_right_is_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tui.toml"
    path.write_text(text)
    found = read_settings(path)
    assert found.problem.startswith(str(path))
    assert found.theme is None
    assert found.keys in ({}, {"b": "c"})


def test_the_file_is_where_the_specification_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_path() == tmp_path / "layer/tui.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert settings_path() == Path.home() / ".config/layer/tui.toml"
