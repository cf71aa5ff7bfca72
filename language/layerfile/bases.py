"""What FROM names: an image, a path or a library; and which Layerfile a path means."""

from __future__ import annotations

import posixpath
from re import compile as pattern
from typing import TYPE_CHECKING, Literal

from layerfile.files import FileView

if TYPE_CHECKING:
    from layerfile.surroundings import Surroundings

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


def image_mistake(image: str) -> str | None:
    """Why this cannot be an image's name; None if it can."""
    if _IMAGE.fullmatch(image):
        return None
    if ":" not in image:
        return f"{image} needs a version, as in {image.rstrip('/') if image != 'vm/' else 'vm/debian'}:12"
    return f"{image} is no image's name: write it as in vm/debian:12"


def is_docker_image(base: str) -> bool:
    """Whether a library's name is one that Docker knows."""
    return "/" not in base or base.startswith(_DOCKER_REGISTRIES)


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


def near_miss(base: str, folder: str, files: FileView) -> str | None:
    """What a path in FROM that leads nowhere was meant to be, as one would write it; None if nothing is like it."""
    path = inside(base, folder)
    if path is None:
        return None
    if files.kind(path) == "dir":
        near = _similar("Layerfile", path, files)
        return posixpath.join(base, near) if near else None
    parent, name = posixpath.split(path)
    near = _similar(name, parent, files)
    if near is None or resolve(posixpath.join(posixpath.dirname(base), near), folder, files) is None:
        return None
    return posixpath.join(posixpath.dirname(base), near)


def differs_in_case(base: str, surroundings: Surroundings) -> str | None:
    """The path of a Layerfile that a base differs from in letter case only, as one would write it."""
    parts = [part for part in base.split("/") if part not in ("", ".")]
    found = "/" if base.startswith("/") else "./" if base.startswith("./") else ""
    for part in parts:
        folder = surroundings.resolve(found or ".")
        if part == ".." or folder is None:
            found += "../"
            continue
        names = surroundings.files.names(folder)
        right = part if part in names else next((name for name in names if name.lower() == part.lower()), None)
        if right is None:
            return None
        found += f"{right}/"
    found = found.rstrip("/")
    if found == base.rstrip("/") or surroundings.layerfile_at(found) is None:
        return None
    return found


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
