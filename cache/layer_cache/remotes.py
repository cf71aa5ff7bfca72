"""Which commit CLONE means, from what a repository said of its branches. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

HEAD = "HEAD"
"""What stands in the place of a branch where the repository's own HEAD is on none."""


@dataclass(frozen=True, slots=True)
class Remote:
    """What a repository said when it was `asked` (seconds since 1970).

    `head` is the branch that its HEAD is on ("": on none, or it did not say), `head_commit` the commit of that ("":
    there is none yet). `branches` have the commits of all branches.
    """

    asked: float
    head: str
    head_commit: str
    branches: Mapping[str, str]

    def moved(self, to: Chosen) -> Remote:
        """The same after a branch has moved on."""
        branches = {**self.branches, to.branch: to.commit} if to.branch in self.branches else self.branches
        is_head = to.branch == (self.head or HEAD)
        return replace(self, branches=branches, head_commit=to.commit if is_head else self.head_commit)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A branch of a repository (`HEAD` where its HEAD is on none), and the commit that it is at."""

    branch: str
    commit: str

    @property
    def ref(self) -> str:
        """What git is asked for."""
        return HEAD if self.branch == HEAD else f"refs/heads/{self.branch}"


def choose(remote: Remote, branch: str, default: str) -> Chosen | None:
    """The branch called `branch`, else the one called `default` ("": none), else that of its HEAD.

    `branch` is the current one of the repository that the Layerfile is in ("": it is on none). None: there is no
    commit.
    """
    for name in (branch, default):
        if name and name in remote.branches:
            return Chosen(name, remote.branches[name])
    if not remote.head_commit:
        return None
    return Chosen(remote.head or HEAD, remote.head_commit)


def parse(answer: str, asked: float) -> Remote:
    """What `git ls-remote --symref` printed: `ref: NAME<tab>HEAD`, then `COMMIT<tab>NAME` each."""
    head, head_commit = "", ""
    branches: dict[str, str] = {}
    for line in answer.split("\n"):
        what, tab, name = line.partition("\t")
        if not tab:
            continue
        if what.startswith("ref: "):
            if name == HEAD:
                head = what.removeprefix("ref: ").removeprefix("refs/heads/")
        elif name == HEAD:
            head_commit = what
        elif name.startswith("refs/heads/"):
            branches[name.removeprefix("refs/heads/")] = what
    return Remote(asked, head, head_commit, branches)
