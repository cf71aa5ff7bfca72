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

from layerfile.location import find, tree_root
from layerfile.problems import LayerfileError, Problem

__all__ = ["LayerfileError", "Problem", "find", "tree_root"]
