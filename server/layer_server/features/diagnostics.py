"""What is wrong with an open Layerfile."""

from __future__ import annotations

from layer_server.view import View
from layerfile.problems import Problem


def diagnostics(view: View) -> tuple[Problem, ...]:
    """All that is wrong with the text in the editor, saved or not."""
    if view.root is not None:
        return view.reading.problems(view.files, view.remarks)
    # Where a text without a file will be saved, and what lies beside it then, is not known.
    return view.reading.problems()
