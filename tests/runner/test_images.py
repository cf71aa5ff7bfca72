"""Which images are here, and the words for those that are not."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from layer_cache import images
from layer_cache.state import State
from layer_runner.errors import EngineError
from layer_runner.images import build, unpacking
from layer_runner.images.definitions import IMAGES, closest

_NAME = "vm/debian:12"
_PARTS = ("disk.raw", "vmlinuz", "initrd")


@pytest.fixture
def state(tmp_path: Path) -> State:
    """An empty state folder."""
    return State(tmp_path / "state").create()


def _add(state: State, folder: str, digest: str, age: float = 0.0, name: str = _NAME) -> Path:
    path = state.images / folder
    path.mkdir()
    for part in _PARTS:
        (path / part).write_bytes(b"")
    (path / "manifest.json").write_text(json.dumps({"name": name, "digest": digest}))
    os.utime(path / "manifest.json", (2_000_000_000 - age, 2_000_000_000 - age))
    return path


class TestInstalled:
    def test_an_image_is_found_by_its_name(self, state: State) -> None:
        path = _add(state, "vm-debian-12-aaaa", "aaaa")
        image = build.installed(state)[_NAME]
        assert (image.name, image.digest, image.folder) == (_NAME, "aaaa", path)
        assert image.disk == path / "disk.raw"

    @pytest.mark.parametrize("newest", ["first", "second"])
    def test_of_two_the_newest_counts(self, state: State, newest: str) -> None:
        _add(state, "first", "first", 0 if newest == "first" else 60)
        _add(state, "second", "second", 0 if newest == "second" else 60)
        assert build.installed(state)[_NAME].digest == newest

    def test_of_two_of_the_same_moment_prediction_takes_the_same(self, state: State) -> None:
        for name in ("b", "c", "a"):
            _add(state, name, name)
        assert build.installed(state)[_NAME].digest == images.installed(state)[_NAME]

    @pytest.mark.parametrize(
        "manifest", [b"", b"{", b"[]", b"null", b"{}", b'{"name": "vm/debian:12"}', b"\xff\xfe", b'"text"']
    )
    def test_a_damaged_manifest_hides_no_other_image(self, state: State, manifest: bytes) -> None:
        _add(state, "good", "good", 60)
        (_add(state, "bad", "bad") / "manifest.json").write_bytes(manifest)
        assert {name: image.digest for name, image in build.installed(state).items()} == {_NAME: "good"}

    @pytest.mark.parametrize("part", _PARTS)
    def test_an_image_without_one_of_its_files_does_not_count(self, state: State, part: str) -> None:
        (_add(state, "bad", "bad") / part).unlink()
        assert build.installed(state) == {}

    def test_a_damaged_newest_image_is_not_replaced_by_an_older_one(self, state: State) -> None:
        """Prediction tells images by their manifests: the machine must not be made of another."""
        _add(state, "old", "old", 60)
        (_add(state, "new", "new") / "vmlinuz").unlink()
        assert images.installed(state) == {_NAME: "new"}
        assert build.installed(state) == {}

    def test_one_that_is_being_made_does_not_count(self, state: State) -> None:
        _add(state, ".tmp-made", "half")
        (state.images / "empty").mkdir()
        (state.images / "a file").write_text("")
        assert build.installed(state) == {}

    def test_without_a_state_folder_there_are_none(self, tmp_path: Path) -> None:
        assert build.installed(State(tmp_path / "nothing")) == {}

    def test_a_removed_image_is_gone(self, state: State) -> None:
        _add(state, "one", "one")
        build.remove(build.installed(state)[_NAME])
        assert build.installed(state) == {}
        assert list(state.images.iterdir()) == []


class TestEnsure:
    def test_an_image_that_is_here_is_not_built(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_arguments: object) -> None:
            raise AssertionError("built")

        monkeypatch.setattr(build, "build", fail)
        _add(state, "one", "one")
        assert build.ensure(state, _NAME, print).digest == "one"

    def test_an_unknown_name_is_answered_with_those_there_are(self, state: State) -> None:
        with pytest.raises(EngineError, match="vm/debian:12") as raised:
            build.ensure(state, "vm/debain:12", print)
        assert "vm/debain:12" in str(raised.value)

    def test_another_process_may_have_built_it_meanwhile(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(build, "_require_tools", lambda: None)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        _add(state, "one", "one")
        assert build.build(state, IMAGES[_NAME], print).digest == "one"
        assert [path.name for path in state.images.iterdir()] == ["one"]

    def test_a_build_that_fails_leaves_nothing(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(scratch: Path, *_arguments: object) -> None:
            (scratch / "root").mkdir()
            raise EngineError("debootstrap failed")

        monkeypatch.setattr(build, "_require_tools", lambda: None)
        monkeypatch.setattr(build, "_build_in", fail)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(EngineError, match="debootstrap failed"):
            build.build(state, IMAGES[_NAME], print)
        assert list(state.images.iterdir()) == []

    def test_a_missing_tool_is_named_with_its_package(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shutil.which", lambda *_arguments, **_options: None)
        monkeypatch.setattr(Path, "exists", lambda _path: False)
        with pytest.raises(EngineError, match="install the package 'debootstrap'"):
            build.build(state, IMAGES[_NAME], print)


class TestGuestProgram:
    def test_it_is_taken_from_the_folder_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LAYER_GUEST_DIR", str(tmp_path))
        (tmp_path / "layer-agent").write_bytes(b"")
        assert build.guest_program("layer-agent") == tmp_path / "layer-agent"

    def test_one_that_is_missing_says_what_to_do(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LAYER_GUEST_DIR", str(tmp_path))
        with pytest.raises(EngineError, match="make install"):
            build.guest_program("layer-init")


class TestDefinitions:
    def test_the_table_has_what_it_promises(self) -> None:
        versions = ("18.04", "20.04", "22.04", "24.04")
        assert sorted(IMAGES) == ["vm/debian:12", *(f"vm/ubuntu:{version}" for version in versions)]

    @pytest.mark.parametrize("name", IMAGES)
    def test_an_image_is_called_as_it_is_kept(self, name: str) -> None:
        definition = IMAGES[name]
        assert definition.name == name
        assert name.startswith(f"vm/{definition.distribution}:")
        assert all(pocket.startswith(f"{definition.suite}-") for pocket in definition.pockets)


class TestSudo:
    def test_mirrors_are_not_lost_on_the_way(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[list[str]] = []

        def run(words: list[str], check: bool) -> object:
            asked.append(words)
            _add(state, "one", "one")
            return subprocess.CompletedProcess(words, 0)

        monkeypatch.setattr(subprocess, "run", run)
        monkeypatch.setattr(build, "_require_tools", lambda: None)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setenv("LAYER_DEBIAN_MIRROR", "http://mine.example/debian")
        monkeypatch.setenv("LAYER_STATE_DIR", "/elsewhere")
        assert build.build(state, IMAGES[_NAME], print).digest == "one"
        assert asked[0][:2] == ["sudo", "env"]
        assert "LAYER_DEBIAN_MIRROR=http://mine.example/debian" in asked[0]
        assert not any("LAYER_STATE_DIR" in word for word in asked[0])

    def test_without_sudo_root_is_told_what_to_do(self, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(build, "_require_tools", lambda: None)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setenv("PATH", "/nowhere")
        with pytest.raises(EngineError, match="no sudo here: have root run `layer image build`"):
            build.build(state, IMAGES[_NAME], print)


def test_closest_names_what_was_asked_for_and_all_that_there_is() -> None:
    sentence = closest("vm/debian")
    assert "'vm/debian'" in sentence
    assert all(name in sentence for name in IMAGES)


def test_a_failed_command_tells_its_last_words() -> None:
    with pytest.raises(EngineError, match=r"sh failed while making the image:\nfirst\nlast words$"):
        unpacking.run(["sh", "-c", "echo first; echo last words >&2; exit 3"])
