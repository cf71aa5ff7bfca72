"""`layer tui --web` in a real browser: headless Chromium, driven through its own protocol."""

from __future__ import annotations

import asyncio
import base64
import html
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, ClientWebSocketResponse

from layer_cache.state import State
from tests.editors.fetching import missing

from .told import BEGUN, PASSED, SNAPSHOTTED, sampled, write

pytestmark = [pytest.mark.editor, pytest.mark.timeout(180)]

CAPTURES = Path(__file__).parents[2] / "build/tui"


class Page:
    """One page of a browser. https://chromedevtools.github.io/devtools-protocol/ has the commands."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Carry out a command, and return what it answers."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result

    async def value(self, expression: str) -> Any:
        """What an expression of JavaScript is in the page."""
        answer = await self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        while not await self.value(expression):
            await asyncio.sleep(0.1)

    async def press(self, key: str, code: int, modifiers: int = 0) -> None:
        """Press a key; of modifiers 2 is control."""
        fields = {"key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": code, "modifiers": modifiers}
        text = {} if modifiers else {"text": key}
        await self.tell("Input.dispatchKeyEvent", type="keyDown", **fields, **text)
        await self.tell("Input.dispatchKeyEvent", type="keyUp", **fields)

    async def picture(self, path: Path) -> None:
        """Keep what is on the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode((await self.tell("Page.captureScreenshot"))["data"]))


@asynccontextmanager
async def _browser(folder: Path) -> AsyncIterator[Page]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("chromium is not installed")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--window-size=1100,700"]
    browser = subprocess.Popen(
        [program, *options, f"--user-data-dir={folder}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        told = folder / "DevToolsActivePort"
        await _until(lambda: told.exists() and len(told.read_text().split()) == 2)
        port = told.read_text().split()[0]
        async with ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                (target,) = [each for each in await answer.json() if each["type"] == "page"]
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


@asynccontextmanager
async def _served(run: str) -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "layer_cli", "tui", "--web", "--port", str(port), run]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    address = f"http://localhost:{port}"
    try:
        async with ClientSession() as session:
            async with asyncio.timeout(60):
                while True:
                    try:
                        async with session.get(address):
                            break
                    except ClientError:
                        await asyncio.sleep(0.1)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.05)


def _text(svg: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", svg)).replace("\xa0", " ")


#: A download is a window that opens by itself: its text is kept instead.
_KEEP = "window.open = (address) => fetch(address).then(got => got.text()).then(text => { window.pictured = text })"


async def test_a_run_is_seen_in_a_browser_which_takes_keys_and_pictures(state: State, tmp_path: Path) -> None:
    write(state.runs / "r1", *BEGUN, *SNAPSHOTTED, *sampled(4), *PASSED)
    async with asyncio.timeout(150), _served("r1") as address, _browser(tmp_path / "browser") as page:
        await page.tell("Page.navigate", url=address)
        # textual-serve takes its splash away when the application has drawn something.
        await page.until("document.body.classList.contains('-first-byte')")
        # As a click on the page does.
        await page.value("document.querySelector('.xterm-helper-textarea').focus()")
        await page.value(_KEEP)
        for key, said in (("", "passed 8.0 s"), ("m", "processors: 90% busy")):
            if key:
                await page.press(key, ord(key.upper()))
            text = ""
            while said not in text:
                # What the picture key captures comes through the browser.
                await page.value("window.pictured = null")
                await page.press("s", ord("S"), modifiers=2)
                await page.until("window.pictured !== null")
                text = _text(await page.value("window.pictured"))
        await page.picture(CAPTURES / "browser.png")
        await page.press("q", ord("Q"))
        await page.press("q", ord("Q"))
        await page.until("document.body.classList.contains('-closed')")
