"""What the cache knows of one line, for the tree and the editor's texts as they are now."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from layer_server.documents import Document
from layer_server.trees import files_of, overrides, place_of
from layerfile.problems import LayerfileError

# The cache is imported when it is first asked: an editor waits for the start, and shows hovers later.
if TYPE_CHECKING:
    from layer_cache.digests import DigestStore, Stamp
    from layer_cache.explanation import Explanation
    from layer_cache.prediction import Prediction
    from layer_cache.state import State


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

    `unknown` says why there is none, and what to do.
    """

    verdicts: Mapping[int, Verdict] = field(default_factory=lambda: MappingProxyType({}))
    outlook: Outlook | None = None
    unknown: str = ""

    def at(self, line: int) -> Verdict:
        """The verdict on the step that starts at a line. Raises UnknownVerdict."""
        if self.unknown:
            raise UnknownVerdict(self.unknown)
        found = self.verdicts.get(line)
        if found is None:
            raise UnknownVerdict("no step starts at this line")
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

    def warm_up(self) -> None:
        """Import what the first question would wait for."""
        from layer_cache import explanation, folder_tree, git_tree, images, prediction, snapshots  # noqa: F401

    def stamp(self) -> tuple[int, ...]:
        """Changes when a run was recorded, and when a secret was set."""
        if self._asked is None:
            return ()
        from layer_secrets import index

        found = []
        records = self._asked.records_path
        for path in (records, records.with_name(records.name + "-wal"), index.path(self._asked)):
            try:
                found.append(path.stat().st_mtime_ns)
            except OSError:
                found.append(0)
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
        from layer_cache import images, snapshots
        from layer_cache.explanation import explain
        from layer_cache.prediction import predict
        from layer_cache.records import Records
        from layer_cache.state import State
        from layer_cache.tree import open_tree
        from layer_secrets.lookup import digests, secrets_of
        from layerfile.program import load

        place = place_of(document)
        if place is None:
            raise UnknownVerdict("save this file, so that it is known which files COPY can see")
        root, path = place
        program = load(path, files_of(root, documents, document))
        self._asked = state = self._state or State()
        secrets = secrets_of(program, state, root)
        with Records(state.records_path, self._notify) as records:
            hashed = _Digests(records.digests, self._hashed)
            prediction = predict(
                program,
                images.installed(state).get(program.image),
                records,
                open_tree(root, hashed, dict(overrides(root, documents))),
                lambda snapshot: snapshots.refusal(state, snapshot) is None,
                digests(secrets),
            )
            outlook = _outlook(prediction)
            own = [step.step.line for step in prediction.steps if step.step.own]
            return Forecast({line: Verdict(explain(prediction, line), outlook) for line in own}, outlook)


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
