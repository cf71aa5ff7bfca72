"""Asking other repositories: `git ls-remote` and `git fetch`, as the person who runs this may; no question comes back.

Unlike what `git_process` asks this goes out: it takes the person's own configuration, credential helpers and SSH.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from layer_cache.errors import TreeError
from layer_cache.observations import decode
from layer_cache.remotes import Chosen, Remote, parse
from layerfile.repositories import SCHEMES, Repository

#: Seconds for the list of branches, and for a fetch; one that stands still for so many seconds ends sooner.
ASK_SECONDS, FETCH_SECONDS, STALLED_SECONDS = 30.0, 1800.0, 30

#: What would lead git elsewhere: `git rev-parse --local-env-vars`, but for settings, by which CI gives credentials.
_LOCAL = frozenset(
    {
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE"),
        *("GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_PREFIX"),
        *("GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH"),
    }
)
_SETTINGS = (
    # Objects of a commit that a run reads must stay; `mirrors` tidies.
    "gc.auto=0",
    "maintenance.auto=false",
    # No fsmonitor, no hook, no submodule of the repository's choosing.
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "fetch.recurseSubmodules=false",
    "http.lowSpeedLimit=1",
    f"http.lowSpeedTime={STALLED_SECONDS}",
)
_DUMB = b"dumb http transport does not support shallow"


def ask(repository: Repository, folder: Path) -> Remote:
    """What the repository says of its branches. Raises TreeError in git's own words. `folder` exists."""
    arguments = ("ls-remote", "--symref", "--", repository.url, "HEAD", "refs/heads/*")
    asked = time.time()
    return parse(decode(_talk(repository, folder, ASK_SECONDS, *arguments)), asked)


def prepare(mirror: Path, commit: str) -> None:
    """See that there is a repository at `mirror`, for ids such as `commit`, that can be fetched into; nobody else does.

    Raises TreeError.
    """
    for left in (mirror / ".git").rglob("*.lock"):
        # By a git that was killed: it would hold up all that come after it.
        left.unlink()
    config = mirror / ".git" / "config"
    if config.is_file() and b"autocrlf" in config.read_bytes():
        return
    kind = "sha256" if len(commit) == 64 else "sha1"
    none = Repository(str(mirror), str(mirror))
    _talk(none, mirror, ASK_SECONDS, "init", "--quiet", "--template=", f"--object-format={kind}", ".")
    # What the files are must not depend on whose machine this is.
    _talk(none, mirror, ASK_SECONDS, "config", "core.autocrlf", "false")


def fetch(repository: Repository, mirror: Path, chosen: Chosen) -> str:
    """Get the newest commit of a branch, without its history, into the repository at `mirror`; its id.

    That may be a newer one than `chosen` has. Raises TreeError in git's own words.
    """
    into = f"refs/layer/{chosen.ref}"
    options = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--force", "--update-shallow")
    what = ("--", repository.url, f"+{chosen.ref}:{into}")
    try:
        _talk(repository, mirror, FETCH_SECONDS, *options, "--depth=1", *what)
    except _Refused as error:
        if _DUMB not in error.complaint:
            raise
        _talk(repository, mirror, FETCH_SECONDS, *options, *what)
    none = Repository(str(mirror), str(mirror))
    return decode(_talk(none, mirror, ASK_SECONDS, "rev-parse", "--verify", f"{into}^{{commit}}")).strip()


class _Refused(TreeError):
    """Git failed; `complaint` is what it said."""

    def __init__(self, message: str, complaint: bytes) -> None:
        super().__init__(message)
        self.complaint = complaint


def environment(folder: Path) -> dict[str, str]:
    """What git finds in its environment in `folder`: nobody is asked for anything, no program is run by an address, and
    no repository that the folder lies in says how.
    """
    found = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return found | {
        "LC_ALL": "C",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        "GIT_TERMINAL_PROMPT": "0",
        # Both kinds of window that ask for a password.
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never",
        "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
        "GIT_LFS_SKIP_SMUDGE": "1",
    }


def _talk(repository: Repository, folder: Path, seconds: float, *arguments: str) -> bytes:
    """What git printed. Raises TreeError."""
    options = [word for setting in _SETTINGS for word in ("-c", setting)]
    if shutil.which("git") is None:
        raise TreeError("CLONE needs git, and there is none here: install git")
    # Of util-linux: what this process cannot end any more, as it was killed, ends with it.
    tied = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()
    # A session of its own: ssh finds no terminal to ask on, and all of it can be ended at once.
    process = subprocess.Popen(
        [*tied, "git", *options, *arguments],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, complaint = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TreeError(f"{repository.shown} did not answer within {seconds:.0f} s") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        raise _Refused(f"{repository.shown}: {_words(repository, complaint)}", complaint)
    return output


def _words(repository: Repository, complaint: bytes) -> str:
    """What git complained of, on one line, without the credentials of the address."""
    text = complaint.decode("utf-8", "replace")
    for hidden in (repository.url, *repository.credentials):
        if hidden != repository.shown:
            text = text.replace(hidden, repository.shown if hidden == repository.url else "***")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("hint:", "Cloning"))]
    return "; ".join(line.removeprefix("fatal: ") for line in lines) or "git failed, and did not say why"
