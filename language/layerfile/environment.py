"""Variables: the ones that every step sees, and what `$X` stands for before a run."""

from __future__ import annotations

from collections.abc import Mapping
from re import compile as pattern
from types import MappingProxyType

BUILTIN_ENV: Mapping[str, str] = MappingProxyType(
    {
        "CI": "true",
        "IS_CI_MACHINE": "true",
        "CI_MACHINE": "true",
        "IN_CI_MACHINE": "true",
        "IN_CI": "true",
        "DEBIAN_FRONTEND": "noninteractive",
        "WEBAPPIO": "true",
    }
)
"""What every step sees, always with these values."""

RUN_ENV = frozenset(
    {
        *("GIT_TAG", "GIT_COMMIT", "GIT_SHORT_COMMIT", "GIT_COMMIT_TITLE", "GIT_BRANCH"),
        *("GIT_CLONE_USER", "EXPOSE_WEBSITE_HOST", "SUBDOMAIN", "DEPLOYMENT_HOST", "JOB_ID"),
        *("PULL_REQUEST_URL", "REPOSITORY_NAME", "REPOSITORY_OWNER", "ORGANIZATION_NAME"),
        *("RUNNER_ID", "RETRY_INDEX", "API_EXTRA", "SPLIT", "SPLIT_NUM"),
    }
)
"""What steps see with values that only a run knows."""

OLD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "LAYERCI": "CI",
        "LAYERCI_BRANCH": "GIT_BRANCH",
        "LAYERCI_COMMIT": "GIT_COMMIT",
        "LAYERCI_JOB_ID": "JOB_ID",
        "LAYERCI_ORG_NAME": "ORGANIZATION_NAME",
        "LAYERCI_PULL_REQUEST": "PULL_REQUEST_URL",
        "LAYERCI_REPO_NAME": "REPOSITORY_NAME",
        "LAYERCI_REPO_OWNER": "REPOSITORY_OWNER",
        "LAYERCI_RETRY_INDEX": "RETRY_INDEX",
        "LAYERCI_RUNNER_ID": "RUNNER_ID",
    }
)
"""Names of the old dialect, and those of today; both have the same value."""

BUILD_ENV_NAMES = frozenset({*BUILTIN_ENV, *RUN_ENV} - {"SPLIT", "SPLIT_NUM"})
"""What BUILD ENV and SKIP REMAINING IF know without asking the caller; EXPOSE_WEBSITE_HOST is for the latter only."""

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""PATH where no ENV has set it."""


_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")


def is_name(text: str) -> bool:
    """Whether a variable can be called so."""
    return _NAME.fullmatch(text) is not None


def home(user: str) -> str:
    """The home directory of a user in the machine."""
    return "/root" if user == "root" else f"/home/{user}"


def known(env: Mapping[str, str], user: str) -> dict[str, str]:
    """What `$X` can stand for in a step of `user`, after ENV has set `env`."""
    login = {"HOME": home(user), "USER": user, "LOGNAME": user, "PATH": DEFAULT_PATH}
    return {**BUILTIN_ENV, **login, **env}
