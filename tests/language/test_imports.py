"""What importing the package costs."""

from __future__ import annotations

import subprocess
import sys

import layerfile


def test_what_the_package_names_is_there() -> None:
    for name in layerfile.__all__:
        assert getattr(layerfile, name).__name__ == name


def test_the_parser_and_heavy_modules_wait_until_they_are_needed() -> None:
    program = "import sys, layerfile; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"tree_sitter", "difflib", "asyncio", "json"} & set(done.stdout.split())


def test_loading_a_right_layerfile_needs_no_heavy_modules() -> None:
    program = (
        "import sys, layerfile; from layerfile.files import MemoryFiles;"
        "layerfile.load('Layerfile', MemoryFiles({'Layerfile': 'FROM vm/debian:12\\nRUN a'})); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"difflib", "asyncio", "json", "shlex"} & set(done.stdout.split())
