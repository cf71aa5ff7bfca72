"""Packages that a command installs, by the package managers that most files use."""

from __future__ import annotations

from collections.abc import Mapping
from re import compile as pattern
from types import MappingProxyType
from typing import Literal, NamedTuple

from layerfile.shell import Command, Word

Manager = Literal["apt", "pip", "npm", "gem"]

EXAMPLES: Mapping[Manager, str] = MappingProxyType(
    {"apt": "{}=1.2.3-4", "pip": "{}==1.2.3", "npm": "{}@1.2.3", "gem": "{}:1.2.3"}
)
"""How a package is written with a version, by manager; in the place of `{}` stands its name."""

_WITH_VALUE: Mapping[Manager, frozenset[str]] = MappingProxyType(
    {
        "apt": frozenset({"-t", "-o", "-c", "--target-release", "--option"}),
        "pip": frozenset({"-r", "-c", "-e", "-i", "-t", "--requirement", "--constraint", "--editable", "--index-url"})
        | {"--extra-index-url", "--target", "--prefix", "--root", "--trusted-host", "-f", "--find-links"},
        "npm": frozenset({"--prefix", "--registry", "-C", "--cwd"}),
        "gem": frozenset({"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "--source", "-s"}),
    }
)
_PIP = pattern(r"pip[23]?(?:\.\d{1,2})?")
_PYTHON = pattern(r"python[23]?(?:\.\d{1,2})?")


class Packages(NamedTuple):
    """`words` are what is to be installed; `has_version`: an option names the version of all."""

    manager: Manager
    words: tuple[Word, ...]
    has_version: bool = False


def packages(command: Command) -> Packages | None:
    """What a command installs by name for the whole machine; None if it does not."""
    command = command.without_wrappers()
    words = list(command.words)
    if len(words) > 3 and _PYTHON.fullmatch(command.name) and words[1].text == "-m" and words[2].text == "pip":
        words = words[2:]
    name = words[0].text.rpartition("/")[2] if words else ""
    if name in ("apt-get", "apt"):
        return _after(words[1:], "apt", ("install",))
    if _PIP.fullmatch(name):
        return _after(words[1:], "pip", ("install",))
    if name == "gem":
        return _after(words[1:], "gem", ("install",))
    if name in ("npm", "pnpm") and any(word.text in ("-g", "--global") for word in words):
        return _after(words[1:], "npm", ("install", "i", "add"))
    if name == "yarn" and len(words) > 1 and words[1].text == "global":
        return _after(words[2:], "npm", ("add",))
    return None


def is_pinned(manager: Manager, name: str) -> bool:
    """Whether a package has a version, or is none that could have one: a file, an address."""
    if name.startswith((".", "/", "~")) or "://" in name:
        return True
    match manager:
        case "apt":
            return "=" in name or "*" in name
        case "pip":
            return "==" in name or "@" in name or "/" in name or name.endswith((".whl", ".gz", ".zip", ".txt"))
        case "npm":
            return "@" in name[1:]
        case "gem":
            return ":" in name or name.endswith(".gem")


def _after(words: list[Word], manager: Manager, verbs: tuple[str, ...]) -> Packages | None:
    found: list[Word] = []
    is_install = has_version = skips = False
    for word in words:
        text = word.text
        if skips:
            skips = False
        elif text.startswith("-"):
            skips = text in _WITH_VALUE[manager]
            has_version = has_version or (manager == "gem" and text.startswith(("-v", "--version")))
        elif not is_install:
            if text not in verbs:
                return None
            is_install = True
        else:
            found.append(word)
    return Packages(manager, tuple(found), has_version) if is_install else None
