"""The Layerfiles that a command line names, and what is wrong with each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from layerfile import find, shellcheck, tree_root
from layerfile.ancestry import directives_above
from layerfile.checking import check
from layerfile.discovery import layerfiles
from layerfile.files import DiskFiles, FileView, MemoryFiles, OverlayFiles
from layerfile.fixing import apply
from layerfile.outline import Outline
from layerfile.parsing import parse
from layerfile.problems import LayerfileError, Problem
from layerfile.settings import Settings, read_settings
from layerfile.surroundings import Surroundings

STDIN = "-"
"""The path that stands for standard input."""

UNTITLED = "<stdin>"
"""What is shown in the place of a path that is not known."""

_PASSES = 10


@dataclass(frozen=True)
class Target:
    """A Layerfile to look at: `path` is relative to `root`, `shown` what a person calls it.

    `text` is its text where that does not come from the file; then `is_utf_8` says whether that is all of it.
    """

    root: Path
    path: str
    shown: str
    text: str | None = None
    is_utf_8: bool = True

    @property
    def files(self) -> FileView:
        """The tree around it; of a text from nowhere nothing but that is known."""
        if self.path == UNTITLED:
            return MemoryFiles({self.path: self.text or ""})
        files = _disk(self.root)
        return files if self.text is None else OverlayFiles(files, {self.path: self.text})


@dataclass(frozen=True)
class Report:
    """What was found in a Layerfile, and its text."""

    target: Target
    text: str
    problems: tuple[Problem, ...]


def targets(paths: Iterable[str], stdin_filename: str | None = None) -> Iterator[Target]:
    """The Layerfiles that these paths mean, each once: of a folder all in it. Raises LayerfileError."""
    seen: set[Path] = set()
    for path in paths:
        for target in _targets(path, stdin_filename):
            file = target.root / target.path
            if file not in seen:
                seen.add(file)
                yield target


def _targets(path: str, stdin_filename: str | None) -> Iterator[Target]:
    if path == STDIN:
        content = sys.stdin.buffer.read()
        text = content.decode("utf-8", "replace")
        is_utf_8 = text.encode() == content
        if stdin_filename is None:
            yield Target(tree_root(Path.cwd()), UNTITLED, UNTITLED, text, is_utf_8)
            return
        file = Path(os.path.abspath(stdin_filename))
        root = tree_root(file)
        yield Target(root, file.relative_to(root).as_posix(), stdin_filename, text, is_utf_8)
        return
    where = Path(os.path.abspath(path))
    if not where.is_dir():
        file = find(Path(path))
        root = tree_root(file)
        yield Target(root, file.relative_to(root).as_posix(), _shown(file))
        return
    root = tree_root(where)
    folder = where.relative_to(root).as_posix()
    found = layerfiles(_disk(root), "" if folder == "." else folder)
    if not found:
        raise LayerfileError.single("no-layerfile", f"no Layerfile in {path} or below", path)
    for one in found:
        yield Target(root, one, _shown(root / one))


def report(target: Target, chosen: Settings) -> Report:
    """Look at one Layerfile."""
    files = target.files
    return Report(target, files.read(target.path) or "", check(target.path, files, chosen, external=True))


def prepare(wanted: Iterable[Target]) -> None:
    """Have ShellCheck read all that these run at once: starting it is most of what it costs."""
    found: list[shellcheck.Script] = []
    for target in wanted:
        layerfile = parse(target.files.read(target.path) or "", target.path)
        outline = Outline(target.path, layerfile.directives)
        above = tuple(directives_above(outline, Surroundings(target.path, target.files)))
        found += [script for _, script in shellcheck.scripts(layerfile.directives, above)]
    shellcheck.check(found)


def fix(target: Target, chosen: Settings) -> tuple[Report, int]:
    """Apply what can be applied; the Layerfile as it is then, and how many fixes that were. Writes nothing.

    Raises LayerfileError for a text that is not UTF-8: what cannot be read would be lost.
    """
    count = 0
    found = report(target, chosen)
    is_whole = target.is_utf_8
    if target.text is None:
        is_whole = found.text.encode() == (target.root / target.path).read_bytes()
    if not is_whole:
        raise LayerfileError.single("not-utf-8", "it is not UTF-8, so it is left as it is", target.shown)
    for _ in range(_PASSES):
        fixes = [problem.fix for problem in found.problems if problem.fix is not None]
        text = apply(found.text, fixes)
        if text == found.text:
            break
        before = len(fixes)
        found = report(replace(target, text=text), chosen)
        count += max(1, before - sum(problem.fix is not None for problem in found.problems))
    return found, count


@cache
def settings(root: Path) -> Settings:
    """What the tree's `layer.toml` says. Raises LayerfileError."""
    return read_settings(_disk(root))


@cache
def _disk(root: Path) -> DiskFiles:
    return DiskFiles(root)


def _shown(file: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return file.relative_to(os.getcwd()).as_posix()
    except ValueError:
        return str(file)
