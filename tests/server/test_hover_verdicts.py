"""Hovers from a real server: what is known of a step, before and after runs, saved or not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lsprotocol import types

from layer_cache.clones import known, update
from layer_cache.state import State
from layer_secrets import index
from layer_secrets.store import put
from tests.cache.projects import Project, git, reads, repository, write
from tests.cache.remotes import commit

from .conftest import LAYERFILE
from .editor import editor
from .recorded import install_image, program, run


async def test_before_any_run(project: Project, state: State) -> None:
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        assert "not built on this machine" in await one.hover_text(uri, 3)
        install_image(state)
        text = await one.hover_text(uri, 3)
        assert text.startswith("**↻ would run**")
        assert "never ran before" in text
        assert not state.records_path.exists()


async def test_a_hit_says_what_it_saves_and_depends_on(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        text = await one.hover_text(uri, 4)
        assert text.startswith("**✓ hit, 2.0 s saved**")
        assert "`two`" in text
        assert "`one`" not in text
        assert "Recorded 19" in text
        assert "`RUN` runs a shell command" in text
        assert "2 of 2 RUN steps are hits; 3.0 s saved" in await one.hover_text(uri, 1)
        assert "free" in await one.hover_text(uri, 2)


async def test_a_hover_follows_the_files_on_disk(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        write(project.root, {"two": "other\n"})
        text = await one.hover_text(uri, 4)
        assert text.startswith("**↻ would run, about 2.0 s**")
        assert "`two` changed (content 0cfbf08 → e45c9c2), seen by reading it" in text
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit, 1.0 s saved**")
        write(project.root, {"two": "2\n"})
        assert (await one.hover_text(uri, 4)).startswith("**✓ hit")
        (project.root / "two").unlink()
        assert "`two` is gone" in await one.hover_text(uri, 4)


async def test_a_step_after_a_miss_names_the_line_that_misses_first(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        write(project.root, {"one": "other\n"})
        text = await one.hover_text(uri, 4)
        assert text.startswith("**↻ would run")
        assert "The first line that misses: Layerfile:3" in text


async def test_unsaved_text_of_the_layerfile_counts(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        end = types.Position(3, len("RUN cat /src/two"))
        one.type(uri, " /src/one", types.Range(end, end))
        text = await one.hover_text(uri, 4)
        assert text.startswith("**↻ would run, about 2.0 s**")
        assert "the line was: `RUN cat /src/two`" in text
        one.type(uri, LAYERFILE)
        assert (await one.hover_text(uri, 4)).startswith("**✓ hit")
        # Comments and blank lines change nothing but where the steps are.
        one.type(uri, "# why\n\n" + LAYERFILE)
        assert (await one.hover_text(uri, 6)).startswith("**✓ hit")
        assert await one.hover(uri, 1) is None


async def test_unsaved_text_of_other_files_counts_until_they_are_closed(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        other = one.open(project.root / "two", language="plaintext")
        assert (await one.hover_text(uri, 4)).startswith("**✓ hit")
        one.type(other, "changed\n")
        assert (await one.hover_text(uri, 4)).startswith("**↻ would run")
        one.type(other, "2\n")
        assert (await one.hover_text(uri, 4)).startswith("**✓ hit")
        one.type(other, "changed\n")
        one.close(other)
        assert (await one.hover_text(uri, 4)).startswith("**✓ hit")


async def test_unsaved_text_of_a_parent_counts(project: Project, state: State) -> None:
    write(project.root, {"child/Layerfile": "FROM ../Layerfile\nRUN true\n"})
    if (project.root / ".git").exists():
        git(project.root, "add", "-A")
    else:
        (project.root / ".git").mkdir()
        (project.root / ".git" / "nothing").touch()
    install_image(state)
    async with editor(state.root) as one:
        child = one.open(project.root / "child" / "Layerfile")
        assert "never ran before" in await one.hover_text(child, 2) or "runs before it" in await one.hover_text(
            child, 2
        )
        parent = one.open(project.root / "Layerfile")
        one.type(parent, "RUM x\n" + LAYERFILE)
        text = await one.hover_text(child, 2)
        assert text.startswith("**? verdict unknown**")
        assert "RUM" in text
        assert [each.code for each in await one.diagnostics(child, bool)] == ["from-broken-parent"]


async def test_plain_text_where_the_editor_does_not_ask_for_markdown(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root, types.ClientCapabilities()) as one:
        uri = one.open(project.root / "Layerfile")
        found = await one.hover(uri, 4)
        assert found is not None
        assert isinstance(found.contents, types.MarkupContent)
        assert found.contents.kind == types.MarkupKind.PlainText
        assert found.contents.value.startswith("✓ hit, 2.0 s saved\nIt depends on 3 observations, above all of two\n")
        assert found.range == types.Range(types.Position(3, 0), types.Position(3, 16))


async def test_a_layerfile_with_mistakes_has_hovers_that_say_so(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        one.type(uri, LAYERFILE + "RUM x\nSPLIT 1\n")
        found = await one.diagnostics(uri, lambda found: len(found) == 2)
        assert {(each.code, each.source) for each in found} == {
            ("unknown-directive", "layer"),
            ("split-one", "layer"),
        }
        for line in (1, 3, 5, 6):
            text = await one.hover_text(uri, line)
            assert text.startswith("**? verdict unknown**")
            assert "Layerfile:5:1: error: RUM" in text


async def test_a_text_without_a_file(tmp_path: Path) -> None:
    async with editor(tmp_path / "state") as one:
        uri = one.open("untitled:Untitled-1", "FROM ./base\nRUN true\nRUM x\n")
        found = await one.diagnostics(uri, bool)
        assert [each.code for each in found] == ["unknown-directive"]
        one.type(uri, "FROM vm/debian:12\nRUN true\n")
        await one.diagnostics(uri, lambda found: not found)
        assert "save this file" in await one.hover_text(uri, 2)


async def test_a_new_file_in_a_folder_that_does_not_exist(tmp_path: Path, state: State) -> None:
    async with editor(state.root) as one:
        uri = one.open((tmp_path / "new" / "Layerfile"), "FROM vm/debian:12\nRUN true\n")
        assert (await one.hover_text(uri, 2)).startswith(("**↻ would run", "**? verdict unknown"))


async def test_diagnostics_go_when_the_document_is_closed(tmp_path: Path) -> None:
    async with editor(tmp_path / "state") as one:
        uri = one.open("untitled:Untitled-1", "RUM x\n")
        assert await one.diagnostics(uri, bool)
        one.close(uri)
        await one.diagnostics(uri, lambda found: not found)


async def test_records_of_another_version_and_damaged_ones(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        with sqlite3.connect(state.records_path) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("PRAGMA user_version = 999")
        assert "newer version" in await one.hover_text(uri, 3)
        assert any("newer version" in each.message for each in one.client.log_messages)
        with sqlite3.connect(state.records_path) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")
        for suffix in ("-wal", "-shm"):
            Path(f"{state.records_path}{suffix}").unlink(missing_ok=True)
        state.records_path.write_bytes(b"no database " * 1000)
        assert "never ran before" in await one.hover_text(uri, 3)
        assert any("was damaged" in each.message for each in one.client.log_messages)


async def test_somebody_who_writes_to_the_records_holds_nothing_up(project: Project, state: State) -> None:
    run(state, project)
    connection = sqlite3.connect(state.records_path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        # A digest that is worth remembering: of a file that was left alone for a while.
        write(project.root, {"two": "other\n"})
        os.utime(project.root / "two", (1, 1))
        assert (await one.hover_text(uri, 4)).startswith("**↻ would run")
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")
    connection.close()


@pytest.mark.parametrize("project", ["repository"], indirect=True)
async def test_a_repository_that_git_refuses(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        (project.root / ".git" / "config").write_text("[nonsense\n")
        assert (await one.hover_text(uri, 3)).startswith("**? verdict unknown**")
        shutil.rmtree(project.root / ".git")
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")


async def test_a_secret_that_is_not_set_or_changed_is_named(project: Project, state: State) -> None:
    text = LAYERFILE.replace("RUN cat /src/two", "SECRET ENV TOKEN\nRUN cat /src/two")
    write(project.root, {"Layerfile": text})
    root = index.root_name(project.root)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        unknown = await one.hover_text(uri, 5)
        assert unknown.startswith("**? verdict unknown**")
        assert "Layerfile:4:12: error: the secret TOKEN is not set" in unknown
        project.secrets = {"TOKEN": put(state, "TOKEN", "first-value", root)[0].digest}
        run(state, project)
        assert (await one.hover_text(uri, 5)).startswith("**✓ hit, 2.0 s saved**")
        put(state, "TOKEN", "second-value", root)
        changed = await one.hover_text(uri, 5)
        assert changed.startswith("**↻ would run, about 2.0 s**")
        assert "the secret TOKEN has another value" in changed
        assert "second-value" not in changed
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")


def test_the_server_imports_nothing_that_opens_secrets(project: Project, state: State) -> None:
    write(project.root, {"Layerfile": LAYERFILE + "SECRET ENV TOKEN\nRUN true\n"})
    put(state, "TOKEN", "value", index.root_name(project.root))
    script = (
        "import sys; from pathlib import Path; from layer_cache.state import State\n"
        "import layer_server.main, layer_server.server; from layer_server.verdicts import Verdicts\n"
        "from layer_server.documents import Documents\n"
        "path, documents = Path(sys.argv[1]), Documents()\n"
        "documents.open(path.as_uri(), 'layerfile', 1, path.read_text())\n"
        "print(Verdicts(State(Path(sys.argv[2]))).forecast(documents.get(path.as_uri()), ()).unknown)\n"
        "print(*({'keyring', 'cryptography', 'layer_secrets.store'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, str(project.root / "Layerfile"), str(state.root)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "\n\n"


async def test_after_split_a_hover_tells_the_shards_apart(project: Project, state: State) -> None:
    write(project.root, {"part0": "0\n", "part1": "1\n", "part2": "2\n"})
    write(project.root, {"Layerfile": "FROM vm/debian:12\nCOPY . /src\nSPLIT 3\nRUN test\n"})
    project.behaviours = {"RUN test": lambda watcher: watcher.look("content", f"/src/part{watcher.shard}")}
    run(state, project)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        text = await one.hover_text(uri, 4)
        assert text.startswith("**✓ hit, 3.0 s saved**")
        assert "3 of 3 shards hit" in text
        write(project.root, {"part1": "other\n"})
        text = await one.hover_text(uri, 4)
        assert text.startswith("**↻ would run, about 2.0 s**")
        assert "2 of 3 shards hit; 1 would run" in text
        assert "Shard 1: `part1` changed" in text


async def test_a_clone_says_which_commit_it_would_place_and_follows_the_mirror(
    project: Project, state: State, tmp_path: Path
) -> None:
    shop = repository(tmp_path / "shop", {"read": "1\n"})
    git(shop, "branch", "-M", "main")
    write(project.root, {"Layerfile": f"FROM vm/debian:12\nCLONE file://{shop} /shop\nRUN cat\n"})
    project.behaviours = {"RUN cat": reads("/shop/read")}
    own, variables = project.tree(), {"GIT_BRANCH": ""}
    state.create()
    install_image(state)
    async with editor(state.root) as one:
        uri = one.open(project.root / "Layerfile")
        text = await one.hover_text(uri, 2)
        assert f"file://{shop} was never fetched: `layer run` does that" in text
        update(program(project.root), own, state, variables, time.time())
        project.opener = lambda: known(program(project.root), own, state, variables)
        run(state, project)
        first = git(shop, "rev-parse", "HEAD").strip()
        text = await one.hover_text(uri, 2)
        assert f"`file://{shop}`: the branch `main` at `{first[:12]}`, as of " in text
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")
        newest = commit(shop, {"read": "2\n"})
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")
        update(program(project.root), own, state, variables, time.time())
        text = await one.hover_text(uri, 3)
        assert f"`file://{shop}@main//read` changed (content " in text
        assert newest[:12] in await one.hover_text(uri, 2)
