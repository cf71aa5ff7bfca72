"""What a variable stands for before a run."""

from __future__ import annotations

from layerfile.environment import BUILTIN_ENV, RUN_ENV, home, known


def test_homes() -> None:
    assert (home("root"), home("app")) == ("/root", "/home/app")


def test_env_wins_over_what_is_built_in() -> None:
    found = known({"CI": "no", "A": "b"}, "app")
    assert (found["CI"], found["A"], found["HOME"], found["WEBAPPIO"]) == ("no", "b", "/home/app", "true")


def test_what_only_a_run_knows_is_not_built_in() -> None:
    assert not RUN_ENV & BUILTIN_ENV.keys()
