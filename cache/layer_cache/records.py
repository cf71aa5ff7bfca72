"""What earlier runs of a step observed, shared by all processes of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from layer_cache.observations import Observation

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, slots=True)
class Recording:
    """One run of a RUN step: `seconds` long, made at `created` (seconds since 1970), left
    `snapshot` behind.

    `parent` is the recording of the RUN before it in the same machine.
    """

    id: int
    parent: int | None
    identity: str
    layerfile: str
    line: int
    text: str
    seconds: float
    created: float
    snapshot: str | None
    _load: Callable[[], tuple[Observation, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What the step saw; read from the store when asked for."""
        return self._load()


class Records:
    """The database of recordings."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(
        self,
        *,
        identity: str,
        layerfile: str,
        line: int,
        text: str,
        seconds: float,
        observations: Iterable[Observation],
        parent: int | None = None,
        snapshot: str | None = None,
        created: float | None = None,
        root: str = "",
    ) -> int:
        """Keep a recording and answer its id.

        `root` is the source tree's, to tell projects apart in words.
        """
        raise NotImplementedError

    def candidates(self, identity: str) -> list[Recording]:
        """Recordings of this step, newest first."""
        raise NotImplementedError

    def observations(self, recording_id: int) -> tuple[Observation, ...]:
        """What that recording saw; raises KeyError if there is none such, StoreError if it is
        damaged.
        """
        raise NotImplementedError

    def mark_seen(self, identities: Iterable[str]) -> None:
        """Remember that these steps, free ones too, were done."""
        raise NotImplementedError

    def seen(self, identity: str) -> bool:
        """Whether the step was ever done."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the database."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
