"""A file's seal: the same for the same contents, however the file lies on the disk."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from layer_cache.seals import Seal, seal

_BLOCK = 64 * 1024

#: Pieces of a file: where, and how many bytes that are not zero.
_PIECES = st.lists(st.tuples(st.integers(0, 5 * _BLOCK), st.integers(1, 2 * _BLOCK)), max_size=4)


def _write(path: Path, size: int, pieces: list[tuple[int, int]], sparse: bool) -> Path:
    with path.open("wb") as file:
        if not sparse:
            file.write(bytes(size))
        file.truncate(size)
        for start, length in pieces:
            file.seek(start)
            file.write(b"x" * min(length, max(0, size - start)))
    return path


@settings(deadline=None)
@given(pieces=_PIECES, size=st.integers(0, 8 * _BLOCK))
def test_holes_do_not_count(tmp_path_factory: object, pieces: list[tuple[int, int]], size: int) -> None:
    folder = Path(tmp_path_factory.mktemp("seals"))  # type: ignore[attr-defined]
    holes, full = (_write(folder / str(sparse), size, pieces, sparse) for sparse in (True, False))
    assert seal(holes) == seal(full)
    assert seal(holes).size == holes.stat().st_size


def test_each_byte_and_the_length_count(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = bytearray(b"\0" * 3 * _BLOCK)
    seen: set[Seal] = set()
    for change in (None, 0, _BLOCK - 1, _BLOCK, 3 * _BLOCK - 1):
        changed = bytearray(contents)
        if change is not None:
            changed[change] = 1
        path.write_bytes(changed)
        seen.add(seal(path))
    path.write_bytes(contents + b"\0")
    seen.add(seal(path))
    assert len(seen) == 6


def test_a_block_in_another_place_is_another_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * _BLOCK + bytes(_BLOCK))
    first = seal(path)
    path.write_bytes(bytes(_BLOCK) + b"x" * _BLOCK)
    assert seal(path) != first
