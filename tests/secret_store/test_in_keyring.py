"""A keyring is used where it is a real one and gives back what it was given."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_secrets.index import in_force, read
from layer_secrets.store import put, remove, values


class Memory(KeyringBackend):
    """A keyring that passes for one of those that encrypt."""

    __module__ = "keyring.backends.SecretService"
    priority = 0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class Locked(Memory):
    """A keyring whose owner does not unlock it."""

    __module__ = "keyring.backends.SecretService"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("nobody unlocked it")


class Forgetful(Memory):
    """A keyring that does as if."""

    __module__ = "keyring.backends.SecretService"

    def get_password(self, service: str, username: str) -> str | None:
        return None


class Plain(Memory):
    """A keyring of unknown make."""

    __module__ = "keyrings.alt.file"


@pytest.fixture
def _keyring_as_it_was() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


pytestmark = pytest.mark.usefixtures("_keyring_as_it_was")


def test_a_value_goes_into_the_keyring_and_nowhere_else(state: State) -> None:
    memory = Memory()
    keyring.set_keyring(memory)
    entry, reason = put(state, "TOKEN", "a-value", "/r")
    assert (entry.kept, reason) == ("keyring", "")
    assert memory.kept == {("layer", f"TOKEN ({entry.id})"): "a-value"}
    assert not (state.secrets / "values").exists()
    assert values(state, in_force(read(state), Path("/r"))) == {"TOKEN": "a-value"}


def test_an_old_value_leaves_the_keyring(state: State) -> None:
    memory = Memory()
    keyring.set_keyring(memory)
    put(state, "A", "1", "/r")
    put(state, "A", "2", "/r")
    assert list(memory.kept.values()) == ["2"]
    remove(state, "A", "/r")
    assert memory.kept == {}


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (Locked, "nobody unlocked it"),
        (Forgetful, "it does not give back what it is given"),
        (Plain, "there is none on this machine"),
        (NullKeyring, "there is none on this machine"),
    ],
)
def test_what_does_not_keep_is_not_used(state: State, backend: type[KeyringBackend], reason: str) -> None:
    chosen = backend()
    keyring.set_keyring(chosen)
    entry, said = put(state, "A", "1", "/r")
    assert (entry.kept, said) == ("file", reason)
    assert not getattr(chosen, "kept", {})


def test_a_value_that_left_the_keyring_is_told_in_words(state: State) -> None:
    memory = Memory()
    keyring.set_keyring(memory)
    entry, _ = put(state, "A", "1", "/r")
    memory.kept.clear()
    with pytest.raises(StoreError, match=r"the secret A .* does not have it any more; .*`layer secret set A`"):
        values(state, {"A": entry})
    assert remove(state, "A", "/r")


def test_a_keyring_that_is_gone_is_told_in_words(state: State) -> None:
    keyring.set_keyring(Memory())
    entry, _ = put(state, "A", "1", "/r")
    keyring.set_keyring(NullKeyring())
    with pytest.raises(StoreError, match="there is no keyring in this session"):
        values(state, {"A": entry})


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")) and "CI" not in os.environ,
    reason="needs the packages dbus and gnome-keyring",
)
def test_a_real_keyring(tmp_path: Path) -> None:
    """GNOME's, on a bus of its own."""
    script = textwrap.dedent(
        """
        printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
        printf 'a-value-to-look-for\\n' | "$PYTHON" -m layer_cli secret set TOKEN
        "$PYTHON" -m layer_cli secret ls
        "$PYTHON" -c 'from layer_secrets import index, store; from layer_cache.state import State
        print(store.values(State(), {one.name: one for one in index.read(State())}))'
        "$PYTHON" -m layer_cli secret rm TOKEN
        "$PYTHON" -m layer_cli secret ls
        """
    )
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    own = {
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "XDG_RUNTIME_DIR": str(runtime),
        "LAYER_STATE_DIR": str(tmp_path / "state"),
    }
    command = ["dbus-run-session", "--", "sh", "-ec", script]
    done = subprocess.run(command, env=own, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    listed, found = done.stdout.splitlines()
    assert listed.split("\t")[:3] == ["TOKEN", str(tmp_path), "the keyring"]
    assert found == "{'TOKEN': 'a-value-to-look-for'}"
    for path in (tmp_path / "state").rglob("*"):
        assert not path.is_file() or b"a-value-to-look-for" not in path.read_bytes()
