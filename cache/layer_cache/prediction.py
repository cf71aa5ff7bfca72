"""Which steps are hits on the tree in front of us, and what the rest will cost.

`predict` is a function of the program, the image's digest, the records, the tree and which
snapshots can be restored; nothing else. `layer run` plans with it, so what was predicted is what
happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from layer_cache.records import Recording, Records

if TYPE_CHECKING:
    from layerfile.program import Program, Step

    from layer_cache.placed_tree import PlacedTree
    from layer_cache.tree import SourceTree

ReasonKind = Literal[
    "content",
    "stat",
    "entry",
    "absence",
    "listing",
    "link",
    "text",
    "parent",
    "never_run",
    "snapshot",
    "image",
]
Verdict = Literal["hit", "miss", "unknown", "free"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step must run.

    `path` is the source path, or the guest's where no source maps to it, or "".
    """

    kind: ReasonKind
    path: str
    detail: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class StepPrediction:
    """The verdict on one step.

    `seconds` is the newest known duration of the step itself, None if it never ran.
    """

    step: Step
    identity: str
    verdict: Verdict
    seconds: float | None
    recording: Recording | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a run would do.

    `restore` is the recording whose snapshot it starts from (None: from the image), `first_to_run`
    the index of the first step that must execute (None: all are hits and nothing starts).
    Durations in seconds; `seconds_unknown` says that some step to run never ran before.
    """

    steps: tuple[StepPrediction, ...]
    restore: Recording | None
    first_to_run: int | None
    seconds_saved: float
    seconds_to_run: float
    seconds_unknown: bool
    placed: tuple[PlacedTree, ...] = field(default=(), repr=False, compare=False)


def predict(
    program: Program,
    image_digest: str | None,
    records: Records,
    tree: SourceTree,
    snapshot_ok: Callable[[str], bool],
) -> Prediction:
    """What `layer run` would do now.

    Raises LayerfileError where a COPY cannot work, TreeError, StoreError.
    """
    raise NotImplementedError
