"""The snapshots that are kept."""

from __future__ import annotations

import msgspec

from layer_cache.records import Records
from layer_cache.snapshots import Host, Manifest
from layer_cache.state import State
from layer_tui.cached import ORDERS, Contents, Kept, age, cells, contents, details, heading, ordered, summary
from layer_tui.pieces import plain


def keep(state: State, name: str, size: int, created: float, text: str | None = None, seconds: float = 3.5) -> None:
    """A snapshot in the store; with a recording of a step where it has a text."""
    manifest = Manifest(
        *(1, name, None, "0123456789abcdef", "tcg", 2**29, 2, 1, 1, Host("", ""), "disk"), size, created
    )
    folder = state.snapshots / name
    folder.mkdir()
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    for file in ("ram", "state"):
        (folder / file).write_bytes(b"x")
    if text is not None:
        with Records(state.records_path) as records:
            records.add(
                identity=name, layerfile="Layerfile", line=4, text=text, seconds=seconds, observations=[], snapshot=name
            )


def test_each_has_its_step_its_age_and_what_it_saves(state: State) -> None:
    keep(state, "made", 12 * 1024**2, 2000.0, "RUN make\nmore")
    keep(state, "lost", 7, 1000.0)
    (state.snapshots / ".tmp-half").mkdir()
    found = contents(state, 2120.0)
    lost, made = found.kept
    assert (made.id, made.text, made.place, made.age, made.saves) == ("made", "RUN make", "Layerfile:4", 120.0, 3.5)
    assert (lost.id, lost.saves, lost.value) == ("lost", 0.0, 0.0)
    assert lost.text == "(no recording leads to it)"
    line = plain(cells(made, 100))
    assert len(line) == 100
    assert "2 min" in line
    assert "Layerfile:4  RUN make" in line
    text = "\n".join(map(plain, details(made)))
    assert "3.5 s that a run which starts from it need not do" in text


def test_an_empty_state_has_none(state: State) -> None:
    assert contents(state).kept == ()
    assert plain(summary(Contents())).startswith(" 0 snapshots, 0 B")


def _one(name: str, **fields: float) -> Kept:
    figures = {"bytes": 1, "frees": 1, "age": 1.0, "used": 1.0, "saves": 1.0, "value": 1.0}
    return Kept(name, "RUN", "", **{**figures, **fields})  # type: ignore[arg-type]


def test_they_are_sorted_by_what_is_asked_for_and_the_heading_says_so() -> None:
    kept = [
        _one("plain"),
        _one("worthy", value=9.0),
        _one("large", bytes=9),
        _one("new", age=0.5),
        _one("saving", saves=9.0),
    ]
    firsts = {order: ordered(kept, order)[0].id for order in ORDERS}
    assert firsts == {"value": "worthy", "size": "large", "age": "new", "saves": "saving"}
    assert "▾weighs" in plain(heading("size", 100))
    assert plain(heading("age", 100)).count("▾") == 1


def test_what_is_used_or_cannot_be_restored_is_marked() -> None:
    used, refused = Kept("a", "RUN", "", 1, 1, 1.0, 1.0, 1.0, 1.0, in_use=True), _one("b")
    assert "in use" in plain(cells(used, 100))
    assert "1 in use by a run" in plain(summary(Contents((used,), 1)))
    assert "now, by a run" in "\n".join(map(plain, details(used)))
    refused = msgspec.structs.replace(refused, refusal="another QEMU\x1b[2J")
    assert "cannot be restored" in plain(cells(refused, 100))
    assert "another QEMU" in "\n".join(map(plain, details(refused)))
    assert "\x1b" not in "\n".join(map(plain, details(refused)))


def test_ages_have_one_unit() -> None:
    assert [age(each) for each in (-1, 5, 180, 7200, 400_000)] == ["0 s", "5 s", "3 min", "2 hours", "5 days"]
