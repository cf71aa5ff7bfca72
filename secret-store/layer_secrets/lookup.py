"""The secrets of a program, without their values: what predicting and showing need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from layer_cache.state import State
from layer_secrets.index import Entry, in_force, read
from layerfile.problems import LayerfileError
from layerfile.program import Program
from layerfile.secret_names import unset, wanted


def secrets_of(program: Program, state: State, root: Path) -> dict[str, Entry]:
    """Each secret that the program names, by its name; `root` is its repository's.

    Raises LayerfileError where one is not set, StoreError.
    """
    names = wanted(program)
    if not names:
        return {}
    known = in_force(read(state), root)
    problems = unset(program, known)
    if problems:
        raise LayerfileError(problems)
    return {name: known[name] for name in sorted(names)}


def digests(secrets: Mapping[str, Entry]) -> dict[str, str]:
    """The keyed digests, by name: for `layer_cache.prediction.predict`."""
    return {name: entry.digest for name, entry in secrets.items()}
