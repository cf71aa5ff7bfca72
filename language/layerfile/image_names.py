"""What names in FROM stand for here: the `[images]` table of `layer.toml`.

[images]
"vm/ubuntu:18.04" = "vm/debian:12"           another image
"org/name:tag" = "machines/node/Layerfile"   a Layerfile, or its folder, from the root of the tree
"""

from __future__ import annotations

from collections.abc import Mapping

from layerfile import bases
from layerfile.files import FileView
from layerfile.layer_toml import FILE, read_table
from layerfile.problems import LayerfileError, Problem
from layerfile.spans import FILE_START

EXAMPLE = "vm/debian:12"
"""An image that can be built everywhere."""


def read_images(files: FileView) -> Mapping[str, str]:
    """What each name stands for. Raises LayerfileError where `layer.toml` says what it cannot."""
    table = read_table(files, "images")
    messages = [message for name, target in table.items() if (message := _mistake(name, target)) is not None]
    if messages:
        raise LayerfileError(Problem("layer-toml", "error", message, FILE_START, FILE) for message in messages)
    return table


def target_of(name: str, files: FileView) -> str | None:
    """What a name stands for; None if nothing is said of it, or nothing that can be understood."""
    try:
        return read_images(files).get(name)
    except LayerfileError:
        return None


def unknown(name: str, files: FileView) -> str:
    """What to say of a name that stands for nothing, with the one that may have been meant."""
    from difflib import get_close_matches

    near = get_close_matches(name, [*read_images(files), EXAMPLE], 1, 0.75)
    hint = f": did you mean {near[0]}?" if near else ""
    return f"{name} is not known here{hint}; {advice(name)}"


def advice(name: str) -> str:
    """How to say what a name stands for."""
    return f'say in {FILE} what it stands for: under [images], "{name}" = "{EXAMPLE}", or the path of a Layerfile'


def _mistake(name: str, target: object) -> str | None:
    if not isinstance(target, str) or not target:
        return f'images."{name}" must be an image such as "{EXAMPLE}", or the path of a Layerfile'
    match bases.kind_of(target):
        case "image":
            mistake = bases.image_mistake(target)
            return None if mistake is None else f'images."{name}": {mistake}'
        case _ if ":" in target or "@" in target:
            return f'images."{name}": {target} is neither an image such as "{EXAMPLE}" nor the path of a Layerfile'
        case _ if target.startswith(".") and bases.inside(target, "") is None:
            return f'images."{name}": {target} is outside of the repository'
    return None
