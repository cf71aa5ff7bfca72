"""Secrets are set, found and removed; what lies on the disk does not tell them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_secrets import index, store
from layer_secrets.index import EVERYWHERE, in_force, read
from layer_secrets.store import MOST, put, refusal, remove, values

VALUE = "a value with\ntwo lines and ümläuts"


def opened(state: State, root: str = "/r") -> dict[str, str]:
    """The values that a repository sees."""
    return values(state, in_force(read(state), Path(root)))


def test_nothing_is_set_at_first_and_looking_makes_nothing(state: State) -> None:
    assert opened(state) == {}
    assert not remove(state, "A", "/r")
    assert not state.root.exists()


def test_what_is_set_is_found(state: State) -> None:
    entry, reason = put(state, "TOKEN", VALUE, "/r")
    assert (entry.name, entry.root, entry.kept) == ("TOKEN", "/r", "file")
    assert reason == "there is none on this machine"
    assert opened(state) == {"TOKEN": VALUE}


def test_a_repositorys_own_secret_comes_before_the_one_for_all(state: State) -> None:
    for root in ("/r", EVERYWHERE, "/other"):
        put(state, "A", f"of {root}", root)
    put(state, "B", "of all", EVERYWHERE)
    assert opened(state) == {"A": "of /r", "B": "of all"}
    assert opened(state, "/third") == {"A": "of ", "B": "of all"}
    assert remove(state, "A", "/r")
    assert not remove(state, "A", "/r")
    assert opened(state) == {"A": "of ", "B": "of all"}
    assert opened(state, "/other")["A"] == "of /other"


def test_a_repository_is_the_same_through_a_link(state: State, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    put(state, "A", "a", index.root_name(tmp_path / "link"))
    assert list(in_force(read(state), tmp_path / "real")) == ["A"]


def test_the_digest_follows_name_and_value_and_the_state_folder(state: State, tmp_path: Path) -> None:
    first, _ = put(state, "A", "1", "/r")
    same, _ = put(state, "A", "1", "/elsewhere")
    assert first.digest == same.digest
    others = [put(state, "A", "2", "/r")[0], put(state, "B", "1", "/r")[0]]
    others.append(put(State(tmp_path / "other"), "A", "1", "/r")[0])
    assert len({first.digest, *(entry.digest for entry in others)}) == 4


def test_an_entry_that_was_read_before_is_not_given_a_new_value(state: State) -> None:
    """What a run was predicted with is what it runs with, or it does not run."""
    put(state, "A", "old", "/r")
    before = in_force(read(state), Path("/r"))
    put(state, "A", "new", "/r")
    with pytest.raises(StoreError, match=r"set it again with `layer secret set A`"):
        values(state, before)
    assert opened(state) == {"A": "new"}


def test_no_file_has_the_value_and_all_are_private(state: State) -> None:
    put(state, "TOKEN", "a-value-to-look-for", "/r")
    files = [path for path in state.secrets.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"index.json", "digest.key", "values.key"}
    for path in files:
        assert b"a-value-to-look-for" not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
    assert state.secrets.stat().st_mode & 0o777 == 0o700


def test_the_file_of_an_old_value_goes(state: State) -> None:
    put(state, "A", "1", "/r")
    put(state, "B", "2", "/r")
    put(state, "A", "3", "/r")
    assert len(list((state.secrets / "values").iterdir())) == 2
    remove(state, "A", "/r")
    remove(state, "B", "/r")
    assert list((state.secrets / "values").iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next(state: State) -> None:
    put(state, "A", "1", "/r")
    (state.secrets / "values" / "left").write_bytes(b"x")
    put(state, "B", "1", "/r")
    assert not (state.secrets / "values" / "left").exists()


def test_a_value_in_the_place_of_another_is_noticed(state: State) -> None:
    one, _ = put(state, "A", "1", "/r")
    two, _ = put(state, "B", "2", "/r")
    folder = state.secrets / "values"
    os.replace(folder / one.id, folder / two.id)
    with pytest.raises(StoreError, match="the secret B cannot be decrypted"):
        values(state, {"B": two})


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 64])
def test_a_damaged_value_is_told_in_words(state: State, damage: bytes) -> None:
    entry, _ = put(state, "A", "1", EVERYWHERE)
    (state.secrets / "values" / entry.id).write_bytes(damage)
    with pytest.raises(StoreError, match=r"cannot be decrypted.*`layer secret set --global A`"):
        values(state, {"A": entry})


def test_a_key_that_is_gone_is_told_in_words_and_a_new_one_works(state: State) -> None:
    put(state, "A", "1", "/r")
    (state.secrets / "values.key").unlink()
    with pytest.raises(StoreError, match=r"values\.key"):
        opened(state)
    put(state, "A", "2", "/r")
    assert opened(state) == {"A": "2"}


@pytest.mark.parametrize(("content", "words"), [("{", "damaged"), ('{"format": 9, "secrets": []}', "another version")])
def test_an_index_that_cannot_be_read_is_told_in_words(state: State, content: str, words: str) -> None:
    put(state, "A", "1", "/r")
    index.path(state).write_text(content)
    with pytest.raises(StoreError, match=words):
        read(state)


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "$A", "A=1", "Ä", "A\n"])
def test_a_name_that_no_variable_can_have_is_refused(name: str) -> None:
    assert refusal(name)


@pytest.mark.parametrize("value", ["", "a\0b", "x" * MOST])
def test_a_value_that_no_variable_can_have_is_refused_and_not_quoted(value: str) -> None:
    found = refusal("A", value)
    assert found
    assert not value or value not in found


def test_the_longest_value_is_fine() -> None:
    assert refusal("A", "x" * (MOST - 3)) is None


def test_many_processes_at_once_lose_nothing(state: State) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from layer_cache.state import State; from layer_secrets.store import put\n"
        "put(State(Path(sys.argv[1])), sys.argv[2], 'of ' + sys.argv[2], '/r')"
    )
    names = [f"N{number}" for number in range(6)]
    started = [subprocess.Popen([sys.executable, "-c", script, str(state.root), name]) for name in names]
    assert [process.wait(timeout=60) for process in started] == [0] * len(names)
    assert opened(state) == {name: f"of {name}" for name in names}


def test_where_nothing_can_be_written_it_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        store.put(State(tmp_path / "file" / "state"), "A", "1", "/r")
