"""Every file of a machine's disk, as GNU find tells of it, so that two machines can be compared.

https://www.gnu.org/software/findutils/manual/html_node/find_html/Format-Directives.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

#: Where the agent keeps contents that it fetched; below `upper` what steps write into watched folders.
AGENT = "/var/lib/layer"

#: Prints each file of the root disk and of /dev/shm, each field ended by a NUL. Watched folders are other file systems:
#: what was written into them is found in the agent's folder. A file that goes meanwhile is no error.
COMMAND = (
    "sh",
    "-c",
    f"find / $(ls -d /dev/shm {AGENT}/upper 2>/dev/null) -xdev -path {AGENT} -prune -o "
    r"-printf '%y %m %U:%G %s %i,%C@,%T@\0%p\0%l\0' 2>/dev/null || test $? = 1",
)

_UPPER = re.compile(rf"{AGENT}/upper/(\d+)/(data|work)(/.*)?")


class Entry(NamedTuple):
    """What there is at a path: `kind` as find's %y has it, `mode` in octal, `owner` as UID:GID, `size` in bytes.

    `stamp` is inode and times: two machines that come from one have the same where neither touched the file since.
    """

    kind: str
    mode: str
    owner: str
    size: int
    target: str
    stamp: str


def parse(printed: bytes, watched: Sequence[str] = ()) -> dict[str, Entry]:
    """What `COMMAND` printed, by path; `watched` are the watched folders in the order in which they became that.

    Raises ValueError for what is not its output.
    """
    fields = printed.decode("utf-8", "surrogateescape").split("\0")
    if len(fields) % 3 != 1 or fields[-1]:
        raise ValueError("the list of the machine's files is cut off")
    found: dict[str, Entry] = {}
    for told, path, target in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
        kind, mode, owner, size, stamp = told.split(" ")
        seen = _seen(path, watched)
        if seen is not None:
            found[seen] = Entry(kind, mode, owner, int(size), target, stamp)
    return found


def places(path: str, watched: Sequence[str]) -> str:
    """Where the disk has the file that a machine's programs see at `path`; the inverse of what `parse` does."""
    for number, folder in enumerate(watched, 1):
        if path == folder or path.startswith(folder + "/"):
            return f"{AGENT}/upper/{number}/data{path.removeprefix(folder)}"
    return path


def watched_in_order(mounted: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The watched folders in the order in which the agent laid something over them, which numbers them on the disk.

    `mounted` are, for each tree that it was given, the folders to watch. See `mountOverlays` in agent/tree.
    """
    found: list[str] = []
    for folders in mounted:
        found += [folder for folder in sorted(folders) if not any(_contains(other, folder) for other in found)]
    return tuple(found)


def batches(paths: Iterable[str], room: int = 96 * 1024) -> Iterator[list[str]]:
    """The paths in lists, each of at most `room` bytes: what fits on a command line."""
    batch: list[str] = []
    left = room
    for path in paths:
        size = len(path.encode()) + 1
        if batch and size > left:
            yield batch
            batch, left = [], room
        batch.append(path)
        left -= size
    if batch:
        yield batch


def digests(printed: bytes) -> dict[str, str]:
    """What `b2sum -z` printed: the digest of each file by its path."""
    found = {}
    for line in printed.decode("utf-8", "surrogateescape").split("\0"):
        digest, _, path = line.partition(" ")
        if path:
            # A blank, or a star, stands before the name.
            found[path[1:]] = digest
    return found


def telling(paths: Iterable[str], listing: Mapping[str, Entry]) -> list[str]:
    """Those of the paths that are files with contents and whose names a machine can be told."""
    return [path for path in paths if path in listing and listing[path].kind == "f" and _can_be_told(path)]


def _can_be_told(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _seen(path: str, watched: Sequence[str]) -> str | None:
    """Where programs of the machine see it; None for what is only the agent's."""
    if path != AGENT and not path.startswith(AGENT + "/"):
        return path
    upper = _UPPER.fullmatch(path)
    if upper is None or upper[2] != "data":
        return None
    number = int(upper[1])
    folder = watched[number - 1] if number <= len(watched) else f"{AGENT}/upper/{number}/data"
    return folder + (upper[3] or "")


def _contains(folder: str, other: str) -> bool:
    return other == folder or other.startswith(folder.rstrip("/") + "/")
