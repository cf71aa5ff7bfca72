"""The secrets of a program, and what finding them costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layer_cache.state import State
from layer_secrets.index import EVERYWHERE
from layer_secrets.lookup import digests, secrets_of
from layer_secrets.store import put
from layerfile import LayerfileError
from tests.cache.projects import program_of

PROGRAM = program_of("FROM vm/debian:12\nSECRET ENV A\nSECRET ENV A B\nRUN a\n")


def test_only_those_that_are_named_are_found(state: State) -> None:
    entries = {name: put(state, name, name, EVERYWHERE)[0] for name in ("A", "B", "C")}
    found = secrets_of(PROGRAM, state, Path("/r"))
    assert found == {"A": entries["A"], "B": entries["B"]}
    assert digests(found) == {"A": entries["A"].digest, "B": entries["B"].digest}


def test_all_that_are_missing_are_told_each_at_its_place(state: State) -> None:
    put(state, "A", "1", "/another")
    with pytest.raises(LayerfileError) as raised:
        secrets_of(PROGRAM, state, Path("/r"))
    assert str(raised.value).splitlines() == [
        "Layerfile:2:12: error: the secret A is not set on this machine: set it with `layer secret set A`",
        "Layerfile:3:14: error: the secret B is not set on this machine: set it with `layer secret set B`",
    ]


def test_a_program_without_secrets_does_not_ask_the_store(state: State) -> None:
    state.secrets.mkdir(parents=True)
    (state.secrets / "index.json").write_text("nonsense")
    assert secrets_of(program_of("FROM vm/debian:12\nRUN a\n"), state, Path("/r")) == {}


def test_looking_up_imports_nothing_that_opens_secrets() -> None:
    heavy = ("keyring", "cryptography", "asyncio", "hmac", "layer_secrets.store")
    script = f"import layer_secrets.lookup, sys; print(*[name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
