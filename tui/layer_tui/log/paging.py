"""A log in the pager that a person uses elsewhere."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterable


def page(lines: Iterable[str]) -> str:
    """Show lines in $PAGER, else in less; what went wrong, in words, or "".

    It is given a copy: some pagers hand control sequences on to the terminal, and these lines have none.
    """
    words = os.environ.get("PAGER", "").strip() or "less"
    with tempfile.NamedTemporaryFile("w", prefix="layer-log-", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        try:
            # As git and man do: PAGER may have options.
            subprocess.run([*shlex.split(words), file.name], check=False)
        except (OSError, ValueError) as error:
            return f"cannot start {words}: {error}; set PAGER"
    return ""
