"""What FROM names: an image, a path or a library; and which Layerfile a path means."""

from __future__ import annotations

import posixpath
from re import compile as pattern
from typing import Literal

from layerfile.files import FileView

BaseKind = Literal["image", "path", "library"]

_IMAGE = pattern(r"vm/[a-z0-9][a-z0-9._-]*:[A-Za-z0-9][A-Za-z0-9._-]*")
_DOCKER_REGISTRIES = ("docker.io/", "ghcr.io/", "gcr.io/", "quay.io/", "mcr.microsoft.com/")


def kind_of(base: str) -> BaseKind:
    """What a base is, by how it is written."""
    if base.startswith("vm/"):
        return "image"
    if base.startswith(("/", "./", "../")) or base in (".", ".."):
        return "path"
    if ":" in base or "@" in base:
        return "library"
    last = base.rpartition("/")[2].lower()
    is_layerfile = last.startswith("layerfile") or last.endswith(".layerfile")
    return "path" if is_layerfile or "/" not in base else "library"


def image_mistake(base: str) -> str | None:
    """Why an image's or library's name cannot be right; None if it can."""
    if base.startswith("vm/"):
        if _IMAGE.fullmatch(base):
            return None
        if ":" not in base:
            return f"{base} needs a version, as in {base.rstrip('/') or 'vm/debian'}:12"
        return f"{base} is no image's name: write it as in vm/debian:12"
    if "/" not in base or base.startswith(_DOCKER_REGISTRIES):
        return (
            f"{base} is a Docker image, and a Layerfile starts from a virtual machine: "
            "FROM vm/debian:12, then install what is needed with RUN"
        )
    return None


def resolve(base: str, folder: str, files: FileView) -> str | None:
    """The Layerfile that a path in FROM means, relative to the tree's root; None if there is none."""
    path = inside(base, folder)
    if path is None:
        return None
    match files.kind(path):
        case "file":
            return path
        case "dir":
            within = posixpath.join(path, "Layerfile")
            return within if files.kind(within) == "file" else None
        case None:
            return None


def missing(base: str, folder: str, files: FileView) -> str:
    """Why a path in FROM leads nowhere, and what may have been meant."""
    path = inside(base, folder)
    if path is None:
        return f"{base} is outside of the repository: FROM can only name a Layerfile inside of it"
    if files.kind(path) == "dir":
        near = _similar("Layerfile", path, files)
        return f"{base} is a folder without a Layerfile" + _did_you_mean(base, near)
    parent, name = posixpath.split(path)
    near = _similar(name, parent, files)
    written = posixpath.join(posixpath.dirname(base), near) if near else None
    hint = f": did you mean {written}?" if written else ""
    if "/" not in base and not hint:
        hint = ": a path to a Layerfile, or an image such as vm/debian:12, is needed here"
    return f"{base} does not exist{hint}"


def _did_you_mean(base: str, near: str | None) -> str:
    return f": did you mean {posixpath.join(base, near)}?" if near else ""


def inside(base: str, folder: str) -> str | None:
    """A path as FROM takes it, from the tree's root; None if it leads out of the tree."""
    start = "" if base.startswith("/") else folder
    path = posixpath.normpath(posixpath.join(start, base.lstrip("/")))
    if path == ".." or path.startswith("../"):
        return None
    return "" if path == "." else path


def _similar(name: str, folder: str, files: FileView) -> str | None:
    """The entry of a folder that is written most like `name`."""
    from difflib import get_close_matches

    names = files.names(folder)
    for candidate in names:
        if candidate.lower() == name.lower() and candidate != name:
            return candidate
    near = get_close_matches(name, names, 1, 0.7)
    return near[0] if near else None
