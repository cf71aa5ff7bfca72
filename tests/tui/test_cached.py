"""The snapshots that are kept."""

from __future__ import annotations

import msgspec

from layer_cache.records import Records
from layer_cache.snapshots import Host, Manifest
from layer_cache.state import State
from layer_tui.cached import age, kept, lines
from layer_tui.pieces import plain


def _snapshot(state: State, name: str, size: int, created: float) -> None:
    manifest = Manifest(
        *(1, name, None, "0123456789abcdef", "tcg", 2**29, 2, 1, 1, Host("", ""), "disk"), size, created
    )
    folder = state.snapshots / name
    folder.mkdir()
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    (folder / "ram").touch()


def test_each_has_its_step_its_age_and_what_it_saves(state: State) -> None:
    _snapshot(state, "booted", 158 * 1024**2, 1000.0)
    _snapshot(state, "made", 12 * 1024**2, 2000.0)
    (state.snapshots / ".tmp-half").mkdir()
    with Records(state.records_path) as records:
        records.add(
            identity="i", layerfile="Layerfile", line=4, text="RUN make", seconds=3.5, observations=[], snapshot="made"
        )
    found = kept(state)
    assert [(each.id, each.recording.line if each.recording else None) for each in found] == [
        ("made", 4),
        ("booted", None),
    ]
    text = [plain(line) for line in lines(found, 2120.0)]
    assert text[0].startswith("2 snapshots, 170 MB")
    assert text[2].split()[:8] == ["12", "MB", "2", "min", "3.5", "s", "Layerfile:4", "RUN"]
    assert "image 0123456789ab, booted" in text[3]


def test_an_empty_state_has_none(state: State) -> None:
    assert kept(state) == []


def test_ages_have_one_unit() -> None:
    assert [age(each) for each in (-1, 5, 180, 7200, 400_000)] == ["0 s", "5 s", "3 min", "2 hours", "5 days"]
