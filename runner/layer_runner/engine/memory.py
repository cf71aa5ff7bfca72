"""A machine's memory: which pages it has written, what changed since the last snapshot, and putting it back.

QEMU maps a full memory image privately (copy on write), so the pages that a machine has written are the anonymous
ones of that mapping; /proc/PID/pagemap tells them apart without asking QEMU
(https://docs.kernel.org/admin-guide/mm/pagemap.html). A snapshot writes only those that differ from the snapshot
before: a `Shadow` holds what was last saved. So the time and the bytes of a snapshot follow what the machine
touched, never how large it is.

A delta file is a header line of JSON, `{"pages": N}`, then N little-endian 64-bit page numbers, then N pages.
"""

from __future__ import annotations

import array
import json
import mmap
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

PAGE = 4096

#: Bytes read from a machine at a time: large enough to be fast, small enough to stay in the processor's cache.
_CHUNK = 64 * PAGE

# Byte 7 of an entry: bit 7 present, bit 6 swapped, bit 5 file page or shared. Written = (present | swapped) & ~file.
_WRITTEN = bytes(1 if bits & 0xC0 and not bits & 0x20 else 0 for bits in range(256))
_RUN = re.compile(rb"\x01+")
_ZERO = bytes(PAGE)
_PRIVATE = re.compile(r"Private_(?:Clean|Dirty):\s+(\d+) kB")
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ (\S{4}) ")

#: More bytes than the header of any delta has.
_LONGEST_HEADER = 64

#: Bytes that a delta's header line may have.
_HEADER = 100


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where a process has a machine's memory: addresses in bytes."""

    pid: int
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


def find_mapping(pid: int, image: Path, size: int) -> Mapping:
    """Where process `pid` has mapped the memory image. Raises LookupError where it has not."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5] == str(image):
            start, end = (int(part, 16) for part in fields[0].split("-"))
            if end - start == size:
                return Mapping(pid, start, end)
    raise LookupError(f"process {pid} does not map {image}")


def written_runs(pagemap: bytes) -> Iterator[tuple[int, int]]:
    """Runs [first, end) of pages that were written, from the bytes of /proc/PID/pagemap for the mapping."""
    for match in _RUN.finditer(pagemap[7::8].translate(_WRITTEN)):
        yield match.span()


class Shadow:
    """What the last snapshot saved of a machine's written pages, by page number.

    An anonymous mapping as large as the machine's memory, of which only the pages stored are ever allocated.
    """

    def __init__(self, size: int) -> None:
        self._bytes = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._known = bytearray(size // PAGE)

    def changed(self, first: int, chunk: bytes) -> Iterator[int]:
        """Pages of `chunk`, which starts at page `first`, that are not as last stored; they are stored now."""
        offset = first * PAGE
        count = len(chunk) // PAGE
        whole = self._known.count(1, first, first + count) == count
        if whole and self._bytes[offset : offset + len(chunk)] == chunk:
            return
        for index in range(count):
            at = offset + index * PAGE
            page = chunk[index * PAGE : (index + 1) * PAGE]
            if self._known[first + index] and self._bytes[at : at + PAGE] == page:
                continue
            self._bytes[at : at + PAGE] = page
            self._known[first + index] = 1
            yield first + index

    def store(self, number: int, page: bytes) -> None:
        """Remember that `page` is what the last snapshot has at page `number`."""
        self._bytes[number * PAGE : (number + 1) * PAGE] = page
        self._known[number] = 1

    def page(self, number: int) -> bytes:
        return self._bytes[number * PAGE : (number + 1) * PAGE]

    def known(self) -> Iterator[int]:
        """Numbers of all pages stored."""
        for match in _RUN.finditer(self._known):
            yield from range(*match.span())

    def close(self) -> None:
        self._bytes.close()


def save_changes(mapping: Mapping, shadow: Shadow) -> list[int]:
    """Store every page that the paused machine wrote since the last call in `shadow`; their numbers, ascending."""
    with open(f"/proc/{mapping.pid}/pagemap", "rb", buffering=0) as file:
        file.seek(mapping.start // PAGE * 8)
        pagemap = _read_exactly(file.fileno(), mapping.size // PAGE * 8)
    changed: list[int] = []
    with open(f"/proc/{mapping.pid}/mem", "rb", buffering=0) as memory:
        for first, end in written_runs(pagemap):
            page = first
            while page < end:
                length = min((end - page) * PAGE, _CHUNK)
                chunk = os.pread(memory.fileno(), length, mapping.start + page * PAGE)
                if not chunk or len(chunk) % PAGE:
                    raise OSError(f"the memory of process {mapping.pid} could not be read")
                changed.extend(shadow.changed(page, chunk))
                page += len(chunk) // PAGE
    return changed


def write_delta(path: Path, pages: list[int], shadow: Shadow) -> int:
    """Write the pages in `shadow` that are listed to the new file `path`; its size in bytes."""
    numbers = array.array("Q", pages)
    with path.open("wb") as file:
        file.write(json.dumps({"pages": len(pages)}).encode() + b"\n")
        numbers.tofile(file)
        for first, end in _runs(pages):
            for start in range(first, end, 256):
                stop = min(end, start + 256)
                file.write(b"".join(shadow.page(number) for number in range(start, stop)))
        return file.tell()


def read_delta(path: Path) -> Iterator[tuple[int, bytes]]:
    """(page number, bytes of consecutive pages) of a delta file. Raises ValueError where it is damaged."""
    with path.open("rb") as file:
        numbers = _read_numbers(path, file)
        for first, end in _runs(numbers):
            for start in range(first, end, 256):
                yield start, file.read((min(end, start + 256) - start) * PAGE)


def _read_numbers(path: Path, file: BinaryIO) -> array.array[int]:
    """The page numbers at the head of a delta, which are as many as pages follow, and ascending."""
    try:
        count = int(json.loads(file.readline(_LONGEST_HEADER))["pages"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"{path} is not a memory delta") from error
    numbers = array.array("Q")
    if count < 0 or path.stat().st_size != file.tell() + count * (numbers.itemsize + PAGE):
        raise ValueError(f"the memory delta {path} is damaged: it has not the size that it should have")
    numbers.frombytes(file.read(count * numbers.itemsize))
    if any(after <= before for before, after in pairwise(numbers)):
        raise ValueError(f"the memory delta {path} is damaged: its pages are not in order")
    return numbers


def apply_deltas(mapping: Mapping, deltas: list[Path], shadow: Shadow) -> int:
    """Write the pages of `deltas`, oldest first, into the paused machine and `shadow`; how many bytes.

    Of a page that is in several deltas only the newest copy is written.
    """
    newest: dict[int, bytes] = {}
    for delta in deltas:
        for first, data in read_delta(delta):
            for index in range(len(data) // PAGE):
                newest[first + index] = data[index * PAGE : (index + 1) * PAGE]
    numbers = sorted(newest)
    if numbers and numbers[-1] >= mapping.size // PAGE:
        raise ValueError(f"a memory delta has page {numbers[-1]}, which the machine's memory has not")
    with open(f"/proc/{mapping.pid}/mem", "r+b", buffering=0) as memory:
        for first, end in _runs(numbers):
            for start in range(first, end, 256):
                stop = min(end, start + 256)
                block = b"".join(newest[number] for number in range(start, stop))
                if os.pwrite(memory.fileno(), block, mapping.start + start * PAGE) != len(block):
                    raise OSError(f"the memory of process {mapping.pid} could not be written")
    for number, page in newest.items():
        shadow.store(number, page)
    return len(newest) * PAGE


def write_image(path: Path, base: Path | None, size: int, shadow: Shadow) -> int:
    """Write a full memory image of `size` bytes: `base`'s contents with the pages of `shadow` above; bytes written.

    Pages of zeros stay holes, so the file takes the room of what is in use.
    """
    total = 0
    with path.open("wb") as file:
        file.truncate(size)
        if base is not None:
            total += _copy_sparse(base, file.fileno(), size)
        for number in shadow.known():
            page = shadow.page(number)
            if page != _ZERO or base is not None:
                os.pwrite(file.fileno(), page, number * PAGE)
                total += PAGE
    return total


def flatten(path: Path, base: Path, deltas: list[Path], size: int) -> int:
    """Write the full memory image `path`: `base`'s contents with `deltas` above, oldest first; bytes written."""
    total = 0
    with path.open("wb") as file:
        file.truncate(size)
        total += _copy_sparse(base, file.fileno(), size)
        for delta in deltas:
            for first, data in read_delta(delta):
                total += os.pwrite(file.fileno(), data, first * PAGE)
    return total


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes of memory that only one process has: what would be free if it ended (`Private_*` of Linux's smaps).

    Of pages that it has only read, those count that no other process maps at this moment. `translated` is the part that
    can be executed: the guest's code as software emulation has translated it; none under KVM.
    """

    unshared: int
    translated: int


def footprint(pid: int) -> Footprint:
    """What process `pid` has for itself. Raises OSError."""
    return footprint_of(Path(f"/proc/{pid}/smaps").read_text())


def footprint_of(smaps: str) -> Footprint:
    """The same, from the text of /proc/PID/smaps; `smaps_rollup` has the same sum, but not the part."""
    unshared = translated = 0
    is_code = False
    for line in smaps.splitlines():
        mapping = _MAPPING.match(line)
        private = None if mapping else _PRIVATE.match(line)
        if mapping:
            is_code = mapping[1] == "rwxp"
        elif private:
            unshared += int(private[1]) * 1024
            translated += int(private[1]) * 1024 if is_code else 0
    return Footprint(unshared, translated)


def _copy_sparse(source: Path, target: int, size: int) -> int:
    total = 0
    with source.open("rb", buffering=0) as file:
        offset = 0
        while offset < size:
            try:
                start = os.lseek(file.fileno(), offset, os.SEEK_DATA)
            except OSError:
                break  # ENXIO: only a hole follows
            end = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            offset = start
            while offset < end:
                copied = os.copy_file_range(file.fileno(), target, end - offset, offset, offset)
                if copied == 0:
                    return total
                offset += copied
                total += copied
    return total


def _runs(numbers: list[int] | array.array[int]) -> Iterator[tuple[int, int]]:
    """Runs [first, end) of consecutive numbers in an ascending sequence."""
    first = previous = -2
    for number in numbers:
        if number != previous + 1:
            if first >= 0:
                yield first, previous + 1
            first = number
        previous = number
    if first >= 0:
        yield first, previous + 1


def _read_exactly(descriptor: int, length: int) -> bytes:
    parts = []
    while length:
        part = os.read(descriptor, length)
        if not part:
            raise OSError("pagemap ended early")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
