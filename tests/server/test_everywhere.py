"""What is asked of all files of a folder: symbols, diagnostics, paths that follow files; folders come and go."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.cache.projects import write

from .editor import PATIENCE, Editor, editor

START = "FROM vm/debian:12\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write(
        root,
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".gitignore": "/ignored/\n",
            "Layerfile": START + "ENV NAME=1\nRUN make\n",
            "app/Layerfile": "FROM ../Layerfile\nWAIT ../other\nCOPY x.txt .\n",
            "app/x.txt": "",
            "other/Layerfile": START + "RUN test\nCOPY ../app/x.txt .\n",
            "ignored/Layerfile": "RUM nonsense\n",
        },
    )
    return root


async def add_folder(one: Editor, added: list[Path], removed: list[Path] | None = None) -> None:
    """Tell the server which folders are open."""
    folders = [[types.WorkspaceFolder(path.as_uri(), path.name) for path in paths] for paths in (added, removed or [])]
    event = types.WorkspaceFoldersChangeEvent(added=folders[0], removed=folders[1])
    one.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))


async def symbols(one: Editor, query: str) -> list[tuple[str, str]]:
    found = await asyncio.wait_for(one.client.workspace_symbol_async(types.WorkspaceSymbolParams(query)), PATIENCE)
    return sorted((each.name, each.container_name or "") for each in found or ())


async def problems(one: Editor, **tokens: Any) -> dict[str, list[Any]]:
    """The codes of all findings, by the last two parts of the files' names."""
    params = types.WorkspaceDiagnosticParams(previous_result_ids=[], **tokens)
    found = await asyncio.wait_for(one.client.workspace_diagnostic_async(params), PATIENCE)
    return {
        "/".join(report.uri.split("/")[-2:]): [each.code for each in report.items]
        for report in found.items
        if isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
    }


async def test_symbols_of_all_layerfiles(tree: Path) -> None:
    async with editor(tree.parent / "state") as one:
        await add_folder(one, [tree])
        assert await symbols(one, "rnmk") == [("RUN make", "Layerfile")]
        assert await symbols(one, "name") == [("ENV NAME=1", "Layerfile"), ("NAME", "Layerfile")]
        uri = one.open(tree / "Layerfile")
        one.type(uri, START + "RUN something\n")
        assert await symbols(one, "run") == [("RUN something", "Layerfile"), ("RUN test", "other/Layerfile")]


async def test_folders_come_and_go(tree: Path, tmp_path: Path) -> None:
    write(tmp_path / "second", {"Layerfile": "RUM x\n"})
    async with editor(tmp_path / "state") as one:
        assert await problems(one) == {}
        await add_folder(one, [tree, tmp_path / "second"])
        assert await problems(one) == {
            "project/Layerfile": [],
            "app/Layerfile": [],
            "other/Layerfile": [],
            "second/Layerfile": ["unknown-directive", "missing-from"],
        }
        await add_folder(one, [], [tree])
        assert list(await problems(one)) == ["second/Layerfile"]


async def test_partial_results(tree: Path) -> None:
    async with editor(tree.parent / "state") as one:
        parts: list[Any] = []
        one.hear(types.PROGRESS, parts.append)
        await add_folder(one, [tree])
        assert await problems(one, partial_result_token="parts") == {}
        assert {part.token for part in parts} == {"parts"}
        assert len(parts) == 3


async def test_progress_and_cancellation(tmp_path: Path) -> None:
    root = tmp_path / "many"
    text = START + "".join(f"RUN echo {number} $(date) | tee -a /tmp/{number}\n" for number in range(400))
    write(root, {f"{number}/Layerfile": text for number in range(200)})
    async with editor(tmp_path / "state") as one:
        progress: asyncio.Queue[Any] = asyncio.Queue()
        one.hear(types.PROGRESS, progress.put_nowait)
        await add_folder(one, [root])
        params = types.WorkspaceDiagnosticParams(previous_result_ids=[], work_done_token="work")
        send = one.client.protocol.send_request_async
        sent = asyncio.ensure_future(send(types.WORKSPACE_DIAGNOSTIC, params, msg_id="all"))
        begun = await asyncio.wait_for(progress.get(), PATIENCE)
        assert begun.token == "work"
        one.client.protocol.notify(types.CANCEL_REQUEST, types.CancelParams("all"))
        with pytest.raises(JsonRpcException):
            await asyncio.wait_for(sent, PATIENCE)
        # Others are answered meanwhile, and afterwards.
        assert await one.hover(one.open("untitled:x", START), 1) is not None


def edits_of(edit: types.WorkspaceEdit | None) -> dict[str, list[str]]:
    """New texts by the last two parts of the files' names, whatever form they came in."""
    assert edit is not None
    changes: dict[str, list[str]] = {}
    for one in edit.document_changes or ():
        if isinstance(one, types.TextDocumentEdit):
            changes[one.text_document.uri] = [each.new_text for each in one.edits]  # type: ignore[union-attr]
    for uri, those in (edit.changes or {}).items():
        changes[uri] = [each.new_text for each in those]
    return {"/".join(uri.split("/")[-2:]): texts for uri, texts in changes.items()}


@pytest.mark.parametrize("name", ["visual-studio-code", "neovim@v0.11.0", "emacs"])
async def test_paths_follow_files(tree: Path, name: str) -> None:
    async with editor(tree.parent / "state", name) as one:
        one.open(tree / "Layerfile")
        old, new = (tree / "app" / "x.txt").as_uri(), (tree / "app" / "y.txt").as_uri()
        params = types.RenameFilesParams([types.FileRename(old, new)])
        found = await asyncio.wait_for(one.client.workspace_will_rename_files_async(params), PATIENCE)
        assert edits_of(found) == {"app/Layerfile": ["y.txt"], "other/Layerfile": ["../app/y.txt"]}
        elsewhere = types.RenameFilesParams([types.FileRename(old, "file:///other/y.txt")])
        assert await asyncio.wait_for(one.client.workspace_will_rename_files_async(elsewhere), PATIENCE) is None


@pytest.mark.parametrize("has_git", [True, False])
async def test_paths_of_trees_inside_are_their_own(tmp_path: Path, has_git: bool) -> None:
    """`x.txt` of a repository inside is another one than that of the repository around it."""
    root = tmp_path / "project"
    write(root, {"x.txt": "", "inner/Layerfile": START + "COPY x.txt .\n", "inner/x.txt": ""})
    if has_git:
        write(root, {f"{folder}.git/HEAD": "ref: refs/heads/main\n" for folder in ("", "inner/")})
    async with editor(tmp_path / "state") as one:
        await add_folder(one, [root])
        for is_open in (False, True):
            if is_open:
                one.open(root / "inner" / "Layerfile")
            outer = types.RenameFilesParams([types.FileRename((root / "x.txt").as_uri(), (root / "y.txt").as_uri())])
            assert await asyncio.wait_for(one.client.workspace_will_rename_files_async(outer), PATIENCE) is None
            old, new = (root / "inner" / "x.txt").as_uri(), (root / "inner" / "y.txt").as_uri()
            inner = types.RenameFilesParams([types.FileRename(old, new)])
            found = await asyncio.wait_for(one.client.workspace_will_rename_files_async(inner), PATIENCE)
            assert edits_of(found) == {"inner/Layerfile": ["y.txt"]}


async def test_renaming_a_path_renames_the_file(tree: Path) -> None:
    async with editor(tree.parent / "state") as one:
        uri = one.open(tree / "app" / "Layerfile")
        where = types.TextDocumentIdentifier(uri)
        prepared = await one.client.text_document_prepare_rename_async(
            types.PrepareRenameParams(where, types.Position(1, 7))
        )
        assert isinstance(prepared, types.PrepareRenamePlaceholder)
        assert prepared.placeholder == "../other"
        params = types.RenameParams(where, types.Position(1, 7), "../third")
        found = await asyncio.wait_for(one.client.text_document_rename_async(params), PATIENCE)
        assert edits_of(found) == {"app/Layerfile": ["../third"]}
        assert found is not None
        rename = (found.document_changes or [])[-1]
        assert isinstance(rename, types.RenameFile)
        assert (rename.old_uri, rename.new_uri) == ((tree / "other").as_uri(), (tree / "third").as_uri())
        for bad in ("../..", "", "/Layerfile", "a b"):
            params = types.RenameParams(where, types.Position(1, 7), bad)
            with pytest.raises(JsonRpcException):
                await asyncio.wait_for(one.client.text_document_rename_async(params), PATIENCE)


async def test_an_editor_that_renames_no_files_is_told_so(tree: Path) -> None:
    capabilities = pytest_lsp.client_capabilities("visual-studio-code")
    assert capabilities.workspace is not None
    assert capabilities.workspace.workspace_edit is not None
    capabilities.workspace.workspace_edit.resource_operations = None
    async with editor(tree.parent / "state", capabilities) as one:
        uri = one.open(tree / "app" / "Layerfile")
        params = types.RenameParams(types.TextDocumentIdentifier(uri), types.Position(1, 7), "../third")
        with pytest.raises(JsonRpcException, match="leaves files to you"):
            await asyncio.wait_for(one.client.text_document_rename_async(params), PATIENCE)
