"""The run's own variables: what GIT_BRANCH, JOB_ID and the others stand for. Pure: what git says is given."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from re import compile as pattern
from typing import Protocol

from layerfile.environment import BUILTIN_ENV, OLD_NAMES, RUN_ENV

OWN_NAMES = frozenset(RUN_ENV - {"SPLIT", "SPLIT_NUM"})
"""What a run knows from its beginning; SPLIT and SPLIT_NUM only a shard has."""

NEW_IN_EACH_RUN = frozenset({"JOB_ID", "RUNNER_ID"})
"""What is another one in each run, unless the caller says otherwise: no step that depends on one is ever a hit."""

CREDENTIALS = frozenset({"GIT_CLONE_USER"})
"""What nobody but the machine may see."""

#: Characters of GIT_SHORT_COMMIT (https://webapp.io/docs/layerfile-reference, "BUILD ENV").
SHORT = 12
#: A label of a host's name has at most so many characters (RFC 1035, 2.3.4).
_LONGEST_LABEL = 63

_ADDRESS = pattern(r"(?:[a-z+]+://(?:[^/@]*@)?[^/]+/|(?:[^/@]+@)?[^/:]+:|/)?(?P<path>.*?)(?:\.git)?/*")
_NOT_IN_HOSTS = pattern(r"[^a-z0-9]+")
_CREDENTIAL = pattern(r"(?i:(?:.*_)?(?:token|secret|password|passwd|key|credentials?|auth))")


class Checkout(Protocol):
    """What git says of the tree, each "" where there is nothing to be said.

    `describe` is what `git describe --always` prints, `title` the first line of the commit's message, `remote` the
    address of the remote called origin, and `folder` the name of the tree's root.
    """

    @property
    def commit(self) -> str:
        """The whole id of the commit."""

    @property
    def title(self) -> str:
        """The first line of its message."""

    @property
    def describe(self) -> str:
        """The nearest tag, with how far away it is."""

    @property
    def branch(self) -> str:
        """The branch that is checked out."""

    @property
    def remote(self) -> str:
        """Where the repository comes from."""

    @property
    def folder(self) -> str:
        """The folder's name."""


def value(name: str, checkout: Checkout, run: str, caller: Mapping[str, str]) -> str:
    """The value of one of `OWN_NAMES` in the run called `run`: the caller's if it has one, or else what git says."""
    given = caller.get(name)
    if given is not None:
        return given
    match name:
        case "GIT_COMMIT":
            return checkout.commit
        case "GIT_SHORT_COMMIT":
            return value("GIT_COMMIT", checkout, run, caller)[:SHORT]
        case "GIT_COMMIT_TITLE":
            return checkout.title
        case "GIT_TAG":
            return checkout.describe
        case "GIT_BRANCH":
            return checkout.branch
        case "SUBDOMAIN":
            return subdomain(value("GIT_BRANCH", checkout, run, caller))
        case "REPOSITORY_NAME":
            return repository(checkout.remote)[1] or checkout.folder
        case "REPOSITORY_OWNER":
            return repository(checkout.remote)[0]
        case "ORGANIZATION_NAME":
            return value("REPOSITORY_OWNER", checkout, run, caller)
        case "JOB_ID" | "RUNNER_ID":
            return run
        case "RETRY_INDEX":
            return "1"
        case _:
            # What only a hosted service has.
            return ""


def of_name(name: str, checkout: Checkout, run: str, caller: Mapping[str, str]) -> str | None:
    """The value of any variable that BUILD ENV and SKIP REMAINING IF can name; None where nobody sets it."""
    today = OLD_NAMES.get(name, name)
    if today in BUILTIN_ENV:
        return BUILTIN_ENV[today]
    if today in OWN_NAMES:
        # An old name is the caller's too.
        return caller[name] if name in caller else value(today, checkout, run, caller)
    return caller.get(name)


def subdomain(branch: str) -> str:
    """A branch's name as a part of a host's: `feat/add_some-pages` is `add-some-pages`."""
    last = _NOT_IN_HOSTS.sub("-", posixpath.basename(branch).lower()).strip("-")
    return last[:_LONGEST_LABEL].rstrip("-")


def repository(address: str) -> tuple[str, str]:
    """Owner and name of the repository at a remote's address; "" for what is not in it."""
    found = _ADDRESS.fullmatch(address)
    parts = [] if found is None else [part for part in found["path"].split("/") if part]
    return (parts[-2] if len(parts) > 1 else "", parts[-1] if parts else "")


def may_be_shown(name: str) -> bool:
    """Whether the value of a variable may stand in what people read: those that sound like a secret's may not."""
    return name not in CREDENTIALS and _CREDENTIAL.fullmatch(name) is None
