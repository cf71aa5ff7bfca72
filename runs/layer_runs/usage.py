"""What machines used over a run, in bounded memory: a run of hours with 64 shards has millions of samples.

A series keeps `LIMIT` points at most. When it is full two neighbours become one, and from then on each point stands for
twice as many samples: the whole run can be seen, in less detail.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from layer_runs.events import Sample

#: Points of one series. Even, so that all of a full series have a neighbour.
LIMIT = 256


class Point(Struct, frozen=True):
    """So many samples (`count`), the last of them at `at` (seconds since the log was begun).

    `cpu` is the mean share of all processors, `memory` the most that was in use, in bytes; `read` and `written` are the
    mean, in bytes a second.
    """

    at: float
    cpu: float
    memory: int
    read: float
    written: float
    count: int = 1


class Usage(Struct, frozen=True):
    """What the machine of a `shard` used (None: the one before any SPLIT), the oldest point first.

    `total` is the memory it has, in bytes; each point but the last stands for `stride` samples.
    """

    shard: int | None = None
    points: tuple[Point, ...] = ()
    total: int = 0
    stride: int = 1

    def plus(self, samples: Iterable[Sample]) -> Usage:
        """With more samples."""
        points, stride, total = list(self.points), self.stride, self.total
        for sample in samples:
            point = Point(sample.at, sample.cpu, sample.memory, sample.read, sample.written)
            total = sample.total
            if points and points[-1].count < stride:
                points[-1] = _joined(points[-1], point)
                continue
            if len(points) >= LIMIT:
                points = [_joined(*pair) for pair in zip(points[::2], points[1::2], strict=True)]
                stride *= 2
            points.append(point)
        return Usage(self.shard, tuple(points), total, stride)


class Peak(Struct, frozen=True):
    """What a step used in a machine over `samples` seconds: the most (`cpu` 0 to 1, `memory` of `total` in bytes), the
    mean of all processors (`mean`), and bytes from and to disks.
    """

    cpu: float = 0.0
    mean: float = 0.0
    memory: int = 0
    total: int = 0
    read: int = 0
    written: int = 0
    samples: int = 0

    def plus(self, samples: Iterable[Sample]) -> Peak:
        """With more seconds."""
        cpu, mean, memory, total = self.cpu, self.mean, self.memory, self.total
        read, written, count = self.read, self.written, self.samples
        for sample in samples:
            cpu, memory, total = max(cpu, sample.cpu), max(memory, sample.memory), sample.total
            # Step by step, so that it does not matter how many come at once.
            mean = (mean * count + sample.cpu) / (count + 1)
            read, written, count = read + sample.read, written + sample.written, count + 1
        return Peak(cpu, mean, memory, total, read, written, count)


def _joined(first: Point, second: Point) -> Point:
    count = first.count + second.count

    def mean(before: float, after: float) -> float:
        return (before * first.count + after * second.count) / count

    return Point(
        second.at,
        mean(first.cpu, second.cpu),
        max(first.memory, second.memory),
        mean(first.read, second.read),
        mean(first.written, second.written),
        count,
    )
