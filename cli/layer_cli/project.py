"""What most commands start from: the Layerfile that a path means, its tree, its records."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layer_cache import images, snapshots
from layer_cache.checkout import Variables
from layer_cache.joined_tree import JoinedTree, wanted
from layer_cache.prediction import Prediction, kept_by, predict
from layer_cache.records import Records
from layer_cache.state import State
from layer_cache.tree import SourceTree, open_tree
from layer_runs.folder import run_id
from layer_secrets.index import Entry
from layer_secrets.lookup import digests, secrets_of
from layerfile import find, tree_root
from layerfile.files import DiskFiles, FileView
from layerfile.problems import LayerfileError
from layerfile.program import Program, load
from layerfile.variables import CREDENTIALS, may_be_shown
from layerfile.website_host import with_website_host

if TYPE_CHECKING:
    from layer_cache.clones import Brought


@dataclass
class Project:
    """A Layerfile with everything that a prediction needs; `secrets` are those that it names, by name.

    `variables` are those of the run that would begin now.
    """

    file: Path
    root: Path
    program: Program
    state: State
    records: Records
    tree: SourceTree
    secrets: dict[str, Entry]
    variables: Variables

    def predict(self, records: Records | None = None) -> Prediction:
        """What a run would do now; with `records`, if the cache held no more than these."""
        return predict(
            self.program,
            self.image_digest,
            records or self.records,
            self.tree,
            lambda snapshot: snapshots.refusal(self.state, snapshot) is None,
            digests(self.secrets),
        )

    @property
    def image_digest(self) -> str | None:
        """The image's, if it is built here."""
        return images.installed(self.state).get(self.program.image)

    def at(self, revision: str | None) -> Project:
        """The same as a commit has it; None is what is staged. Raises LayerfileError, TreeError."""
        # Costs start-up time, and few ask for it.
        from layer_cache.committed_tree import open_committed
        from layer_cache.tree_files import TreeFiles

        tree = open_committed(self.root, revision)
        variables = variables_of(self.root, self.program.path, revision)
        where = f"in {revision}" if revision else "in what is staged"
        program = _load(self.program.path, TreeFiles(tree), where, variables)
        secrets = secrets_of(program, self.state, self.root)
        joined = joined_tree(program, tree, self.state, variables)
        return Project(self.file, self.root, program, self.state, self.records, joined, secrets, variables)

    def holding(self) -> AbstractContextManager[object]:
        """While nobody may remove the mirrors of what it clones. Raises StoreError."""
        if not isinstance(self.tree, JoinedTree):
            return nullcontext()
        from layer_cache.clones import hold

        return hold(self.program, self.tree, self.state)

    def updated(self, since: float) -> tuple[Project, list[Brought]]:
        """The same with the newest commits of the repositories that it clones, and what was asked and fetched for that.

        Those that were asked after `since` (seconds since 1970) are not asked again. What is fetched is said on
        standard error. Raises TreeError where a repository cannot be reached, StoreError.
        """
        if not isinstance(self.tree, JoinedTree):
            return self, []
        from layer_cache.clones import update

        tree, brought = update(self.program, self.tree.own, self.state, self.variables, since, _say)
        return replace(self, tree=tree), brought

    def kept(self) -> list[frozenset[int]]:
        """The recordings that a run of this leaves, as far as it ran: a set for each RUN."""
        return kept_by(self.program, self.image_digest, self.records, self.tree, digests(self.secrets))

    def secret_values(self) -> dict[str, str]:
        """The values of the secrets that the program names, by name. Raises StoreError."""
        if not self.secrets:
            return {}
        from layer_secrets.store import values

        return values(self.state, self.secrets)

    def hidden_values(self) -> list[str]:
        """What is no secret of the store, and may not be shown: values of variables, credentials in addresses."""
        named = {name for step in self.program.steps for name, _ in step.context.build if not may_be_shown(name)}
        hidden = [self.variables[name] for name in sorted(named | CREDENTIALS) if name in self.variables]
        if isinstance(self.tree, JoinedTree):
            from layer_cache.clones import credentials

            hidden += credentials(self.program, self.tree)
        return hidden


class Opened:
    """A project as it is now; what the TUI is given, each time that it predicts."""

    def __init__(self, path: str) -> None:
        self._project = open_project(path)

    @property
    def file(self) -> Path:
        """The Layerfile."""
        return self._project.file

    @property
    def root(self) -> Path:
        """The tree's root."""
        return self._project.root

    def predict(self) -> Prediction:
        """What a run would do now."""
        return self._project.predict()

    def close(self) -> None:
        """Close the records; what asks them later opens them again."""
        self._project.records.close()


def open_project(path: str, run: str | None = None) -> Project:
    """The project that `path` names, for a run called `run`. Raises LayerfileError, StoreError, TreeError."""
    file = find(Path(path))
    root = tree_root(file)
    layerfile = file.relative_to(root).as_posix()
    variables = variables_of(root, layerfile, run=run)
    program = _load(layerfile, DiskFiles(root), "", variables)
    state = State()
    secrets = secrets_of(program, state, root)
    records = Records(state.records_path)
    tree = joined_tree(program, open_tree(root, records.digests), state, variables)
    return Project(file, root, program, state, records, tree, secrets, variables)


def _say(text: str) -> None:
    print(f"layer: {text}", file=sys.stderr, flush=True)


def joined_tree(program: Program, tree: SourceTree, state: State, variables: Variables) -> SourceTree:
    """The tree with what is known here of the repositories that the program clones: nobody is asked for news."""
    if not wanted(program):
        return tree
    # Costs start-up time, and few Layerfiles have a CLONE.
    from layer_cache.clones import known

    return known(program, tree, state, variables)


def variables_of(root: Path, layerfile: str, revision: str | None = None, run: str | None = None) -> Variables:
    """The variables of the run of a Layerfile that would begin now: the caller is who called this command.

    Raises LayerfileError where `layer.toml` is wrong.
    """
    caller = with_website_host(os.environ, str(root), layerfile, DiskFiles(root))
    return Variables(root, caller, run or run_id(), revision)


def _load(path: str, files: FileView, where: str, variables: Variables) -> Program:
    if where and files.kind(path) != "file":
        raise LayerfileError.single("no-layerfile", f"there is no {path} {where}", path)
    return load(path, files, variables)
