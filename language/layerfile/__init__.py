"""What a Layerfile says: text and a view of files in, frozen values out.

    syntax          text -> syntax tree (tree-sitter)
    parsing         text -> directives and problems, one file at a time
    program         a Layerfile with its parents -> the steps of a run; or all that is wrong with it
    directives, problems, spans     the values themselves
    files           where the text comes from: disk, memory, unsaved edits
    environment     the variables that a step sees

Nothing here runs, writes or looks at anything but the files it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerfile.location import find, tree_root
from layerfile.problems import LayerfileError, Problem

if TYPE_CHECKING:
    from layerfile.checking import check, check_text
    from layerfile.parsing import parse
    from layerfile.program import load

__all__ = ["LayerfileError", "Problem", "check", "check_text", "find", "load", "parse", "tree_root"]

_LATER = {
    "parse": "layerfile.parsing",
    "check": "layerfile.checking",
    "check_text": "layerfile.checking",
    "load": "layerfile.program",
}


def __getattr__(name: str) -> object:
    """What needs tree-sitter is imported when it is asked for: it costs as much as all the rest."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_LATER[name]), name)
    globals()[name] = found
    return found
