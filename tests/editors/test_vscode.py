"""VS Code's own workbench in a browser, with our extension as it is packaged, and the real server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import Project, reads, write
from tests.editors.fetching import REPOSITORY, fetch, missing
from tests.server.recorded import run

# What is not yet on this machine is fetched from npm once; the session itself takes about half a minute.
pytestmark = [pytest.mark.editor, pytest.mark.timeout(600)]

HERE = Path(__file__).parent
EXTENSION = REPOSITORY / "vscode-extension"
PICTURES = REPOSITORY / "build" / "screenshots"
SERVER = REPOSITORY / "build" / "vscode" / "package" / "lib" / "vscode" / "out" / "server-main.js"

LAYERFILE = """\
# The site, built and tested
FROM vm/debian:12
WORKDIR /src
COPY . .
RUN apt-get update && \\
    # the compiler
    apt-get install -y make gcc
RUN make
RUN make test
"""
FILES = {"Makefile": "all:\n", "tests.txt": "one\n", "site.c": "int main(void) { return 0; }\n"}
DEPLOYMENT = "FROM ..\nLABEL display_name=Deployment\nRUN make install\n"
#: How long the steps took, by how they begin; of two that fit, the later one counts.
SECONDS = {"RUN apt-get": 48.2, "RUN make": 6.3, "RUN make test": 41.0}
MISTAKE = ("RUN make test", "RUNN make test")

#: No shop: nothing is asked of the network.
GALLERY = {"serviceUrl": "", "itemUrl": "", "resourceUrlTemplate": "", "controlUrl": "", "recommendationsUrl": ""}
#: What a person who tests wants to be rid of; the rest is as it comes.
SETTINGS = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "chat.commandCenter.enabled": False,
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "telemetry.telemetryLevel": "off",
    "workbench.enableExperiments": False,
    "security.workspace.trust.enabled": False,
    "editor.hover.delay": 100,
    "editor.hover.above": False,
    "workbench.reduceMotion": "on",
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "git.openRepositoryInParentFolders": "never",
}


@pytest.fixture(scope="module")
def tools() -> dict[str, str]:
    """Chromium, Node, VS Code and our package; `CHROMIUM` names another one than the PATH's."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        missing("no chromium on the PATH: scripts/install-system test installs it")
    fetch("workbench", "VS Code")
    made = subprocess.run(["make", "vsix"], cwd=REPOSITORY, capture_output=True, text=True, timeout=500)
    assert made.returncode == 0, made.stdout + made.stderr
    return {"chromium": chromium, "node": str(REPOSITORY / "build" / "node" / "bin" / "node")}


def make_folders(home: Path, state: State) -> tuple[Path, Path]:
    """A project that was run, with one file edited since and a mistake in the Layerfile; and one whose settings
    name a `layer` that is not there.
    """
    root, without = home / "site", home / "without"
    root.mkdir()
    write(root, {"Layerfile": LAYERFILE, "deploy/Layerfile": DEPLOYMENT, **FILES})
    behaviours = {
        "RUN make": reads("/src/Makefile", "/src/site.c"),
        "RUN make test": reads("/src/tests.txt"),
    }
    project = Project(root, Records(state.records_path), behaviours)
    run(state, project)
    measure(state)
    write(root, {"tests.txt": "two\n", "Layerfile": LAYERFILE.replace(*MISTAKE)})
    without.mkdir()
    settings = {"layer.path": "/nowhere/layer", "workbench.colorTheme": "Default Dark Modern"}
    write(without, {"Layerfile": LAYERFILE, ".vscode/settings.json": json.dumps(settings)})
    return root, without


def measure(state: State) -> None:
    """Give the steps that only pretended to run the times of real ones."""
    with closing(sqlite3.connect(state.records_path)) as records, records:
        for step, seconds in SECONDS.items():
            records.execute(
                "UPDATE recordings SET seconds = ?, created = ? WHERE text LIKE ?", (seconds, time.time(), f"{step}%")
            )


def put_layer_on_path(folder: Path, calls: Path) -> None:
    """The checkout's `layer`, whatever else the machine has; it notes in `calls` what it was called with."""
    folder.mkdir()
    program = folder / "layer"
    program.write_text(f'#!/bin/sh\necho "$*" >>{calls}\nexec {sys.executable} -m layer_cli "$@"\n')
    program.chmod(0o755)


@contextmanager
def workbench(node: str, home: Path, environment: dict[str, str]) -> Iterator[int]:
    """VS Code's server with our extension in it; its port."""
    user = home / "user" / "User"
    user.mkdir(parents=True)
    (user / "settings.json").write_text(json.dumps(SETTINGS))
    places = ["--server-data-dir", f"{home}/server", "--user-data-dir", f"{home}/user"]
    places += ["--extensions-dir", f"{home}/extensions"]
    command = [node, str(SERVER), "--accept-server-license-terms", *places]
    package = str(EXTENSION / "layerfile.vsix")
    subprocess.run(
        [*command, "--install-extension", package], env=environment, check=True, capture_output=True, timeout=60
    )
    port = free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--without-connection-token", "--disable-telemetry"]
    # Without the last, a login shell would say what the PATH is.
    options += ["--disable-workspace-trust", "--force-disable-user-env"]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen([*command, *options], env=environment, stdout=log, stderr=log)
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until something answers at a port."""
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert server.poll() is None, "VS Code's server ended"
            assert time.monotonic() < end, "VS Code's server does not answer"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def session(tools: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a person would have seen."""
    home = tmp_path_factory.mktemp("vscode")
    state = State(home / "state")
    root, without = make_folders(home, state)
    put_layer_on_path(home / "bin", home / "calls")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{Path(tools['node']).parent}:/usr/bin:/bin",
        "LAYER_STATE_DIR": str(state.root),
        "EXTENSIONS_GALLERY": json.dumps(GALLERY),
    }
    answer = home / "answer.json"
    with workbench(tools["node"], home, environment) as port:
        wanted = {
            "LAYER_TEST_EXTENSION": str(EXTENSION),
            "LAYER_TEST_PICTURES": str(PICTURES),
            "LAYER_TEST_PORT": str(port),
            "LAYER_TEST_FOLDER": str(root),
            "LAYER_TEST_FOLDER_WITHOUT": str(without),
            "LAYER_TEST_CALLS": str(home / "calls"),
            "LAYER_TEST_CHROMIUM": tools["chromium"],
            "LAYER_TEST_ANSWER": str(answer),
        }
        script = [tools["node"], str(HERE / "vscode_session.mjs")]
        done = subprocess.run(script, env=environment | wanted, capture_output=True, text=True, timeout=240)
    assert answer.exists(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(answer.read_text())
    (PICTURES / "vscode.json").write_text(answer.read_text())
    if "error" in found:
        pytest.fail(f"{found.pop('error')}\nseen: {json.dumps(found, indent=2)}", pytrace=False)
    return found


def test_a_mistake_is_underlined_and_its_quick_fix_mends_the_text(session: dict[str, Any]) -> None:
    assert session["squiggles"] == 1
    assert session["fixes"][:2] == ["Quick Fix", "Write RUN"]
    assert "RUN make test" in session["fixed"]
    assert session["squigglesAfter"] == 0


def test_icons_beside_the_steps_say_which_would_run(session: dict[str, Any]) -> None:
    assert [icon for icon in session["gutter"] if not icon.endswith("free")] == ["4:hit", "7:hit", "8:miss"]


def test_the_status_bar_counts_and_measures(session: dict[str, Any]) -> None:
    assert "2 of 3 cached · 41 s" in session["status"]


def test_hints_and_lenses_stand_in_the_text(session: dict[str, Any]) -> None:
    hints = session["hints"]
    assert "RUN make ✓ 6.3 s saved" in hints
    assert "RUN make test ↻ 41.0 s: tests.txt" in hints
    assert session["lenses"].startswith("2 of 3 steps cached · 41.0 s to run")
    assert session["lenses"].endswith("Run | Explain")


def test_a_hover_says_why_a_step_would_run(session: dict[str, Any]) -> None:
    assert "would run" in session["hover"]
    assert "tests.txt" in session["hover"]


def test_a_file_says_who_reads_it_and_counts_unsaved(session: dict[str, Any]) -> None:
    # What the Deployment does after it has never run.
    assert session["readers"] == "Read by 1 step · an edit costs 47 s or more"
    assert "1 of 3 cached" in session["statusUnsaved"]
    assert "2 of 3 cached" in session["statusUndone"]


def test_an_edit_of_another_file_is_seen(session: dict[str, Any]) -> None:
    assert [icon for icon in session["gutterAfter"] if not icon.endswith("free")] == ["4:hit", "7:miss", "8:miss"]
    assert "1 of 3 cached · 47 s" in session["statusAfter"]
    assert session["lensesAfter"].startswith("1 of 3 steps cached")


def test_the_graph_shows_what_each_layerfile_needs(session: dict[str, Any]) -> None:
    assert session["graph"] == ["Layerfile", "Deployment", "LayerfileFROM"]


def test_the_server_can_be_restarted(session: dict[str, Any]) -> None:
    assert session["restarts"] == 1
    assert session["gutterAfterRestart"] == session["gutterAfter"]


def test_settings_turn_off_what_they_are_about(session: dict[str, Any]) -> None:
    assert session["leftWhenOff"] == []


def test_without_layer_one_notice_says_what_to_do(session: dict[str, Any]) -> None:
    assert "layer.path is /nowhere/layer" in session["notice"]
    assert "How to Install" in session["notice"]
    assert session["notices"] == 0
