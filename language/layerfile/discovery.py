"""Which files are Layerfiles, and where they are in a tree."""

from __future__ import annotations

from re import compile as pattern

from layerfile.files import EntryKind, FileView
from layerfile.ignoring import Ignored

_NAME = pattern(r"Layerfile\..*|.*\.(?i:layerfile)|(?i:layerfile)(?:[0-9]+|[-_][\w-]*)?")
_OTHER_CASE = pattern(r"(?i:layerfile\..*)")
_OTHER_KIND = pattern(
    r"(?i:.*\.(?:bak|c|cfg|cpp|css|csv|el|go|h|html|ico|java|jsonc?|lock|log|lua|md|m?js|orig|pdf|php|plist|png|pyi?|rb|rs"
    r"|rst|scm|sh|snap|sum|svg|swp|tmp|toml|tsx?|txt|vim|vsix|xml|ya?ml|zip))"
)
"""Names of files that are about Layerfiles, as `layerfile.tmLanguage.json` is."""


def is_layerfile(name: str) -> bool:
    """Whether a file of this name is a Layerfile.

    The names are `Layerfile`, `Layerfile.x` and `x.Layerfile`. Other letter cases are taken for the same, where no
    other kind of file is called so, and `Layerfile2`, `Layerfile-x`, since people call theirs so.
    """
    if _NAME.fullmatch(name):
        return True
    return _OTHER_CASE.fullmatch(name) is not None and not _OTHER_KIND.fullmatch(name)


def layerfiles(files: FileView, folder: str = "") -> tuple[str, ...]:
    """The paths of the Layerfiles in a folder and below it, sorted.

    What git ignores is left out, but not the folder itself; so is every `.git`. Links to folders are not followed, and
    what cannot be read has no files.
    """
    ignored = Ignored(files)
    is_named = ignored(folder, True)
    found: list[str] = []
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        for name, kind in files.entries(here):
            path = f"{here}/{name}" if here else name
            if kind == "dir":
                if name != ".git" and (is_named or not ignored(path, True)):
                    waiting.append(path)
            elif _is_one(name, path, kind, files) and (is_named or not ignored(path, False)):
                found.append(path)
    return tuple(sorted(found))


def _is_one(name: str, path: str, kind: EntryKind, files: FileView) -> bool:
    return is_layerfile(name) and (kind == "file" or files.kind(path) == "file")
