"""Asking and fetching, from repositories that are served for real; and what others find meanwhile, and later."""

from __future__ import annotations

import base64
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from layer_cache import git_remote
from layer_cache.errors import TreeError
from layer_cache.mirrors import Fetched, Mirror, bring, mirrors
from layer_cache.state import State
from layerfile.repositories import repository

from .projects import git
from .projects import repository as repository_with
from .remotes import commit, daemon, http


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state").create()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository_with(tmp_path / "served/shop", {"a": "1\n", "src/b": "2\n"})
    git(root, "branch", "-M", "main")
    return root


def brought(state: State, url: str, branch: str = "", default: str = "", since: float | None = None) -> Fetched:
    where = repository(url, "/")
    since = time.time() if since is None else since
    (found,) = bring(Mirror(state, where.shown), where, branch, [default], since)
    return found


def files(state: State, url: str, commit: str) -> str:
    return git(Mirror(state, repository(url, "/").shown).folder, "ls-tree", "-r", "--name-only", commit)


@pytest.mark.parametrize("how", ["path", "file", "daemon", "http"])
def test_a_branch_is_fetched_without_its_history_and_once(state: State, shop: Path, how: str) -> None:
    newest = commit(shop, {"a": "2\n"})
    git(shop, "update-server-info")
    with daemon(shop.parent) as git_address, http(shop.parent) as (http_address, asked):
        url = {
            "path": str(shop),
            "file": f"file://{shop}",
            "daemon": f"{git_address}/shop",
            "http": f"{http_address}/shop/.git",
        }[how]
        found = brought(state, url, "main")
        assert (found.chosen.branch, found.chosen.commit, found.is_new) == ("main", newest, True)
        assert files(state, url, newest) == "a\nsrc/b\n"
        asked.clear()
        again = brought(state, url, "main")
        assert (again.chosen, again.is_new) == (found.chosen, False)
        # Only the list of branches: no object.
        assert not any("objects" in path for path in asked)
        mirror = Mirror(state, repository(url, "/").shown)
        if how != "http":
            # Plain HTTP servers cannot leave history out.
            assert git(mirror.folder, "rev-list", "--count", newest).strip() == "1"


def test_a_new_branch_of_the_same_name_is_taken_and_a_deleted_one_left(state: State, shop: Path) -> None:
    url = str(shop)
    assert brought(state, url, "feature/x").chosen.branch == "main"
    git(shop, "checkout", "-q", "-b", "feature/x")
    of_feature = commit(shop, {"a": "of the feature\n"})
    git(shop, "checkout", "-q", "main")
    assert brought(state, url, "feature/x").chosen.commit == of_feature
    git(shop, "branch", "-q", "-D", "feature/x")
    assert brought(state, url, "feature/x").chosen.branch == "main"


def test_history_that_was_written_anew_is_fetched(state: State, shop: Path) -> None:
    first = brought(state, str(shop), "main").chosen.commit
    git(shop, "commit", "-q", "--amend", "-m", "another")
    found = brought(state, str(shop), "main")
    assert found.is_new
    assert found.chosen.commit != first
    # Who still reads the old one, can.
    assert files(state, str(shop), first)


def test_a_repository_that_was_asked_since_is_not_asked_again(state: State, shop: Path) -> None:
    since = time.time()
    first = brought(state, str(shop), "main", since=since)
    commit(shop, {"a": "newer\n"})
    assert brought(state, str(shop), "main", since=since).chosen == first.chosen
    assert brought(state, str(shop), "main").chosen != first.chosen


def test_runs_that_ask_at_once_fetch_once(state: State, shop: Path) -> None:
    since = time.time()
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: brought(state, str(shop), "main", since=since), range(6)))
    assert len({one.chosen for one in found}) == 1
    assert [one.is_new for one in found].count(True) == 1


def test_without_git_it_is_said_what_is_missing(state: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TreeError, match="CLONE needs git, and there is none here: install git"):
        brought(state, "https://example.test/shop")


def test_a_head_on_no_branch_is_fetched(state: State, shop: Path) -> None:
    git(shop, "checkout", "-q", "--detach")
    newest = commit(shop, {"a": "on no branch\n"})
    found = brought(state, str(shop))
    assert (found.chosen.branch, found.chosen.commit) == ("HEAD", newest)


def test_a_repository_with_sha256_is_fetched(state: State, tmp_path: Path) -> None:
    root = tmp_path / "served/new"
    root.mkdir(parents=True)
    git(root, "init", "-q", "--object-format=sha256", "-b", "main")
    newest = commit(root, {"a": "1\n"})
    assert len(newest) == 64
    assert brought(state, str(root)).chosen.commit == newest


def test_an_empty_repository_is_an_error_in_words(state: State, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "empty")
    with pytest.raises(TreeError, match=r"empty has no commits yet"):
        brought(state, str(tmp_path / "empty"))


def test_what_was_known_stays_where_a_repository_cannot_be_reached(state: State, shop: Path, tmp_path: Path) -> None:
    first = brought(state, str(shop), "main").chosen
    shop.rename(tmp_path / "away")
    with pytest.raises(TreeError, match=r"shop: .*does not appear to be a git repository"):
        brought(state, str(shop), "main")
    mirror = Mirror(state, str(shop))
    remote = mirror.remote()
    assert remote is not None
    assert remote.branches == {"main": first.commit}
    assert mirror.has(first.commit)


def test_who_does_not_answer_is_not_waited_for(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_remote, "ASK_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"git://127.0.0.1:{silent.getsockname()[1]}/shop"
        with pytest.raises(TreeError, match=r"git://127\.0\.0\.1:\d+/shop did not answer within"):
            brought(state, url)
    # Nor is anybody left who does.
    assert subprocess.run(["pgrep", "-f", url], capture_output=True).returncode == 1


def test_nobody_is_asked_for_a_password(
    state: State, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = tmp_path / "asker"
    asker.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\necho x\n")
    asker.chmod(0o755)
    for name in ("GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(asker))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(shop, "update-server-info")
    with (
        http(shop.parent, "bm9ib2R5OmtleQ==") as (address, _),
        pytest.raises(TreeError, match="could not read Username"),
    ):
        brought(state, f"{address}/shop/.git")
    assert not (tmp_path / "asked").exists()


def test_credentials_of_a_helper_and_of_an_address_are_used_and_kept_nowhere(
    state: State, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(shop, "update-server-info")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    user = base64.b64encode(b"me:hunter2222").decode()
    with http(shop.parent, user) as (address, _):
        host = address.removeprefix("http://")
        url = f"http://me:hunter2222@{host}/shop/.git"
        assert brought(state, url, "main").is_new
        helper = "!f() { echo username=me; echo password=hunter2222; }; f"
        git(tmp_path, "config", "--file", str(tmp_path / "gitconfig"), "credential.helper", helper)
        assert brought(state, f"{address}/shop/.git", "main").chosen.branch == "main"
        # The right name, and then a folder that is not there: git quotes the address.
        with pytest.raises(TreeError) as raised:
            brought(state, f"http://me:hunter2222@{host}/none/.git")
    assert "hunter2222" not in str(raised.value)
    kept = [path for path in state.root.rglob("*") if path.is_file()]
    assert any(path.name == "remote.json" for path in kept)
    assert not any(b"hunter2222" in path.read_bytes() for path in kept)
    # Both are one repository.
    assert len(mirrors(state)) == 1


def test_the_callers_repository_leads_nowhere_and_an_address_starts_no_program(
    state: State, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    found = brought(state, str(shop), "main")
    assert Mirror(state, str(shop)).has(found.chosen.commit)
    # Were an address not refused before, git would still not run it.
    with pytest.raises(TreeError, match="not allowed"):
        brought(state, f"ext::touch {tmp_path}/ran")
    assert not (tmp_path / "ran").exists()


def test_a_repository_that_the_state_folder_lies_in_says_nothing(tmp_path: Path, shop: Path) -> None:
    around = repository_with(tmp_path / "around", {"a": "1"})
    git(around, "config", "url./nowhere/.insteadOf", f"{shop.parent}/")
    assert brought(State(around / "state").create(), str(shop), "main").is_new


def test_a_fetch_after_one_that_was_killed_works(state: State, shop: Path) -> None:
    brought(state, str(shop), "main")
    mirror = Mirror(state, str(shop))
    for left in ("shallow.lock", "refs/layer/refs/heads/main.lock", "config.lock"):
        (mirror.folder / ".git" / left).touch()
    newest = commit(shop, {"a": "newer\n"})
    assert brought(state, str(shop), "main").chosen.commit == newest


def test_ssh_is_the_callers_own(state: State, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh(tmp_path, 'exec sh -c "$2"')))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    assert brought(state, f"ssh://git@example.test{shop}", "main").is_new
    assert brought(state, f"git@example.test:{shop}", "main").is_new


def ssh(folder: Path, *lines: str) -> Path:
    """A program in the place of ssh, which is given a host and a command."""
    program = folder / "ssh"
    program.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_fetch_that_is_interrupted_leaves_no_process_and_the_next_one_works(
    state: State, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    """The host says which branches there are, and then stands still until nobody speaks to it any more."""
    os.mkfifo(tmp_path / "says")
    says = os.open(tmp_path / "says", os.O_RDWR | os.O_NONBLOCK)
    say = f"> {tmp_path}/says"
    second = f"[ ! -e {tmp_path}/first ] || {{ echo waits {say}; cat > /dev/null; echo over {say}; exit 1; }}"
    program = ssh(tmp_path, second, f"touch {tmp_path}/first", 'exec sh -c "$2"')
    url = f"ssh://git@example.test{shop}"
    code = (
        # Who is started in the background has it ignored.
        "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path\n"
        "from layer_cache.mirrors import Mirror, bring; from layer_cache.state import State\n"
        "from layerfile.repositories import repository\n"
        f"where = repository({url!r}, '/'); state = State(Path({str(state.root)!r}))\n"
        "bring(Mirror(state, where.shown), where, '', [''], time.time())\n"
    )
    environment = os.environ | {"GIT_SSH_COMMAND": str(program), "GIT_SSH_VARIANT": "simple"}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)

    def said() -> bytes:
        ready, _, _ = select.select([says], [], [], 60)
        return os.read(says, 100) if ready else b"nothing"

    try:
        assert said() == b"waits\n"
        process.send_signal(how)
        assert process.wait(30) != 0
        if how == signal.SIGKILL:
            assert said() == b"over\n"
    finally:
        process.kill()
        os.close(says)
    assert subprocess.run(["pgrep", "-f", f"fetch.*{url}"], capture_output=True).returncode == 1
    assert Mirror(state, url).remote() is None
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh(tmp_path, 'exec sh -c "$2"')))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    assert brought(state, url, "main").is_new


def test_a_damaged_note_of_what_was_said_counts_as_never_asked(state: State, shop: Path) -> None:
    brought(state, str(shop), "main")
    mirror = Mirror(state, str(shop))
    note = mirror.folder / "remote.json"
    whole = json.loads(note.read_text())
    for text in ("", "{", "[]", "null", json.dumps(whole | {"version": 99}), json.dumps(whole | {"branches": []})):
        note.write_text(text)
        assert mirror.remote() is None
        assert mirrors(state) == []
    assert brought(state, str(shop), "main").is_new is False
    assert [mirror.shown for mirror, _ in mirrors(state)] == [str(shop)]
