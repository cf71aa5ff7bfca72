"""What the cache knows of one line, for the tree and the editor's texts as they are now."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from layer_server.documents import Document
from layer_server.readings import Reading
from layer_server.trees import files_of, overrides, place_of
from layerfile.files import FileView
from layerfile.problems import LayerfileError

# The cache is imported when it is first asked: an editor waits for the start, and shows hovers later.
if TYPE_CHECKING:
    from layer_cache.clones import CommittedTrees
    from layer_cache.digests import DigestStore, Stamp
    from layer_cache.explanation import Explanation
    from layer_cache.prediction import Prediction
    from layer_cache.records import Records
    from layer_cache.state import State
    from layer_cache.tree import SourceTree


WORK_TREE, INDEX = "workTree", "index"

#: Commits of cloned repositories whose trees are kept: that of one with 10,000 files takes about 0.2 s to look at anew.
MOST_CLONES = 16


class UnknownVerdict(Exception):
    """There is no verdict; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run of the whole Layerfile would do: numbers of RUN steps, times in seconds."""

    hits: int
    misses: int
    seconds_saved: float
    seconds_to_run: float
    seconds_unknown: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one line; `explanation` is the cache's own."""

    explanation: Explanation
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Forecast:
    """On all steps that stand in a document, by the lines (from 1) that they start at.

    `unknown` says why there is none, and what to do. `against` names what was looked at, if that is not the work tree
    with what is typed; steps that are not there have no verdict.
    """

    verdicts: Mapping[int, Verdict] = field(default_factory=lambda: MappingProxyType({}))
    outlook: Outlook | None = None
    unknown: str = ""
    against: str = ""

    def at(self, line: int) -> Verdict:
        """The verdict on the step that starts at a line. Raises UnknownVerdict."""
        if self.unknown:
            raise UnknownVerdict(self.unknown)
        found = self.verdicts.get(line)
        if found is None:
            missing = f"this step is not the same in {self.against}" if self.against else "no step starts at this line"
            raise UnknownVerdict(missing)
        return found


class Verdicts:
    """Works out forecasts. For one thread at a time, but for `stamp`.

    `notify` is told in words when something about the store needs a person's attention.
    """

    def __init__(self, state: State | None = None, notify: Callable[[str], None] = lambda message: None) -> None:
        self._state = state
        self._notify = notify
        self._hashed: dict[tuple[str, str], tuple[Stamp, str]] = {}
        self._asked: State | None = None
        self._clones: CommittedTrees = {}
        #: What is looked at: `WORK_TREE`, `INDEX`, or a commit as git names it.
        self.against = WORK_TREE

    def warm_up(self) -> None:
        """Import what the first question would wait for."""
        from layer_cache import explanation, folder_tree, git_tree, images, prediction, snapshots  # noqa: F401

    @property
    def folders(self) -> list[Path]:
        """Where records, secrets and what is known of clones lie; none until somebody has asked for them."""
        if self._asked is None:
            return []
        from layer_secrets import index

        mirrors = (path.parent for path in self._asked.clones.glob("*/remote.json"))
        return [self._asked.records_path.parent, index.path(self._asked).parent, *mirrors]

    def stamp(self) -> tuple[object, ...]:
        """Changes when a run was recorded, when a secret was set, and when a cloned repository was asked."""
        if self._asked is None:
            return (self.against,)
        from layer_secrets import index

        found: list[object] = [self.against]
        records = self._asked.records_path
        mirrors = sorted(self._asked.clones.glob("*/remote.json"))
        for path in (records, records.with_name(records.name + "-wal"), index.path(self._asked), *mirrors):
            try:
                status = path.stat()
            except OSError:
                continue
            # Who reads makes an empty log, and takes it away again.
            if status.st_size:
                found.append((status.st_mtime_ns, status.st_size))
        return tuple(found)

    def forecast(self, document: Document, documents: Iterable[Document]) -> Forecast:
        """What a run of the document would do now."""
        from layer_cache.errors import StoreError, TreeError

        try:
            return self._forecast(document, tuple(documents))
        except LayerfileError as error:
            first, more = error.problems[0], len(error.problems) - 1
            return Forecast(unknown=str(first) + (f" (and {more} more)" if more else ""))
        except StoreError as error:
            self._notify(str(error))
            return Forecast(unknown=str(error))
        except UnknownVerdict as error:
            return Forecast(unknown=str(error))
        except (TreeError, OSError) as error:
            return Forecast(unknown=str(error))
        except Exception as error:
            self._notify(traceback.format_exc())
            return Forecast(unknown=f"a mistake in layer itself, please report it: {error!r}")

    def _forecast(self, document: Document, documents: tuple[Document, ...]) -> Forecast:
        from layer_cache.explanation import explain

        place = place_of(document)
        if place is None:
            raise UnknownVerdict("save this file, so that it is known which files COPY can see")
        root, path = place
        with self._open_records() as records:
            if self.against == WORK_TREE:
                tree = self._work_tree(root, documents, records)
                prediction = self._predict(root, path, files_of(root, documents, document), tree, records)
                own = [step.step.line for step in prediction.steps if step.step.own]
                shown = dict(zip(own, own, strict=True))
            else:
                files, tree = self._committed(root, path)
                prediction = self._predict(root, path, files, tree, records)
                shown = _shown_lines(prediction, document)
            outlook = _outlook(prediction)
            verdicts = {at: Verdict(explain(prediction, line), outlook) for at, line in shown.items()}
            return Forecast(verdicts, outlook, against=self._where())

    def reading(self, root: Path, documents: Iterable[Document]) -> Reading:
        """Who reads the files of a tree now. A Layerfile with mistakes reads nothing."""
        from layer_cache.errors import StoreError, TreeError
        from layer_cache.readers import Readers
        from layerfile.discovery import layerfiles

        documents = tuple(documents)
        files = files_of(root, documents)
        found = []
        try:
            with self._open_records() as records:
                tree = self._work_tree(root, documents, records)
                for path in layerfiles(files):
                    with suppress(LayerfileError, TreeError, OSError):
                        found.append(Readers(self._predict(root, path, files, tree, records)))
        except StoreError as error:
            self._notify(str(error))
        except Exception:
            self._notify(traceback.format_exc())
        return Reading(tuple(found))

    def image(self, name: str) -> str:
        """What is known of an image: whether it is on this machine, and which one it is."""
        from layer_cache import images

        digest = images.installed(self._current_state()).get(name)
        if digest is None:
            return f"not built on this machine yet: `layer image build {name}` does that"
        return f"built on this machine, digest {digest[:12]}; a step depends on it"

    def _open_records(self) -> Records:
        from layer_cache.records import Records

        self._asked = self._current_state()
        return Records(self._asked.records_path, self._notify)

    def _current_state(self) -> State:
        from layer_cache.state import State

        return self._state or State()

    def _work_tree(self, root: Path, documents: tuple[Document, ...], records: Records) -> SourceTree:
        from layer_cache.tree import open_tree

        digests = _Digests(records.digests, self._hashed)
        return open_tree(root, digests, dict(overrides(root, documents)))

    def _committed(self, root: Path, path: str) -> tuple[FileView, SourceTree]:
        from layer_cache.committed_tree import open_committed
        from layer_cache.tree_files import TreeFiles

        tree = open_committed(root, None if self.against == INDEX else self.against)
        files = TreeFiles(tree)
        if files.kind(path) != "file":
            raise UnknownVerdict(f"there is no {path} in {self._where()}")
        return files, tree

    def _where(self) -> str:
        names = {WORK_TREE: "", INDEX: "the index"}
        return names.get(self.against, self.against)

    def _predict(self, root: Path, path: str, files: FileView, tree: SourceTree, records: Records) -> Prediction:
        import os

        from layer_cache import images, snapshots
        from layer_cache.checkout import Variables
        from layer_cache.clones import known
        from layer_cache.prediction import predict
        from layer_runs.folder import run_id
        from layer_secrets.lookup import digests, secrets_of
        from layerfile.program import load
        from layerfile.website_host import with_website_host

        state = self._current_state()
        revision = None if self.against in (WORK_TREE, INDEX) else self.against
        # The caller is the editor, as far as its environment is the shell's.
        caller = with_website_host(os.environ, str(root), path, files)
        variables = Variables(root, caller, run_id(), revision)
        if len(self._clones) > MOST_CLONES:
            self._clones.clear()
        program = load(path, files, variables)
        return predict(
            program,
            images.installed(state).get(program.image),
            records,
            known(program, tree, state, variables, self._clones),
            lambda snapshot: snapshots.refusal(state, snapshot) is None,
            digests(secrets_of(program, state, root)),
        )


def _shown_lines(prediction: Prediction, document: Document) -> dict[int, int]:
    """The lines at which the document shows steps of a program, each with the line that the step has there."""
    import difflib

    from layerfile.parsing import parse

    own = [step.step for step in prediction.steps if step.step.own]
    shown = parse(document.text).directives
    matcher = difflib.SequenceMatcher(
        None, [directive.normalised for directive in shown], [step.normalised for step in own], autojunk=False
    )
    return {
        shown[block.a + number].span.start_line: own[block.b + number].line
        for block in matcher.get_matching_blocks()
        for number in range(block.size)
    }


def _outlook(prediction: Prediction) -> Outlook:
    verdicts = [step.verdict for step in prediction.steps]
    return Outlook(
        verdicts.count("hit"),
        verdicts.count("miss"),
        prediction.seconds_saved,
        prediction.seconds_to_run,
        prediction.seconds_unknown,
    )


@dataclass
class _Digests:
    """What the store knows of files, and what was hashed here, which stays here: a hover that had to write would
    wait for whoever else is writing.
    """

    stored: DigestStore
    own: dict[tuple[str, str], tuple[Stamp, str]]

    def load(self, root: str) -> None:
        """Read what is known of the tree `root`."""
        self.stored.load(root)

    def find(self, root: str, path: str, of: Stamp) -> str | None:
        """The digest of the file `path` in the tree `root`, if it is known in this state."""
        known = self.own.get((root, path))
        return known[1] if known is not None and known[0] == of else self.stored.find(root, path, of)

    def keep(self, root: str, path: str, of: Stamp, digest: str) -> None:
        """Remember a digest."""
        self.own[root, path] = (of, digest)

    def flush(self) -> None:
        """Nothing: nothing is to be written."""
