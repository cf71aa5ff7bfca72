"""What git says of the tree that is run: the one place that asks it, for each fact when that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from layer_cache.errors import TreeError
from layer_cache.git_process import collect, find_repository, start
from layerfile.environment import BUILTIN_ENV, OLD_NAMES
from layerfile.variables import OWN_NAMES, of_name


class GitCheckout:
    """A commit of the repository that `root` lies in; without `revision` the one that is checked out.

    Without a repository, or without git, each fact is "".
    """

    def __init__(self, root: Path, revision: str | None = None) -> None:
        self._root = root
        self._revision = revision

    @cached_property
    def commit(self) -> str:
        """The whole id of the commit."""
        return self._ask("rev-parse", "--verify", "--quiet", f"{self._revision or 'HEAD'}^{{commit}}")

    @cached_property
    def title(self) -> str:
        """The first line of the commit's message, or its first paragraph on one line, as git has it."""
        return self._ask("log", "-1", "--format=%s", self.commit, "--") if self.commit else ""

    @cached_property
    def describe(self) -> str:
        """What `git describe --always` prints."""
        return self._ask("describe", "--always", self.commit) if self.commit else ""

    @cached_property
    def branch(self) -> str:
        """The branch that the revision names, or else the one that is checked out."""
        if self._revision is not None:
            named = self._ask("rev-parse", "--symbolic-full-name", "--verify", "--quiet", self._revision)
            if named.startswith("refs/heads/"):
                return named.removeprefix("refs/heads/")
        return self._ask("symbolic-ref", "--quiet", "--short", "HEAD")

    @cached_property
    def remote(self) -> str:
        """The address of the remote called origin."""
        return self._ask("config", "--get", "remote.origin.url")

    @property
    def folder(self) -> str:
        """The name of the tree's root."""
        return self._root.absolute().name

    @cached_property
    def _in_repository(self) -> bool:
        return find_repository(self._root.absolute()) is not None

    def _ask(self, *arguments: str) -> str:
        if not self._in_repository:
            return ""
        try:
            found = collect(start(self._root, *arguments))
        except TreeError:
            return ""
        return "" if found is None else found.decode("utf-8", "replace").rstrip("\n")


def open_branches(root: Path) -> frozenset[str] | None:
    """The branches of the repository that `root` lies in; None where there is none, or git cannot say."""
    if not root.is_dir() or find_repository(root.absolute()) is None:
        return None
    try:
        found = collect(start(root, "for-each-ref", "--format=%(refname:short)", "refs/heads"))
    except TreeError:
        return None
    return None if found is None else frozenset(found.decode("utf-8", "replace").split())


class Variables(Mapping[str, str]):
    """All that BUILD ENV and SKIP REMAINING IF can name, by name, for a run called `run`.

    Git is asked when a value is wanted that only it knows, and once: until this is made anew nothing changes.
    """

    def __init__(self, root: Path, caller: Mapping[str, str], run: str, revision: str | None = None) -> None:
        self._checkout = GitCheckout(root, revision)
        # Names and values go to a machine as UTF-8.
        self._caller = {name: value for name, value in caller.items() if _is_text(name)}
        self.run = run

    def __getitem__(self, name: str) -> str:
        found = of_name(name, self._checkout, self.run, self._caller)
        if found is None:
            raise KeyError(name)
        return found.encode("utf-8", "replace").decode().replace("\0", "")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self._own or name in self._caller)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._own, *self._caller}))

    def __len__(self) -> int:
        return len({*self._own, *self._caller})

    @property
    def _own(self) -> frozenset[str]:
        return frozenset({*BUILTIN_ENV, *OWN_NAMES, *OLD_NAMES})

    def for_steps(self) -> dict[str, str]:
        """What every step sees: the run's own, and the same under their old names."""
        return {name: self[name] for name in sorted(self._own)}


def _is_text(name: str) -> bool:
    return name.isprintable() and name.isascii()
