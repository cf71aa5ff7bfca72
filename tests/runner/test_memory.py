"""Written pages, deltas and images; the mapping is that of a real process."""

from __future__ import annotations

import hashlib
import itertools
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layer_runner.engine import memory
from layer_runner.engine.memory import PAGE, Mapping, Shadow

_PAGES = 64
_SIZE = _PAGES * PAGE
_SECONDS = 20

_PRESENT, _SWAPPED, _FILE = 1 << 63, 1 << 62, 1 << 61


def _page(value: int) -> bytes:
    return bytes([value]) * PAGE


def _pagemap(*entries: int) -> bytes:
    return struct.pack(f"<{len(entries)}Q", *entries)


def _shadow(pages: dict[int, bytes], count: int = _PAGES) -> Shadow:
    shadow = Shadow(count * PAGE)
    for number, page in pages.items():
        shadow.store(number, page)
    return shadow


class Child:
    """A `mapped_child` and its mapping."""

    def __init__(self, image: Path, size: int = _SIZE) -> None:
        program = Path(__file__).with_name("mapped_child.py")
        command = [sys.executable, "-I", str(program), str(image), str(size)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._line() == "ready"
        self.mapping = memory.find_mapping(self.process.pid, image, size)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def say(self, command: str) -> str:
        """Have the child do something; its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self._line()

    def write(self, page: int, value: int) -> None:
        """Fill a page."""
        assert self.say(f"write {page} {value:02x}") == "done"

    def read(self, page: int) -> int:
        """The first byte of a page."""
        return int(self.say(f"read {page}"))

    def digest(self) -> str:
        """The SHA-1 of all of it."""
        return self.say("digest")

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate(timeout=_SECONDS)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A memory image with something in its pages 10 and 11, and holes around them."""
    path = tmp_path / "the image, with a comma"
    with path.open("wb") as file:
        file.truncate(_SIZE)
        os.pwrite(file.fileno(), _page(0xAA) + _page(0xBB), 10 * PAGE)
    return path


@pytest.fixture
def start(image: Path) -> Iterator[Callable[[], Child]]:
    """Starts children that map `image`."""
    children: list[Child] = []

    def start_one() -> Child:
        children.append(Child(image))
        return children[-1]

    yield start_one
    for child in children:
        child.stop()


class TestWrittenRuns:
    def test_pages_that_are_present_and_not_of_the_file_are_written(self) -> None:
        entries = (0, _PRESENT | 5, _PRESENT | 6, _PRESENT | _FILE | 7, _PRESENT | 8)
        assert list(memory.written_runs(_pagemap(*entries))) == [(1, 3), (4, 5)]

    def test_a_swapped_page_is_written(self) -> None:
        assert list(memory.written_runs(_pagemap(_SWAPPED, 0, _SWAPPED | _FILE))) == [(0, 1)]

    def test_other_bits_of_an_entry_do_not_count(self) -> None:
        soft_dirty, exclusive, frame = 1 << 55, 1 << 56, (1 << 55) - 1
        assert list(memory.written_runs(_pagemap(soft_dirty | exclusive | frame))) == []
        assert list(memory.written_runs(_pagemap(_PRESENT | soft_dirty | exclusive | frame))) == [(0, 1)]

    def test_nothing_has_no_runs(self) -> None:
        assert list(memory.written_runs(b"")) == []

    @given(st.lists(st.booleans(), max_size=300))
    def test_runs_cover_exactly_the_written_pages_and_do_not_touch(self, written: list[bool]) -> None:
        runs = list(memory.written_runs(_pagemap(*(_PRESENT if page else _PRESENT | _FILE for page in written))))
        covered = [number for first, end in runs for number in range(first, end)]
        assert covered == [number for number, page in enumerate(written) if page]
        assert all(end < after for (_, end), (after, _) in itertools.pairwise(runs))


class TestShadow:
    def test_a_page_is_changed_once(self) -> None:
        shadow = _shadow({})
        assert list(shadow.changed(3, _page(1) + _page(2))) == [3, 4]
        assert list(shadow.changed(3, _page(1) + _page(2))) == []

    def test_only_the_page_that_differs_is_changed(self) -> None:
        shadow = _shadow({0: _page(1), 1: _page(2), 2: _page(3)})
        assert list(shadow.changed(0, _page(1) + _page(9) + _page(3))) == [1]
        assert shadow.page(1) == _page(9)

    def test_a_page_of_zeros_that_was_never_stored_is_changed(self) -> None:
        shadow = _shadow({})
        assert list(shadow.changed(7, _page(0))) == [7]
        assert list(shadow.known()) == [7]

    def test_a_chunk_that_is_known_in_part_is_looked_at_page_by_page(self) -> None:
        shadow = _shadow({1: _page(0)})
        assert list(shadow.changed(0, bytes(3 * PAGE))) == [0, 2]

    def test_known_pages_are_ascending(self) -> None:
        assert list(_shadow({9: _page(1), 0: _page(1), 1: _page(1)}).known()) == [0, 1, 9]


class TestDelta:
    def test_what_was_written_is_read(self, tmp_path: Path) -> None:
        pages = {0: _page(1), 1: _page(2), 5: _page(3), 63: _page(4)}
        size = memory.write_delta(tmp_path / "delta", sorted(pages), _shadow(pages))
        assert size == (tmp_path / "delta").stat().st_size
        assert list(memory.read_delta(tmp_path / "delta")) == [
            (0, _page(1) + _page(2)),
            (5, _page(3)),
            (63, _page(4)),
        ]

    def test_a_long_run_is_read_in_blocks(self, tmp_path: Path) -> None:
        pages = {number: _page(number % 251) for number in range(600)}
        memory.write_delta(tmp_path / "delta", sorted(pages), _shadow(pages, 600))
        read = list(memory.read_delta(tmp_path / "delta"))
        assert [first for first, _ in read] == [0, 256, 512]
        assert b"".join(data for _, data in read) == b"".join(pages.values())

    def test_an_empty_delta(self, tmp_path: Path) -> None:
        memory.write_delta(tmp_path / "delta", [], _shadow({}))
        assert list(memory.read_delta(tmp_path / "delta")) == []

    @pytest.mark.parametrize("left", [0, 5, 14, 20, 30, 100, PAGE, 2 * PAGE + 10])
    def test_one_that_is_cut_short_is_refused(self, tmp_path: Path, left: int) -> None:
        path = tmp_path / "delta"
        memory.write_delta(path, [1, 2], _shadow({1: _page(1), 2: _page(2)}))
        os.truncate(path, left)
        with pytest.raises(ValueError, match="delta"):
            list(memory.read_delta(path))

    def test_one_with_bytes_to_spare_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "delta"
        memory.write_delta(path, [1], _shadow({1: _page(1)}))
        with path.open("ab") as file:
            file.write(b"\0")
        with pytest.raises(ValueError, match="delta"):
            list(memory.read_delta(path))

    @pytest.mark.parametrize(
        "header",
        [
            b"",
            b"\n",
            b"[]\n",
            b"{}\n",
            b'{"pages": null}\n',
            b'{"pages": -1}\n',
            b'{"pages": 1e999}\n',
            b'{"pages": 99999999999999999999999}\n',
            b'{"pages": 9999999999999}\n',
            b"\xff\xfe\n",
            b"[" * 100_000 + b"\n",
        ],
    )
    def test_a_damaged_header_is_refused_in_words(self, tmp_path: Path, header: bytes) -> None:
        path = tmp_path / "delta"
        path.write_bytes(header + bytes(2 * PAGE))
        with pytest.raises(ValueError, match="delta"):
            list(memory.read_delta(path))

    @given(st.binary(max_size=300))
    def test_garbage_is_refused(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        path = tmp_path_factory.getbasetemp() / "garbage-delta"
        path.write_bytes(content)
        with pytest.raises(ValueError, match="delta"):
            list(memory.read_delta(path))


class TestFindMapping:
    def test_it_is_where_the_process_says(self, start: Callable[[], Child]) -> None:
        child = start()
        child.write(2, 0x11)
        assert child.mapping.pid == child.process.pid
        assert child.mapping.size == _SIZE
        with open(f"/proc/{child.process.pid}/mem", "rb", buffering=0) as file:
            assert os.pread(file.fileno(), PAGE, child.mapping.start + 2 * PAGE) == _page(0x11)

    def test_a_file_that_is_not_mapped_is_said(self, start: Callable[[], Child], tmp_path: Path) -> None:
        with pytest.raises(LookupError, match="other"):
            memory.find_mapping(start().process.pid, tmp_path / "other", _SIZE)

    def test_a_mapping_of_another_size_is_not_it(self, start: Callable[[], Child], image: Path) -> None:
        with pytest.raises(LookupError):
            memory.find_mapping(start().process.pid, image, 2 * _SIZE)


class TestSaveChanges:
    def test_pages_that_were_only_read_are_not_saved(self, start: Callable[[], Child]) -> None:
        child = start()
        assert child.read(10) == 0xAA
        assert child.read(0) == 0
        assert memory.save_changes(child.mapping, _shadow({})) == []

    def test_written_pages_are_saved_once(self, start: Callable[[], Child]) -> None:
        child, shadow = start(), _shadow({})
        child.write(3, 0x33)
        child.write(10, 0x44)
        assert memory.save_changes(child.mapping, shadow) == [3, 10]
        assert (shadow.page(3), shadow.page(10)) == (_page(0x33), _page(0x44))
        assert memory.save_changes(child.mapping, shadow) == []

    def test_a_page_written_again_with_the_same_is_not_saved(self, start: Callable[[], Child]) -> None:
        child, shadow = start(), _shadow({})
        child.write(3, 0x33)
        child.write(4, 0x33)
        memory.save_changes(child.mapping, shadow)
        child.write(3, 0x33)
        child.write(4, 0x55)
        assert memory.save_changes(child.mapping, shadow) == [4]

    def test_a_page_overwritten_with_zeros_is_saved(self, start: Callable[[], Child]) -> None:
        child, shadow = start(), _shadow({})
        child.write(10, 0)
        assert memory.save_changes(child.mapping, shadow) == [10]

    def test_a_process_that_is_gone_is_an_os_error(self, start: Callable[[], Child]) -> None:
        child = start()
        child.stop()
        with pytest.raises(OSError, match="No such"):
            memory.save_changes(child.mapping, _shadow({}))


class TestApplyDeltas:
    def test_the_newest_copy_of_a_page_wins(self, start: Callable[[], Child], tmp_path: Path) -> None:
        memory.write_delta(tmp_path / "old", [1, 2], _shadow({1: _page(1), 2: _page(1)}))
        memory.write_delta(tmp_path / "new", [2, 10], _shadow({2: _page(2), 10: _page(0)}))
        child, shadow = start(), _shadow({})
        assert memory.apply_deltas(child.mapping, [tmp_path / "old", tmp_path / "new"], shadow) == 3 * PAGE
        assert [child.read(page) for page in (0, 1, 2, 10, 11)] == [0, 1, 2, 0, 0xBB]

    def test_what_was_applied_is_no_change(self, start: Callable[[], Child], tmp_path: Path) -> None:
        memory.write_delta(tmp_path / "delta", [1], _shadow({1: _page(1)}))
        child, shadow = start(), _shadow({})
        memory.apply_deltas(child.mapping, [tmp_path / "delta"], shadow)
        assert memory.save_changes(child.mapping, shadow) == []

    def test_the_image_file_stays_as_it_is(self, start: Callable[[], Child], image: Path, tmp_path: Path) -> None:
        before = image.read_bytes()
        memory.write_delta(tmp_path / "delta", [10], _shadow({10: _page(1)}))
        memory.apply_deltas(start().mapping, [tmp_path / "delta"], _shadow({}))
        assert image.read_bytes() == before

    def test_no_delta_changes_nothing(self, start: Callable[[], Child]) -> None:
        child = start()
        before = child.digest()
        assert memory.apply_deltas(child.mapping, [], _shadow({})) == 0
        assert child.digest() == before

    @pytest.mark.parametrize("number", [_PAGES, _PAGES + 5, 2**40])
    def test_a_page_outside_of_the_memory_is_refused_before_anything_is_written(
        self, start: Callable[[], Child], tmp_path: Path, number: int
    ) -> None:
        path = tmp_path / "delta"
        path.write_bytes(b'{"pages": 2}\n' + struct.pack("<2Q", 1, number) + _page(7) * 2)
        child = start()
        before = child.digest()
        with pytest.raises(ValueError, match="memory"):
            memory.apply_deltas(child.mapping, [path], _shadow({}))
        assert child.digest() == before


class TestWriteImage:
    def test_it_is_the_base_with_the_pages_above(self, image: Path, tmp_path: Path) -> None:
        shadow = _shadow({0: _page(1), 11: _page(2), 12: _page(0)})
        memory.write_image(tmp_path / "ram", image, _SIZE, shadow)
        expected = bytearray(image.read_bytes())
        expected[:PAGE] = _page(1)
        expected[11 * PAGE : 12 * PAGE] = _page(2)
        assert (tmp_path / "ram").read_bytes() == expected

    def test_a_page_of_zeros_hides_the_base(self, image: Path, tmp_path: Path) -> None:
        memory.write_image(tmp_path / "ram", image, _SIZE, _shadow({10: _page(0)}))
        assert (tmp_path / "ram").read_bytes()[10 * PAGE : 12 * PAGE] == _page(0) + _page(0xBB)

    def test_zeros_take_no_room(self, tmp_path: Path) -> None:
        size = 4096 * PAGE
        shadow = Shadow(size)
        shadow.store(7, _page(1))
        for number in range(100, 1000):
            shadow.store(number, _page(0))
        written = memory.write_image(tmp_path / "ram", None, size, shadow)
        status = (tmp_path / "ram").stat()
        assert status.st_size == size
        assert written == PAGE
        assert status.st_blocks * 512 < 64 * PAGE

    def test_holes_of_the_base_stay_holes(self, tmp_path: Path) -> None:
        size = 4096 * PAGE
        base = tmp_path / "base"
        with base.open("wb") as file:
            file.truncate(size)
            os.pwrite(file.fileno(), _page(5), 2000 * PAGE)
        memory.write_image(tmp_path / "ram", base, size, Shadow(size))
        assert (tmp_path / "ram").read_bytes() == base.read_bytes()
        assert (tmp_path / "ram").stat().st_blocks * 512 < 64 * PAGE


_Writes = st.lists(st.tuples(st.integers(0, _PAGES - 1), st.integers(0, 255)), max_size=12)


@settings(max_examples=12, deadline=None)
@given(st.lists(_Writes, min_size=1, max_size=5))
def test_deltas_restore_the_memory_of_each_snapshot(
    tmp_path_factory: pytest.TempPathFactory, snapshots: list[list[tuple[int, int]]]
) -> None:
    folder = tmp_path_factory.mktemp("snapshots")
    image = folder / "ram"
    with image.open("wb") as file:
        file.truncate(_SIZE)
        os.pwrite(file.fileno(), _page(0xAA), 10 * PAGE)
    original, shadow = Child(image), Shadow(_SIZE)
    deltas, digests = [], []
    try:
        for number, writes in enumerate(snapshots):
            for page, value in writes:
                original.write(page, value)
            changed = memory.save_changes(original.mapping, shadow)
            deltas.append(folder / f"delta-{number}")
            memory.write_delta(deltas[-1], changed, shadow)
            digests.append(original.digest())
        memory.write_image(folder / "full", image, _SIZE, shadow)
    finally:
        original.stop()
    assert hashlib.sha1((folder / "full").read_bytes()).hexdigest() == digests[-1]
    for upto in {0, len(deltas) - 1}:
        restored = Child(image)
        try:
            memory.apply_deltas(restored.mapping, deltas[: upto + 1], Shadow(_SIZE))
            assert restored.digest() == digests[upto]
        finally:
            restored.stop()


def test_a_mapping_knows_its_size() -> None:
    assert Mapping(1, 4096, 12288).size == 8192
