"""Verdicts for what is not in the work tree, who reads a file, and news from behind the editor's back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from layer_cache.state import State
from tests.cache.projects import Project, git, write

from .conftest import LAYERFILE
from .editor import PATIENCE, Editor, editor
from .recorded import run


@pytest.fixture
def repository(project: Project, state: State) -> Project:
    """A git repository whose only commit was run."""
    if not (project.root / ".git").exists():
        git(project.root, "init", "-q")
        git(project.root, "add", "-A")
        git(project.root, "commit", "-q", "-m", "start")
    run(state, project)
    return project


def configure(one: Editor, **settings: object) -> None:
    """Say that the editor's settings are other ones now."""
    one.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"layer": settings}))


def without_configuration() -> types.ClientCapabilities:
    """An editor that pushes its settings."""
    return types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown])
        )
    )


async def test_index_and_commits(repository: Project, state: State) -> None:
    root = repository.root
    write(root, {"two": "staged\n"})
    git(root, "add", "two")
    write(root, {"one": "not staged\n", "two": "2\n"})
    async with editor(state.root, without_configuration()) as one:
        uri = one.open(root / "Layerfile")
        assert (await one.hover_text(uri, 3)).startswith("**↻ would run")
        configure(one, compareWith="index")
        assert (await one.hover_text(uri, 3)).startswith("**✓ hit")
        text = await one.hover_text(uri, 4)
        assert text.startswith("**↻ would run")
        assert "That is for the files of the index, not for the work tree." in text
        configure(one, compareWith="HEAD")
        assert (await one.hover_text(uri, 4)).startswith("**✓ hit")
        configure(one, compareWith="nothing")
        assert "git knows no commit 'nothing'" in await one.hover_text(uri, 4)
        configure(one)
        assert (await one.hover_text(uri, 3)).startswith("**↻ would run")


async def test_steps_keep_their_verdicts_where_lines_have_moved(repository: Project, state: State) -> None:
    async with editor(state.root, without_configuration()) as one:
        configure(one, compareWith="HEAD")
        uri = one.open(repository.root / "Layerfile", "# new\n\n" + LAYERFILE.replace("cat /src/two", "cat /other"))
        assert (await one.hover_text(uri, 5)).startswith("**✓ hit")
        assert "this step is not the same in HEAD" in await one.hover_text(uri, 6)


async def readers(one: Editor, path: Path) -> Any:
    """What the server answers of a file, once it is worked out."""
    send = one.client.protocol.send_request_async
    return await asyncio.wait_for(send("layer/readers", {"uri": path.as_uri()}), PATIENCE)


async def test_any_file_has_its_readers(project: Project, state: State) -> None:
    run(state, project)
    async with editor(state.root) as one:
        one.open(project.root / "Layerfile")
        found = await readers(one, project.root / "one")
        assert [(step.line, step.verdict) for step in found.steps] == [(2, "hit")]
        assert (found.stepsToRun, found.secondsToRun, found.secondsUnknown) == (2, 3.0, False)
        found = await readers(one, project.root / "two")
        assert [step.text for step in found.steps] == ["RUN cat /src/two"]
        assert (found.stepsToRun, found.secondsToRun) == (1, 2.0)
        found = await readers(one, project.root / "Layerfile")
        assert (found.steps, found.stepsToRun) == ([], 0)
        assert await readers(one, Path("/somewhere/else")) is None


async def test_a_run_that_ends_and_a_commit_are_told(repository: Project, state: State) -> None:
    root = repository.root
    write(root, {"two": "other\n"})
    async with editor(state.root) as one:
        news: asyncio.Queue[str] = asyncio.Queue()
        one.hear("layer/verdictsChanged", lambda params: news.put_nowait(params.uri))
        uri = one.open(root / "Layerfile")
        send = one.client.protocol.send_request_async

        async def verdicts() -> str:
            found = await asyncio.wait_for(send("layer/verdicts", {"uri": uri}), PATIENCE)
            return "".join(step.verdict[0] for step in found.steps if step.verdict != "free")

        async def until(wanted: str) -> None:
            async with asyncio.timeout(PATIENCE):
                while await verdicts() != wanted:
                    assert await news.get() == uri

        await until("hm")
        # Nobody types, and nobody asks: the server itself must notice.
        assert await asyncio.wait_for(news.get(), PATIENCE) == uri
        run(state, repository)
        await until("hh")


async def test_what_the_server_does_itself_is_no_news(repository: Project, state: State) -> None:
    root = repository.root
    async with editor(state.root) as one:
        told: asyncio.Queue[str] = asyncio.Queue()
        one.hear("layer/verdictsChanged", lambda params: told.put_nowait(params.uri))
        uri = one.open(root / "Layerfile")
        send = one.client.protocol.send_request_async
        for _ in range(3):
            await asyncio.wait_for(send("layer/verdicts", {"uri": uri}), PATIENCE)
        write(root, {"two": "other\n"})
        git(root, "add", "two")
        # That it reads the records, and asks git, comes to nothing: the only news are the first verdicts and these.
        await asyncio.wait_for(told.get(), PATIENCE)
        await asyncio.wait_for(told.get(), PATIENCE)
        assert told.empty()
