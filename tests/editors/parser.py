"""The parser, as `docs/editors.md` builds it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.editors.fetching import REPOSITORY, missing


def build_parser(library: Path) -> None:
    """Make the shared library that editors load. Where there is no compiler the test is skipped."""
    compiler = shutil.which("cc")
    if compiler is None:
        missing("no cc on the PATH: the parser cannot be built")
    source = REPOSITORY / "grammar" / "src"
    options = ["-shared", "-fPIC", "-O2", f"-I{source}"]
    subprocess.run(
        [compiler, *options, source / "parser.c", source / "scanner.c", "-o", library], check=True, timeout=100
    )
