"""What is known here of the repositories that CLONE names: a mirror of each, and what it said of its branches.

    clones/DIGEST/remote.json    the repository's name, and what it said when it was last asked
    clones/DIGEST/.git           the commits that runs used, without their history and not checked out
    locks/clone-DIGEST           exclusive while somebody asks and fetches

The digest is that of the repository's name, in which no credentials are. `remote.json` is replaced in one step, when
the commits that a run wants of it are there; whether others are git is asked. A run holds the mirrors that it
reads (`keeping.leases`, by `Mirror.name`), so that they are not removed, and their old commits neither.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from layer_cache import git_remote
from layer_cache.errors import StoreError, TreeError
from layer_cache.git_process import collect, start
from layer_cache.observations import encode
from layer_cache.remotes import Chosen, Remote, choose
from layer_cache.state import State, create_private
from layerfile.repositories import Repository

_VERSION = 1
_FILE = "remote.json"


@dataclass(frozen=True, slots=True)
class Mirror:
    """The mirror of the repository that is shown as `shown`; it need not be there."""

    state: State
    shown: str

    @property
    def name(self) -> str:
        """What it is called in leases, and its lock."""
        return f"clone-{self._digest}"

    @property
    def folder(self) -> Path:
        """Where it lies, a repository without files."""
        return self.state.clones / self._digest

    @property
    def _digest(self) -> str:
        return hashlib.sha256(encode(self.shown)).hexdigest()[:32]

    def remote(self) -> Remote | None:
        """What the repository said last; None if it was never asked."""
        known = _read(self.folder)
        return None if known is None else known[1]

    def has(self, commit: str) -> bool:
        """Whether the files of a commit are there."""
        if not (self.folder / ".git").is_dir():
            return False
        asked = start(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{tree}}")
        return collect(asked) is not None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A commit that is there, of a repository that was `asked` then; `is_new`: it was fetched for this."""

    chosen: Chosen
    asked: float
    is_new: bool


def bring(
    mirror: Mirror,
    repository: Repository,
    branch: str,
    defaults: Sequence[str],
    since: float,
    say: Callable[[str], None] = lambda text: None,
) -> tuple[Fetched, ...]:
    """Ask the repository, and fetch the commits that are not there: for each of `defaults` the one that is meant.

    One that was asked after `since` (seconds since 1970) is not asked again. Waits for others that fetch from it. `say`
    is told in words of each fetch. Raises StoreError, and TreeError where it cannot be reached or has no commit; what
    was known before then stays.
    """
    with _locked(mirror):
        remote = mirror.remote()
        if remote is None or remote.asked < since:
            remote = git_remote.ask(repository, mirror.folder)
        found = []
        for default in defaults:
            chosen = choose(remote, branch, default)
            if chosen is None:
                raise TreeError(f"{mirror.shown} has no commits yet")
            is_new = not mirror.has(chosen.commit)
            if is_new:
                say(f"fetching {chosen.branch} of {mirror.shown}")
                git_remote.prepare(mirror.folder, chosen.commit)
                # It may have moved on meanwhile.
                chosen = replace(chosen, commit=git_remote.fetch(repository, mirror.folder, chosen))
                remote = remote.moved(chosen)
            found.append(Fetched(chosen, remote.asked, is_new))
        _write(mirror, remote)
        return tuple(found)


def mirrors(state: State) -> list[tuple[Mirror, Remote]]:
    """All that are there, by name."""
    found = [_read(folder) for folder in (state.clones.iterdir() if state.clones.is_dir() else ())]
    return sorted(((Mirror(state, known[0]), known[1]) for known in found if known), key=lambda pair: pair[0].shown)


def _read(folder: Path) -> tuple[str, Remote] | None:
    try:
        found: Any = json.loads((folder / _FILE).read_text())
        if found["version"] != _VERSION:
            return None
        branches = {str(name): str(commit) for name, commit in found["branches"].items()}
        remote = Remote(float(found["asked"]), str(found["head"]), str(found["head_commit"]), branches)
        return str(found["repository"]), remote
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Never fetched, or damaged: a run asks again.
        return None


def _write(mirror: Mirror, remote: Remote) -> None:
    content = {"version": _VERSION, "repository": mirror.shown, **asdict(remote)}
    place = mirror.folder / f"{_FILE}.new"
    try:
        place.write_text(json.dumps(content))
        os.replace(place, mirror.folder / _FILE)
    except OSError as error:
        raise StoreError(f"cannot write {place}: {error.strerror}") from error


@contextlib.contextmanager
def _locked(mirror: Mirror) -> Iterator[None]:
    create_private(mirror.state.locks)
    create_private(mirror.state.clones)
    try:
        descriptor = os.open(mirror.state.locks / mirror.name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"cannot write to {mirror.state.locks}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        create_private(mirror.folder)
        yield
    finally:
        os.close(descriptor)
