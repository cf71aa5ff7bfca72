"""The clones of a program: what is known of them here, and bringing them up to date.

A prediction, an editor's too, asks nobody: it takes what each repository said last. A run asks first, and goes on with
the commits that it was told of, whatever happens to them meanwhile.
"""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from layer_cache.committed_tree import CommittedTree
from layer_cache.errors import TreeError
from layer_cache.joined_tree import Clone, JoinedTree, Wanted, wanted
from layer_cache.keeping.leases import Lease
from layer_cache.mirrors import Mirror, bring
from layer_cache.remotes import Remote, choose
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layerfile.program import Program
from layerfile.repositories import Repository, repository


@dataclass(frozen=True, slots=True)
class Brought:
    """A clone that a run asked for; `is_new`: its commit was fetched. All that took `seconds`."""

    clone: Clone
    is_new: bool
    seconds: float


CommittedTrees = dict[tuple[Mirror, str], CommittedTree]
"""Trees of commits: what was found out about one stays true."""


def known(
    program: Program,
    tree: SourceTree,
    state: State,
    variables: Mapping[str, str],
    trees: CommittedTrees | None = None,
) -> SourceTree:
    """The tree together with what is known here of the clones of a program; `variables` are the run's.

    Asks no other machine, and writes nothing. Who asks again and again keeps `trees`, for one thread at a time.
    """
    trees = {} if trees is None else trees
    asked = wanted(program)
    if not asked:
        return tree
    branch = variables["GIT_BRANCH"]
    remotes: dict[Mirror, Remote | None] = {}
    clones: dict[Wanted, Clone] = {}
    for each in asked:
        mirror = Mirror(state, _repository(each, tree).shown)
        # Read once, so that one branch is at one commit.
        if mirror not in remotes:
            remotes[mirror] = mirror.remote()
        clones[each] = _known(mirror, remotes[mirror], branch, each.default, trees)
    return JoinedTree(tree, clones)


def update(
    program: Program,
    tree: SourceTree,
    state: State,
    variables: Mapping[str, str],
    since: float,
    say: Callable[[str], None] = lambda text: None,
) -> tuple[SourceTree, list[Brought]]:
    """The tree together with the clones as they are now: the repositories are asked, and what is missing is fetched.

    Those that were asked after `since` (seconds since 1970) are not asked again. `say` is told in words when something
    is fetched. Raises TreeError where one cannot be reached, StoreError.
    """
    branch = variables["GIT_BRANCH"]
    by_mirror: dict[Mirror, list[Wanted]] = {}
    for each in wanted(program):
        by_mirror.setdefault(Mirror(state, _repository(each, tree).shown), []).append(each)
    brought: dict[Wanted, Brought] = {}
    # One after the other, in this thread: ^C ends what git does at once.
    for mirror, asked in by_mirror.items():
        began = time.perf_counter()
        found = bring(mirror, _repository(asked[0], tree), branch, [each.default for each in asked], since, say)
        seconds = time.perf_counter() - began
        for each, one in zip(asked, found, strict=True):
            commit = one.chosen.commit
            clone = Clone(mirror.shown, one.chosen.branch, commit, one.asked, _tree(mirror, commit))
            brought[each] = Brought(clone, one.is_new, seconds)
    if not brought:
        return tree, []
    return JoinedTree(tree, {each: one.clone for each, one in brought.items()}), list(brought.values())


def hold(program: Program, tree: SourceTree, state: State) -> Lease:
    """Keep the mirrors of what a program clones from being removed, until that is closed. Raises StoreError."""
    lease = Lease(state)
    lease.hold(*sorted({Mirror(state, _repository(each, tree).shown).name for each in wanted(program)}))
    return lease


def credentials(program: Program, tree: SourceTree) -> list[str]:
    """What of the addresses in a program nobody may see."""
    return [hidden for each in wanted(program) for hidden in _repository(each, tree).credentials]


def require_known(tree: SourceTree) -> None:
    """Raise TreeError if a clone of the tree is not here: a run that asks nobody cannot place it."""
    for clone in clones_of(tree):
        if clone.missing:
            raise TreeError(f"{clone.missing}; --offline asks nobody")


def clones_of(tree: SourceTree) -> Sequence[Clone]:
    """The clones that are part of a tree, each once."""
    return tuple(dict.fromkeys(tree.clones.values())) if isinstance(tree, JoinedTree) else ()


def _repository(asked: Wanted, tree: SourceTree) -> Repository:
    return repository(asked.url, posixpath.join(str(tree.root), asked.folder))


def _known(mirror: Mirror, remote: Remote | None, branch: str, default: str, trees: CommittedTrees) -> Clone:
    if remote is None:
        return Clone(mirror.shown, "", "", 0.0, missing=f"{mirror.shown} was never fetched: `layer run` does that")
    chosen = choose(remote, branch, default)
    if chosen is None:
        return Clone(mirror.shown, "", "", remote.asked, missing=f"{mirror.shown} has no commits yet")
    if not mirror.has(chosen.commit):
        which = f"commit {chosen.commit[:7]} of {mirror.shown}, branch {chosen.branch},"
        missing = f"{which} was not fetched yet: `layer run` does that"
        return Clone(mirror.shown, chosen.branch, chosen.commit, remote.asked, missing=missing)
    tree = trees.setdefault((mirror, chosen.commit), _tree(mirror, chosen.commit))
    return Clone(mirror.shown, chosen.branch, chosen.commit, remote.asked, tree)


def _tree(mirror: Mirror, commit: str) -> CommittedTree:
    # All that is committed: what a `.layerignore` there hides is hidden from that repository's own COPY.
    return CommittedTree(mirror.folder, commit, ())
