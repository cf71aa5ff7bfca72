"""Which paths of a tree git ignores."""

from __future__ import annotations

from typing import NamedTuple

from layerfile.files import FileView
from layerfile.ignore_patterns import Pattern, parse


class _Rules(NamedTuple):
    """The patterns of one file, the last line first, for paths from the `skip`-th letter on."""

    skip: int
    patterns: tuple[Pattern, ...]


class _Folder(NamedTuple):
    """A folder, and the rules for what is in it, those that decide first at the front."""

    is_ignored: bool
    rules: tuple[_Rules, ...]


class Ignored:
    """What `.gitignore` in each folder and `.git/info/exclude` say, as they are when they are first asked for.

    The index and what lies outside of the tree are not known here: a file that git tracks in spite of a rule counts
    as ignored, and the rules of a person's own configuration as none. `.git` itself is ignored by no rule.
    """

    def __init__(self, files: FileView) -> None:
        self._files = files
        self._folders: dict[str, _Folder] = {"": _Folder(False, self._rules("", ()))}

    def __call__(self, path: str, is_folder: bool) -> bool:
        """Whether the path or a folder above it is ignored; relative to the root, without `.` and `..` in it."""
        if is_folder:
            return self._folder(path).is_ignored
        above = self._folder(path.rpartition("/")[0])
        return above.is_ignored or _decide(above.rules, path, False)

    def _folder(self, path: str) -> _Folder:
        unknown = []
        known = path
        while known not in self._folders:
            unknown.append(known)
            known = known.rpartition("/")[0]
        found = self._folders[known]
        for folder in reversed(unknown):
            if found.is_ignored or _decide(found.rules, folder, True):
                found = _Folder(True, ())
            else:
                found = _Folder(False, self._rules(folder, found.rules))
            self._folders[folder] = found
        return found

    def _rules(self, folder: str, above: tuple[_Rules, ...]) -> tuple[_Rules, ...]:
        prefix = f"{folder}/" if folder else ""
        if not folder or self._files.kind(f"{prefix}.git") is not None:
            # A repository of its own has rules of its own.
            above = self._read(f"{prefix}.git/info/exclude", len(prefix))
        return self._read(f"{prefix}.gitignore", len(prefix)) + above

    def _read(self, path: str, skip: int) -> tuple[_Rules, ...]:
        patterns = parse(self._files.read(path) or "")
        return (_Rules(skip, patterns),) if patterns else ()


def _decide(chain: tuple[_Rules, ...], path: str, is_folder: bool) -> bool:
    for rules in chain:
        below = path[rules.skip :]
        for pattern in rules.patterns:
            if pattern.matches(below, is_folder):
                return pattern.hides
    return False
