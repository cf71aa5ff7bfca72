"""What commands say of the repositories that a Layerfile clones."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from layer_cli.terminal import age, harmless

if TYPE_CHECKING:
    from layer_cache.explanation import Cloned
    from layer_cache.joined_tree import Clone
    from layer_cache.tree import SourceTree

#: Characters of a commit's id that are shown.
SHOWN = 7


def lines(tree: SourceTree) -> list[str]:
    """A line for each clone of a tree: what is known of it, from when, and that a run asks again."""
    from layer_cache.clones import clones_of

    return [line(clone) for clone in clones_of(tree)]


def line(clone: Clone | Cloned) -> str:
    """The same for one."""
    if clone.missing:
        return harmless(clone.missing)
    ago = age(max(0.0, time.time() - clone.asked))
    which = f"{clone.repository}: {clone.branch} at {clone.commit[:SHOWN]}, as of {ago} ago"
    return harmless(f"{which}; a run asks for news, and so does `layer predict --fetch`")


def as_json(tree: SourceTree) -> list[dict[str, Any]]:
    """The same for programs."""
    from layer_cache.clones import clones_of

    return [
        {
            "repository": clone.repository,
            "branch": clone.branch,
            "commit": clone.commit,
            "asked": round(clone.asked, 3),
            "missing": clone.missing,
        }
        for clone in clones_of(tree)
    ]
