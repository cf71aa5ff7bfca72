"""What a plan is, for those who show it and those who make it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from layer_runs.state import Run

if TYPE_CHECKING:
    from layer_cache.prediction import Prediction

#: A plan is not made anew sooner than after these seconds.
LEAST_PAUSE = 1.0


class OpenProject(Protocol):
    """What is needed of a Layerfile with its tree and records: `layer_cli.project.Project` has it."""

    @property
    def file(self) -> Path:
        """The Layerfile."""

    @property
    def root(self) -> Path:
        """The tree's root."""

    def predict(self) -> Prediction:
        """What a run would do now. Raises LayerfileError, TreeError, StoreError."""

    def close(self) -> None:
        """Let go of the records."""


Opener = Callable[[str], OpenProject]


class Plan(Struct, frozen=True):
    """A prediction, as a run in which nothing has begun; or the `problem` that is in its way.

    `path` is what was planned, which a run is to be started with, `root` its tree. Seconds; `pause` is how long to wait
    before it is made anew. `prediction` (a `Prediction`, or None) is for `why`.
    """

    run: Run = Run()
    path: str = ""
    root: Path | None = None
    saved: float = 0.0
    to_run: float = 0.0
    unknown: bool = False
    problem: str = ""
    graph: tuple[GraphLine, ...] = ()
    pause: float = LEAST_PAUSE
    prediction: Any = None

    @property
    def looks(self) -> tuple[object, ...]:
        """What of it can be seen: a plan that looks the same need not be drawn."""
        return (self.run, self.saved, self.to_run, self.unknown, self.problem, self.graph)


class GraphLine(Struct, frozen=True):
    """A Layerfile of the repository, `depth` steps from one that starts from an image; `path` is below the root."""

    path: str
    depth: int
    steps: int
    file: str
    waits: tuple[str, ...] = ()
    sound: bool = True
