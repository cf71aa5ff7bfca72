"""What most commands start from: the Layerfile that a path means, its tree, its records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layer_cache import images, snapshots
from layer_cache.prediction import Prediction, predict
from layer_cache.records import Records
from layer_cache.state import State
from layer_cache.tree import SourceTree, open_tree
from layer_secrets.index import Entry
from layer_secrets.lookup import digests, secrets_of
from layerfile import find, tree_root
from layerfile.files import DiskFiles
from layerfile.program import Program, load


@dataclass
class Project:
    """A Layerfile with everything that a prediction needs; `secrets` are those that it names, by name."""

    file: Path
    root: Path
    program: Program
    state: State
    records: Records
    tree: SourceTree
    secrets: dict[str, Entry]

    def predict(self) -> Prediction:
        """What a run would do now."""
        digest = images.installed(self.state).get(self.program.image)
        return predict(
            self.program,
            digest,
            self.records,
            self.tree,
            lambda snapshot: snapshots.refusal(self.state, snapshot) is None,
            digests(self.secrets),
        )

    def secret_values(self) -> dict[str, str]:
        """The values of the secrets that the program names, by name. Raises StoreError."""
        if not self.secrets:
            return {}
        from layer_secrets.store import values

        return values(self.state, self.secrets)


def open_project(path: str) -> Project:
    """The project that `path` names. Raises LayerfileError, StoreError, TreeError."""
    file = find(Path(path))
    root = tree_root(file)
    program = load(file.relative_to(root).as_posix(), DiskFiles(root))
    state = State()
    secrets = secrets_of(program, state, root)
    records = Records(state.records_path)
    return Project(file, root, program, state, records, open_tree(root, records.digests), secrets)
