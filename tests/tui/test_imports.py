"""The TUI makes no runs, and starts fast."""

from __future__ import annotations

import subprocess
import sys


def _imported(script: str, names: tuple[str, ...]) -> list[str]:
    script += f"\nimport sys\nprint(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return done.stdout.split()


def test_it_needs_neither_libvirt_nor_pygls() -> None:
    everything = (
        "import importlib, pkgutil, layer_tui, layer_cli.commands.tui, layer_cli.project\n"
        "for module in pkgutil.walk_packages(layer_tui.__path__, 'layer_tui.'): importlib.import_module(module.name)"
    )
    assert _imported(everything, ("libvirt", "pygls", "lsprotocol", "layer_runner", "layer_server")) == []


def test_what_makes_a_plan_is_not_needed_for_the_first_frame() -> None:
    heavy = (
        "sqlite3",
        "tree_sitter",
        "layer_cache.prediction",
        "layerfile.parsing",
        "textual_serve",
        "tomllib",
        "plotext",
    )
    assert _imported("import layer_tui.app, layer_tui.screens.plan, layer_cli.commands.tui", heavy) == []


def test_no_other_command_imports_textual() -> None:
    assert _imported("import layer_cli.main; layer_cli.main._parser('predict')", ("textual",)) == []
