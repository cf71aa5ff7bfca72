"""What most commands start from: the Layerfile that a path means, its tree, its records."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from layer_cache import images, snapshots
from layer_cache.checkout import Variables
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
        return Project(self.file, self.root, program, self.state, self.records, tree, secrets, variables)

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
        """The values of variables that are not secrets of the store, and yet may not be shown."""
        named = {name for step in self.program.steps for name, _ in step.context.build if not may_be_shown(name)}
        return [self.variables[name] for name in sorted(named | CREDENTIALS) if name in self.variables]


class Opened:
    """A project that is predicted again and again, each time opened anew; what the TUI is given."""

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
    return Project(file, root, program, state, records, open_tree(root, records.digests), secrets, variables)


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
